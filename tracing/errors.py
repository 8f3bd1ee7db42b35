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


class RecordChangedError(TracingError):
    """Somebody of the same organisation corrected the record in the meantime; look at it before changing it again."""

    def __init__(self) -> None:
        super().__init__(
            "The record was corrected since it was read, so nothing was changed. Look at it now, then decide."
        )


class NotOwnerError(TracingError):
    """Only the organisation that posted a record may change it."""


class NotSealedError(TracingError):
    """A shelter that has a sealing key told openly where it is, or sealed it to a key that is not its own."""

    def __init__(self) -> None:
        super().__init__(
            "Your organisation seals where it is: state nothing but the country, and the rest as `sealed_contact`, "
            "sealed to a key that it has registered; or say that recipients may learn it (`place_revealed`)."
        )


class RetractedError(TracingError):
    """The record was retracted by its owner; nothing more can be said of it."""


class RestrictedError(TracingError):
    """The record is kept and not used; nothing may be decided on it."""

    def __init__(self) -> None:
        super().__init__("One of the two records is restricted by its owner: nothing may be decided on it now.")


class ErasedError(TracingError):
    """What the command is about was erased; nothing can be written there any more."""

    def __init__(self) -> None:
        super().__init__("The record was erased for good. Post a new report under a new reference.")


class NobodyReachableError(TracingError):
    """No shelter may take a message about this notice: nobody is there, or nobody has allowed it; both answer alike."""

    def __init__(self) -> None:
        super().__init__("No message can be left about this notice now.")


class NotANoticeError(TracingError):
    """Only somebody whom a Yellow Notice seeks is located."""

    def __init__(self) -> None:
        super().__init__("Only a Yellow Notice has somebody to be located. Post what you saw as a sighting.")


class ClosedError(TracingError):
    """The person of the notice was located: nothing more is changed of it."""

    def __init__(self) -> None:
        super().__init__("The notice is closed, for the person was located. Have it erased if it must go.")


class NotAskedError(TracingError):
    """An erasure takes two people: one who asks, and another who agrees."""

    def __init__(self) -> None:
        super().__init__("Nobody else has asked to erase this record. Another person of its owner must ask first.")


class OwnRecordError(TracingError):
    """A reviewer may not judge a pair that holds a record of the reviewer's own organisation."""


class SameReviewerError(TracingError):
    """A confirmation needs two different reviewers."""


class TellingFactMissingError(TracingError):
    """Records that may be of twins or other kin are confirmed as one person only by a fact that kin do not share."""


class DocumentMisuseError(TracingError):
    """A pair that suggests a misused document is not confirmed as one person."""


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


class UnusablePhotographError(TracingError):
    """A picture breaks a rule; the sentence names the rule."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"The picture cannot be used: {rule}.")


class FacesUnavailableError(TracingError):
    """The extra `faces`, which holds the model, is not installed."""

    def __init__(self) -> None:
        super().__init__("This service was installed without its face model (the extra `faces`).")


class PictureProcessBusyError(TracingError):
    """Pictures that came before take too long; send this one again in a moment."""

    def __init__(self) -> None:
        super().__init__("Other pictures are being read. Nothing was written: send the same request again in a moment.")
