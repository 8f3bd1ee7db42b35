"""What a file says of records that stand before it in the file or in the log: done after these are entered.

An importer hands its batches through :func:`followed` and enters each before it asks for the next.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from uuid import UUID

import msgspec

from api.acts.judging import propose
from api.exchange.entries import Entry, Refusal, Sender
from api.http.validation import Problem
from tracing.access import Caller, Role, reader_of
from tracing.application import Tracing
from tracing.errors import NotFoundError, RestrictedError, RetractedError, TracingError
from tracing.stream_ids import judgement_id

MOST_WAITING = 10_000
"""Acts that are kept until the end of the file, because what they are about may still come."""


class NotHereError(Exception):
    """What an act is about is not here, is not in use, or is nothing the sender may know of: all are told alike."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.problem = Problem(field=field, rule="Input should name a record that is here. Import that one first")


@dataclass(frozen=True, kw_only=True)
class Act(ABC):
    """Something that a file asks for, beside entering a report.

    Attributes:
        source: where it stands; never what it says.
        content: what to hand in again if it cannot be done.
        sender: for whose organisation it is done.
    """

    source: str
    content: bytes = field(repr=False)
    sender: Sender

    @abstractmethod
    def carry_out(self, application: Tracing, caller: Caller) -> Sequence["Item"]:
        """Do it, or what of it is not done yet; gives what it leads to. Repeating it is harmless.

        Args:
            application: in which everything before it in the file is entered.
            caller: of the sender's organisation.

        Raises:
            NotHereError: what it is about is not here yet.
            TracingError: the domain refuses it.
        """


@dataclass(frozen=True, kw_only=True)
class Link(Act):
    """The source says that two records are of one person: a pair for reviewers, never a merge.

    Attributes:
        one, other: the records; None for one that nobody here has.
        named_by: the field that says so, for when one of the records is not here.
        reason: what reviewers read.
    """

    one: UUID | None
    other: UUID | None
    named_by: str
    reason: str = field(repr=False)

    def carry_out(self, application: Tracing, caller: Caller) -> Sequence["Item"]:
        """Propose the pair, unless it was ever proposed: what reviewers answered stands when a file comes again."""
        if self.one is None or self.other is None or self.one == self.other:
            raise NotHereError(self.named_by)
        try:
            # First: that a pair is known already would tell of a record that is hidden.
            for record in (self.one, self.other):
                application.record_for(record, caller)
            if application.judgement_or_none(judgement_id(self.one, self.other)) is None:
                propose(application, self.one, self.other, self.reason, caller, reopen=False)
        except (NotFoundError, RetractedError, RestrictedError):
            raise NotHereError(self.named_by) from None
        return ()


Item = Entry | Refusal | Act

Turn = Callable[[int], AbstractContextManager[None]]
"""When so many reports may be written: waits for it on entering, and on leaving lets others write."""


def at_any_time(count: int) -> AbstractContextManager[None]:
    """A :data:`Turn` of whoever writes alone."""
    return nullcontext()


def placed(item: Item, source: str) -> Item:
    """The same item, which stands somewhere else."""
    return replace(item, source=source) if isinstance(item, Act) else item._replace(source=source)


def followed(
    batches: Iterable[Sequence[Item]],
    application: Tracing,
    caller_of: Callable[[Sender], Caller],
    turn: Turn = at_any_time,
) -> Iterator[list[Entry | Refusal]]:
    """Entries and refusals of each batch; then, when they are entered and the next is asked for, its acts are done.

    Acts on records that are not here wait for the end of the file; what is still not here then is refused.

    Raises:
        eventsourcing.persistence.PersistenceError: the log cannot be written. Handing in everything again is safe.
    """
    doing = _Doing(application, caller_of, turn)
    for batch in batches:
        yield from doing.stages(batch)
    waited, doing.may_wait = doing.waiting, False
    if waited:
        yield from doing.stages(waited)


@dataclass
class _Doing:
    application: Tracing
    caller_of: Callable[[Sender], Caller]
    turn: Turn
    waiting: list[Act] = field(default_factory=list)
    may_wait: bool = True

    def stages(self, items: Sequence[Item]) -> Iterator[list[Entry | Refusal]]:
        """What is to be entered now, then what the acts among the items lead to, as long as they lead to anything."""
        while items:
            yield [item for item in items if not isinstance(item, Act)]
            items = [led for act in items if isinstance(act, Act) for led in self._done(act)]

    def _done(self, act: Act) -> Sequence[Item]:
        try:
            with self.turn(1):
                return act.carry_out(self.application, _acting(self.caller_of(act.sender)))
        except NotHereError as error:
            if self.may_wait and len(self.waiting) < MOST_WAITING:
                self.waiting.append(act)
                return ()
            return [Refusal(act.source, act.content, (error.problem,))]
        except TracingError as error:
            return [Refusal(act.source, act.content, (Problem(field="reference", rule=str(error)),))]


def _acting(caller: Caller) -> Caller:
    """An operator, who sees no records, does for an organisation what an officer of it could."""
    return caller if reader_of(caller) is not None else msgspec.structs.replace(caller, role=Role.officer)
