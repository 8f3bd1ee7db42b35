"""What a reviewer can say of a pair of records."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tracing.value import Value


class Verdict(StrEnum):
    """What a reviewer can answer."""

    same = "same"
    different = "different"
    kin = "kin"
    document_misuse = "document_misuse"
    """Two persons, and one was given or made to use a document of the other; says nothing of who is to blame."""
    unsure = "unsure"


class FactKind(StrEnum):
    """What tells twins and other kin apart."""

    mark = "mark"
    fingerprint_reference = "fingerprint_reference"
    document = "document"


class TellingFact(Value, frozen=True, kw_only=True):
    """What a reviewer has seen that kin do not share: its kind, and where it is kept, never the fact itself."""

    kind: FactKind
    reference: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9./_-]{0,39}$",
            description="Short code under which the fact is on file, e.g. `FP-2026/118`; no number of a document.",
        ),
    ]


class Opinion(Value, frozen=True, kw_only=True):
    """A reviewer's answer with its reason; without a verdict it takes an earlier answer back."""

    verdict: Verdict | None = None
    reviewer: str
    organisation: str
    country: str
    reason: str
    telling_fact: TellingFact | None = None
