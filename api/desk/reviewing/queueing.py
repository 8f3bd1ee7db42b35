"""A part of the reviewers' queue as one page shows it, and which pair is to be judged next."""

from urllib.parse import urlencode
from uuid import UUID

import msgspec

from api.desk.reviewing.claims import Claims
from api.desk.visits.sessions import QueueChoice
from api.schemas.candidates import QueuePage, cursor_of, place_of, queue_page
from api.schemas.states import QueueState
from api.wiring import Service
from projections.candidates import QueueFilter
from tracing.access import Caller
from tracing.judgements import OPEN_STATES, State
from tracing.value import Value

PER_PAGE = 25
_TRIES = 5
"""Pairs that are tried for a reviewer before the claims are read anew: others take some at the same moment."""


class Asked(Value, frozen=True, kw_only=True):
    """Which part of the queue is wanted; `cursor` is where the part before ended."""

    state: QueueState = QueueState.in_review
    choice: QueueChoice = QueueChoice()
    cursor: str | None = None

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        fields = [("state", self.state.value), ("order", self.choice.order.value)]
        fields += [("kind", kind.value) for kind in self.choice.kinds]
        fields += [("children", "true")] if self.choice.children else []
        return urlencode(fields + ([("cursor", self.cursor)] if self.cursor else []))

    def at(self, cursor: str | None) -> "Asked":
        """The same from another place on."""
        return msgspec.structs.replace(self, cursor=cursor)

    @property
    def wanted(self) -> QueueFilter:
        """Which pairs, in the terms of the view."""
        return QueueFilter(states=self.state.states, kinds=self.choice.kinds, children=self.choice.children)


class Listed(Value, frozen=True, kw_only=True):
    """A part of the queue, of what its reader may see and answer alone.

    Attributes:
        total: pairs in all parts.
        first: number of the first pair of this part among them, from 1.
        taken: pairs of this part that somebody else has before her now.
        taken_in_all: how many of all pairs somebody else has.
    """

    page: QueuePage
    total: int
    first: int
    taken: frozenset[UUID]
    taken_in_all: int

    @property
    def records(self) -> frozenset[UUID]:
        """The records that it names."""
        return frozenset(end for row in self.page.candidates for end in (row.record_a, row.record_b))


def listed(service: Service, caller: Caller, asked: Asked) -> Listed:
    """A part of the queue as it is now."""
    view, wanted, order = service.candidates, asked.wanted, asked.choice.order
    after = None if asked.cursor is None else place_of(asked.cursor)
    page = queue_page(view.queue(caller, wanted, order, PER_PAGE + 1, after), order, PER_PAGE)
    total = view.count(caller, wanted)
    behind = total if after is None else view.count(caller, wanted, order, after)
    others = taken_by_others(service, caller)
    taken_in_all = view.count(caller, msgspec.structs.replace(wanted, pairs=others)) if others else 0
    return Listed(
        page=page,
        total=total,
        first=total - behind + 1,
        taken=others & {row.candidate for row in page.candidates},
        taken_in_all=taken_in_all,
    )


def taken_by_others(service: Service, caller: Caller) -> frozenset[UUID]:
    """Pairs that others have before them, or whose answers wait to be written: nobody can tell the one from the other.

    They are to be shown of those alone that the caller may see.
    """
    return Claims(service.store).of_others(caller) | service.answers.pairs_of_others(caller)


def claim_next(service: Service, caller: Caller, choice: QueueChoice, cursor: str | None) -> UUID | None:
    """Take the first pair that nobody else has, after a place in the queue or from its beginning; None for none.

    What the caller answered just now still stands in the queue, and is passed over.

    Args:
        service: opened.
        caller: for whom.
        choice: which pairs, and in which order.
        cursor: where to begin; at the end of the queue it begins anew.
    """
    claims, wanted = Claims(service.store), Asked(choice=choice).wanted
    for start in dict.fromkeys((cursor, None)):
        after = None if start is None else place_of(start)
        while True:
            without = taken_by_others(service, caller) | service.answers.pairs_of(caller)
            free = msgspec.structs.replace(wanted, without=without)
            rows = service.candidates.queue(caller, free, choice.order, _TRIES, after)
            for row in rows:
                if claims.claim(row.judgement, caller):
                    return row.judgement
            if len(rows) < _TRIES:
                break
            after = (rows[-1].place(choice.order), rows[-1].judgement)
    claims.release(caller)
    return None


def is_claimed(service: Service, caller: Caller, pair: UUID) -> bool:
    """Take a pair that the caller opens to judge; True when somebody else has it.

    A pair that the caller may not see, or has nothing to answer on, is not taken, and answered like a free one.
    """
    if not service.candidates.count(caller, QueueFilter(states=OPEN_STATES, pairs=frozenset({pair}))):
        return False
    return pair in service.answers.pairs_of_others(caller) or not Claims(service.store).claim(pair, caller)


def place_in(service: Service, caller: Caller, choice: QueueChoice, pair: UUID) -> str | None:
    """Where a pair stands in the queue, to go on after it; None when it does not stand there for the caller."""
    wanted = QueueFilter(states=frozenset(State), pairs=frozenset({pair}))
    rows = service.candidates.queue(caller, wanted, choice.order, 1)
    return cursor_of(rows[0].place(choice.order), pair) if rows else None
