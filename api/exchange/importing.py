"""Entering what a reader of files gives: in batches, each report for its own sender, and safe to repeat."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from api.exchange.acts import Act, Item, Turn, at_any_time, followed
from api.exchange.entries import Entry as Entry
from api.exchange.entries import Refusal as Refusal
from api.exchange.entries import Sender as Sender
from api.http.validation import Problem
from tracing.access import Caller
from tracing.application import Posted, Tracing
from tracing.disputes import Dispute, disputes
from tracing.errors import ConflictingReportError, TracingError
from tracing.events import now
from tracing.person import time_bounds
from tracing.records import Record
from tracing.reports import AnyReport

BATCH = 2000
"""Reports that are looked at together; those of one sender share a transaction."""


@dataclass
class ImportSummary:
    """What became of an import, in numbers of reports.

    Attributes:
        read: reports and faulty items met.
        new: entered now.
        corrected: entered before with another content, which the one of now supersedes.
        unchanged: entered before with the same content.
        disputed: of those entered, now or before, how many hold something plausible but odd.
        rejected: not entered.
        reasons: how often each field broke each rule, see :meth:`explain`; numbers in a field's path are written `*`.
    """

    read: int = 0
    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    disputed: int = 0
    rejected: int = 0
    reasons: Counter[Problem] = field(default_factory=Counter)

    def explain(self, refusals: Iterable[Refusal]) -> None:
        """Count the reasons of these; apart, because a file can break its rules in any number of ways."""
        self.reasons.update(_anywhere(problem) for refusal in refusals for problem in refusal.problems)


@dataclass
class Rejects:
    """A file of what was refused, which can be handed in again, and one beside it that says why.

    Neither exists while nothing is refused; older ones of the same name are removed. The second is `<name>.problems`
    with one JSON object for each refusal: its `source` and its `problems`.

    Attributes:
        sources: the files that are read.
    """

    path: Path
    sources: Sequence[Path]
    _files: tuple[BinaryIO, BinaryIO] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Remove what an earlier import left.

        Raises:
            ValueError: a file that is about to be read would be removed.
        """
        for path in (self.path, self.problems_path):
            if path.resolve() in {source.resolve() for source in self.sources}:
                raise ValueError("what is refused cannot go into a file that is being read")
            path.unlink(missing_ok=True)

    @property
    def problems_path(self) -> Path:
        """The file that says why."""
        return self.path.with_name(f"{self.path.name}.problems")

    def add(self, refusal: Refusal) -> None:
        """Write down one refusal."""
        if self._files is None:
            self._files = self.path.open("wb"), self.problems_path.open("wb")
        content, problems = self._files
        if refusal.content:
            content.write(refusal.content + b"\n")
        problems.write(msgspec.json.encode({"source": refusal.source, "problems": refusal.problems}) + b"\n")

    def close(self) -> None:
        """Close both files."""
        for file in self._files or ():
            file.close()


class Became(StrEnum):
    """What became of something that was read."""

    new = "new"
    unchanged = "unchanged"
    corrected = "corrected"
    refused = "refused"


class Entered(NamedTuple):
    """A report that was entered, now or before.

    Attributes:
        source: where it stands.
        became: what became of it.
        disputes: what of it is plausible but odd.
    """

    source: str
    became: Became
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True)
class Importer:
    """Enters what a reader gives and does what it asks for, and counts what becomes of it.

    Attributes:
        caller_of: as whom the report of a sender is entered.
        batch: entries that share a transaction at most.
        turn: when they may be written.
        started: when the import began. What was entered since cannot be superseded by it: two items of one file that
            have one reference and different contents are a mistake, and the second is refused.
    """

    application: Tracing
    caller_of: Callable[[Sender], Caller]
    batch: int = BATCH
    turn: Turn = at_any_time
    summary: ImportSummary = field(default_factory=ImportSummary)
    started: datetime = field(default_factory=now)

    def enter_all(self, items: Iterable[Item], origin: str) -> Iterator[list[Refusal]]:
        """Enter and do all; gives what was refused, batch by batch, otherwise as :meth:`outcomes`."""
        for batch in self.outcomes(items, origin):
            yield [outcome for outcome in batch if isinstance(outcome, Refusal)]

    def outcomes(self, items: Iterable[Item], origin: str) -> Iterator[list[Entered | Refusal]]:
        """Enter and do all; gives what became of each, batch by batch, with the summary brought up to date.

        Everything is entered in the order of the items, as far as one sender's reports go.

        Args:
            items: from a reader. When it raises, what it gave before is entered first.
            origin: format and file, kept with each record beside the entry's source.

        Raises:
            eventsourcing.persistence.PersistenceError: the log cannot be written. What was entered stays, and handing
                in everything again is safe.
        """
        for batch in followed(_batches(items, self.batch), self.application, self.caller_of, self.turn):
            posted = self._entered([item for item in batch if isinstance(item, Entry)], origin)
            told: list[Entered | Refusal] = [item for item in batch if isinstance(item, Refusal)]
            told += [_outcome(entry, outcome) for entry, outcome in posted]
            self._count(told)
            yield told

    def _count(self, told: Sequence[Entered | Refusal]) -> None:
        became = Counter(one.became if isinstance(one, Entered) else Became.refused for one in told)
        self.summary.read += len(told)
        self.summary.new += became[Became.new]
        self.summary.corrected += became[Became.corrected]
        self.summary.unchanged += became[Became.unchanged]
        self.summary.rejected += became[Became.refused]
        self.summary.disputed += sum(isinstance(one, Entered) and bool(one.disputes) for one in told)

    def _entered(self, entries: Sequence[Entry], origin: str) -> Iterator[tuple[Entry, Posted | TracingError]]:
        by_sender: dict[Sender, list[Entry]] = {}
        for entry in entries:
            by_sender.setdefault(entry.sender, []).append(entry)
        for sender, sent in by_sender.items():
            caller = self.caller_of(sender)
            origins = [_place(origin, entry) for entry in sent]
            with self.turn(len(sent)):
                posted = self.application.post_all([entry.report for entry in sent], caller, origins)
            for entry, outcome in zip(sent, posted, strict=True):
                if isinstance(outcome, ConflictingReportError) and entry.supersedes:
                    with self.turn(1):
                        corrected = self._corrected(outcome, entry, caller, origin)
                    yield entry, corrected
                else:
                    yield entry, outcome

    def _corrected(
        self, conflict: ConflictingReportError, entry: Entry, caller: Caller, origin: str
    ) -> Posted | TracingError:
        reason = "The source has changed since it was last imported."
        try:
            known = self.application.record(conflict.record)
            if entry.dated and _is_later(known, entry.report):
                return Posted(record=known, position=self.application.max_position(), created=False)
            if not entry.dated and known.changed_at >= self.started:
                return conflict
            return self.application.correct(conflict.record, entry.report, reason, caller, _place(origin, entry))
        except TracingError as error:
            return error


def read_through(items: Iterable[Item], summary: ImportSummary) -> Iterator[list[Entry | Refusal]]:
    """A dry run: gives the items batch by batch and counts those that would be disputed; nothing is entered or done."""
    for read in _batches(items, BATCH):
        batch = [item for item in read if not isinstance(item, Act)]
        summary.read += len(batch)
        summary.rejected += sum(isinstance(item, Refusal) for item in batch)
        summary.disputed += sum(isinstance(item, Entry) and bool(disputes(item.report, now())) for item in batch)
        yield batch


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of items. What a reader gave before it failed comes before its failure: it was read in full."""
    batch: list[Item] = []
    try:
        for item in items:
            batch.append(item)
            if len(batch) == size:
                yield batch
                batch = []
    except Exception:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _outcome(entry: Entry, posted: Posted | TracingError) -> Entered | Refusal:
    if isinstance(posted, TracingError):
        return Refusal(entry.source, entry.content, (Problem(field="reference", rule=str(posted)),))
    became = Became.unchanged
    if posted.created:
        became = Became.corrected if posted.record.version > 1 else Became.new
    return Entered(entry.source, became, posted.record.disputes)


def _is_later(known: Record, said: AnyReport) -> bool:
    return time_bounds(known.report.occurred_at)[0] > time_bounds(said.occurred_at)[0]


def _place(origin: str, entry: Entry) -> str:
    return f"{origin}, {entry.source}"


def _anywhere(problem: Problem) -> Problem:
    parts = ("*" if part.isdecimal() else part for part in problem.field.split("."))
    return Problem(field=".".join(parts), rule=problem.rule)
