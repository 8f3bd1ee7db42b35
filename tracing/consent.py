"""What a person said to sharing what is known of them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tracing.person import PartialTime
from tracing.value import Value


class ConsentState(StrEnum):
    """What the person said to sharing."""

    not_asked = "not_asked"
    given = "given"
    refused = "refused"
    withdrawn = "withdrawn"
    lawful_basis = "lawful_basis"


class ConsentScope(StrEnum):
    """What consent was given for."""

    tracing = "tracing"
    police = "police"
    family_contact = "family_contact"
    contact_through_shelter = "contact_through_shelter"
    """One message of whoever seeks the person may be passed on by the shelter; nobody outside learns more."""


class Consent(Value, frozen=True, kw_only=True):
    """Consent, for which purposes, and since when."""

    state: ConsentState = ConsentState.not_asked
    scopes: Annotated[tuple[ConsentScope, ...], Field(max_length=4)] = ()
    given_at: PartialTime | None = None
    reason: Annotated[str, Field(max_length=500, description="Needed with `lawful_basis`.")] = ""

    def check(self) -> None:
        """Refuse consent for nothing, and a lawful basis that is not named."""
        if self.state is ConsentState.given and not self.scopes:
            raise ValueError("consent that is given names its scopes")
        if self.state is ConsentState.lawful_basis and not self.reason.strip():
            raise ValueError("a lawful basis without consent needs its reason")

    @property
    def reachable_through_shelter(self) -> bool:
        """Whether a message may be left with the shelter."""
        return self.state is ConsentState.given and ConsentScope.contact_through_shelter in self.scopes

    @property
    def shared_for_tracing(self) -> bool:
        """Whether the record may leave the shelter: consent to tracing is given, or the law stands in for it."""
        if self.state is ConsentState.lawful_basis:
            return True
        return self.state is ConsentState.given and ConsentScope.tracing in self.scopes
