"""What an organisation asks to be told of: alerts on its own records, and searches that are run on whatever comes."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tracing.access import Caller, Role
from tracing.audit.entries import CaseNumber, Purpose
from tracing.person import NOTHING_IDENTIFIES, PartialTime, Person, Place
from tracing.value import Value

LONGEST = timedelta(days=366)
"""How long a subscription lasts at most: who asked may have lost the right by then, and asks again."""


class AlertTopic(StrEnum):
    """What an alert is about."""

    candidate = "candidate"
    """A record of one's own and another may be one person: the pair waits for reviewers."""
    gate_hit = "gate_hit"
    """A crossing that came after a notice may be of the person sought, or presents a watched document."""
    document_seen = "document_seen"
    """A document that a record of one's own calls lost, stolen, taken, another's or false is in another record."""
    merge_undone = "merge_undone"
    """A record of one's own was joined with another, and that was taken back."""
    saved_search = "saved_search"
    """A record that is new or changed is one that the saved search finds."""


class SavedSearch(Value, frozen=True, kw_only=True):
    """A description of whom to look for, as in a search by example."""

    person: Person
    occurred_at: Annotated[PartialTime | None, Field(description="When the description was true.")] = None
    place: Annotated[Place | None, Field(description="Where the person was then.")] = None

    def check(self) -> None:
        """Refuse to look for everybody of a crowd."""
        if not self.person.identifies:
            raise ValueError(NOTHING_IDENTIFIES)


class Webhook(Value, frozen=True, kw_only=True):
    """Where alerts are sent, and the secret that signs them (Standard Webhooks, symmetric: `whsec_…`)."""

    url: str
    secret: str


class Wanted(Value, frozen=True, kw_only=True):
    """What a subscription asks for.

    Attributes:
        topics: alerts on the organisation's own records; :attr:`AlertTopic.saved_search` is in it when `search` is.
        purpose, case: what for.
        ends_at: from then on nothing is told, and the subscription is forgotten.
    """

    topics: tuple[AlertTopic, ...]
    purpose: Purpose
    case: CaseNumber
    ends_at: datetime
    search: SavedSearch | None = None
    webhook: Webhook | None = None


class Subscription(Value, frozen=True, kw_only=True):
    """A subscription as it stands. It belongs to an organisation, and there to those who work in the same role."""

    id: UUID
    organisation: str
    country: str
    role: Role
    subscribed_by: str
    subscribed_at: datetime
    wanted: Wanted

    @property
    def receiver(self) -> Caller:
        """As whom the alerts are read: by whoever subscribed, with the rights of that role."""
        return Caller(subject=self.subscribed_by, role=self.role, organisation=self.organisation, country=self.country)
