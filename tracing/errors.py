"""What the application refuses. Messages say what, why and what next; none repeats a value of a person."""

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tracing.judgements import Judgement


class TracingError(Exception):
    """Base of everything that the application refuses on purpose."""


class NotFoundError(TracingError):
    """There is no such thing, or the caller may not know of it: both answer alike."""


class ConflictingReportError(TracingError):
    """The organisation has already posted another report under this reference."""

    def __init__(self, record: UUID) -> None:
        super().__init__(
            "This reference was already used for a report with other content. "
            "Post a correction to the record, or use a new reference."
        )
        self.record = record


class NotOwnerError(TracingError):
    """Only the organisation that posted a record may change it."""


class RetractedError(TracingError):
    """The record was retracted by its owner; nothing more can be said of it."""


class OwnRecordError(TracingError):
    """A reviewer may not judge a pair that holds a record of the reviewer's own organisation."""


class SameReviewerError(TracingError):
    """A confirmation needs two different reviewers."""


class JudgementChangedError(TracingError):
    """Somebody else decided in the meantime; look at the new state before answering again."""

    def __init__(self, judgement: "Judgement") -> None:
        super().__init__("The pair changed since it was read. Look at its state now, then decide.")
        self.judgement = judgement


class NotOpenError(TracingError):
    """The pair is closed, or is not in the state that the command needs."""

    def __init__(self, message: str, judgement: "Judgement") -> None:
        super().__init__(message)
        self.judgement = judgement
