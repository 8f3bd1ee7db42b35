"""Where a sought person was found, what she wishes, and what whoever seeks her may be told."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tracing.person import PartialTime, Place
from tracing.value import Value


class LocatedKind(StrEnum):
    """How a sought person was found."""

    alive_safe = "alive_safe"
    alive_in_danger = "alive_in_danger"
    deceased = "deceased"
    self_reported = "self_reported"


class ContactWish(StrEnum):
    """What a located person says to being in touch with whoever seeks her; `unable`: a child, or cannot decide."""

    not_asked = "not_asked"
    agreed = "agreed"
    refused = "refused"
    withdrawn = "withdrawn"
    unable = "unable"


REFUSALS = frozenset({ContactWish.refused, ContactWish.withdrawn})
"""Wishes that stop a new search for her."""


class Location(Value, frozen=True, kw_only=True):
    """How, when and where a person was located, and what she wishes."""

    kind: LocatedKind
    at: Annotated[PartialTime | None, Field(description="When.")] = None
    place: Place | None = None
    contact: Annotated[ContactWish, Field(description="Her answer to being in touch with whoever seeks her.")] = (
        ContactWish.not_asked
    )
    identified_by: Annotated[
        str, Field(max_length=500, description="How a deceased person was identified; needed with `deceased`.")
    ] = ""

    def check(self) -> None:
        """Refuse a death that nobody says how was established."""
        if self.kind is LocatedKind.deceased and not self.identified_by.strip():
            raise ValueError("somebody located as `deceased` needs `identified_by`")


class Statement(StrEnum):
    """All that whoever seeks a person may be told (SIS Regulation 2018/1862, Article 33(4))."""

    sought = "The person is sought."
    under_review = "The notice is under review and not published."
    found = "The person was found. No further information can be given."
    found_and_agrees = "The person was found, and agrees to be in touch through the bureau that published the notice."
