"""What a view is to the follower that keeps it up to date."""

from typing import Protocol
from uuid import UUID

from tracing.log.batches import Batch
from tracing.value import Value


class Refusal(Value, frozen=True, kw_only=True):
    """An event that a view will never take as it is; the reason names a rule and no value of a person."""

    position: int
    stream: UUID
    reason: str


class NotReadyError(Exception):
    """Something that the view builds upon has not come as far yet; try the same batch again in a moment."""


class View(Protocol):
    """A fold of the log that can always be dropped and built again.

    `apply` commits what the entries bring together with the new position, so that neither a crash nor a repetition
    loses or doubles anything.
    """

    @property
    def name(self) -> str:
        """The name by which operators know the view; its position and its dead letters are kept under it."""
        ...

    def position(self) -> int:
        """Log position up to which the view is complete; 0 when it is empty."""
        ...

    def apply(self, batch: Batch, after: int) -> list[Refusal]:
        """Take the entries that follow the position `after`, and stand at the batch's position.

        When another process has moved the view on in the meantime, nothing happens and nothing is wrong.

        Raises:
            NotReadyError: try again in a moment.
            Exception: nothing was committed.
        """
        ...
