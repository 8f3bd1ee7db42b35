"""Who said what of a pair, and when: the opinions of a judgement's stream with their times of entry."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from uuid import UUID

from tracing.event import Event
from tracing.judgement_events import MatchReopened
from tracing.judgements import Judgement, fold_judgement
from tracing.opinions import Opinion
from tracing.value import Value


class Said(Value, frozen=True, kw_only=True):
    """An opinion and its time of entry (UTC)."""

    at: datetime
    opinion: Opinion


class Decided(Value, frozen=True, kw_only=True):
    """A judgement as it stands today, and what had been said by some time.

    Attributes:
        said: opinions since the pair was last opened before that time, oldest first.
    """

    judgement: Judgement
    said: tuple[Said, ...]


def decisions_in(events: Iterable[Event], as_of: datetime | None = None) -> dict[UUID, Decided]:
    """What was said of each pair, now or by a time (UTC).

    Args:
        events: of the streams of judgements, one stream after the other.
        as_of: the last time of entry that counts for what was said.
    """
    found: dict[UUID, Decided] = {}
    for stream, group in groupby(events, key=lambda event: event.originator_id):
        state: Judgement | None = None
        said: list[Said] = []
        for event in group:
            state = fold_judgement(state, event)
            if as_of is not None and event.timestamp > as_of:
                continue
            if isinstance(event, MatchReopened):
                said = []
            elif (opinion := getattr(event, "opinion", None)) is not None:
                said.append(Said(at=event.timestamp, opinion=opinion))
        if state is not None:
            found[stream] = Decided(judgement=state, said=tuple(said))
    return found
