"""What a shelter registers beside the person: the movement, consent, and where it is, openly or sealed."""

import base64
import binascii
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tracing.consent import Consent
from tracing.keys.envelopes import LEAST_BYTES
from tracing.lures import Advertisement, Holder, Recruiter
from tracing.value import Value


class Movement(StrEnum):
    """What a shelter registers."""

    arrival = "in"
    departure = "out"
    transfer = "transfer"


class SealedContact(Value, frozen=True, kw_only=True):
    """Where the shelter is and how to reach it, sealed by the shelter to its own key (HPKE, RFC 9180).

    The service holds it and cannot read it; `tracing seal` makes and opens it. Only the shelter is given it back.
    """

    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$", description="Id of the shelter's key.")]
    content: Annotated[str, Field(max_length=8_000, description="Encapsulated key and ciphertext, in base64.")]

    def check(self) -> None:
        """Refuse what cannot be anything sealed."""
        try:
            content = base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if len(content) < LEAST_BYTES:
            raise ValueError("`content` is what `tracing seal` made, in base64")


class RegistrationDetails(Value, frozen=True, kw_only=True):
    """What a shelter registration adds."""

    shelter: Annotated[str | None, Field(max_length=200)] = None
    movement: Movement = Movement.arrival
    transferred_to: Annotated[str | None, Field(max_length=200)] = None
    consent: Consent = Consent()
    pseudonym: Annotated[bool, Field(description="Whether the name is one the person chose to be safe.")] = False
    place_revealed: Annotated[bool, Field(description="Whether recipients may learn where the shelter is.")] = False
    sealed_contact: SealedContact | None = None
    recruiter: Recruiter = None
    advertisement: Advertisement = None
    held_by: Holder = None
