"""Travel and identity documents, as presented or remembered."""

import re
import unicodedata
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tracing.person.countries import CountryCode
from tracing.person.dates import PartialDate
from tracing.value import Value


class DocumentType(StrEnum):
    """Kinds of document."""

    passport = "passport"
    identity_card = "identity_card"
    residence_permit = "residence_permit"
    visa = "visa"
    refugee_document = "refugee_document"
    birth_certificate = "birth_certificate"
    driving_licence = "driving_licence"
    other = "other"


class DocumentStatus(StrEnum):
    """What became of a document; all but `issued` make a gate that reads it act."""

    issued = "issued"
    lost = "lost"
    stolen = "stolen"
    taken = "taken"
    held_by_another = "held_by_another"
    false = "false"


class Document(Value, frozen=True, kw_only=True):
    """A document by type, number, issuer and expiry; false and borrowed ones too."""

    type: DocumentType = DocumentType.other
    number: Annotated[str, Field(min_length=1, max_length=40)]
    issuer: Annotated[CountryCode | None, Field(description="Issuing state or organisation.")] = None
    expires: PartialDate | None = None
    status: Annotated[
        DocumentStatus, Field(description="`taken`: from its holder; `held_by_another`: seen with somebody else.")
    ] = DocumentStatus.issued

    def check(self) -> None:
        """Refuse a number without a letter or digit."""
        if not normalised_number(self.number):
            raise ValueError("a document number needs at least one letter or digit")


def normalised_number(number: str) -> str:
    """A document number without spaces, signs and small letters: `fe 123-456` → `FE123456`."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", number)).upper()
