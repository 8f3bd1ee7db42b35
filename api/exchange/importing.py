"""Entering what a reader of files gives: in batches, each report for its own sender, and safe to repeat."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID

import msgspec

from api.exchange.ndjson import Sender
from api.validation import Problem
from tracing.access import Caller, Role
from tracing.application import Posted, Tracing
from tracing.errors import ConflictingReportError, RetractedError, TracingError
from tracing.reports import AnyReport

BATCH = 2000
"""Reports that are looked at together; those of one sender share a transaction."""


class Entry(NamedTuple):
    """A report to be entered.

    Attributes:
        source: where it stands, e.g. `line 12`; never what it says.
        content: what to hand in again should it be refused.
        supersedes: whether the source says how things stand now, so that another content than before is a correction;
            otherwise it is a conflict, for two reports may have been given one reference by mistake.
    """

    source: str
    content: bytes
    report: AnyReport
    sender: Sender
    supersedes: bool = False


class Refusal(NamedTuple):
    """Something that was not entered, and why; `content` is empty when there is nothing to hand in again."""

    source: str
    content: bytes
    problems: tuple[Problem, ...]


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
        reasons: how often each field broke each rule; numbers in a field's path are written `*`.
    """

    read: int = 0
    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    disputed: int = 0
    rejected: int = 0
    reasons: Counter[Problem] = field(default_factory=Counter)


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


def enter_all(application: Tracing, items: Iterable[Entry | Refusal], rejects: Rejects) -> Iterator[ImportSummary]:
    """Enter all entries; gives the same summary, brought up to date, after each batch.

    Everything is entered in the order of the items, as far as one sender's reports go.

    Raises:
        eventsourcing.persistence.PersistenceError: the log cannot be written. What was entered stays, and handing
            in everything again is safe.
    """
    summary = ImportSummary()
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        summary.read += len(batch)
        outcomes = _entered(application, [item for item in batch if isinstance(item, Entry)])
        refused = [item for item in batch if isinstance(item, Refusal)]
        for entry, outcome in outcomes:
            if isinstance(outcome, TracingError):
                refused.append(Refusal(entry.source, entry.content, (Problem(field="reference", rule=str(outcome)),)))
                continue
            corrected = outcome.created and outcome.record.version > 1
            summary.corrected += corrected
            summary.new += outcome.created and not corrected
            summary.unchanged += not outcome.created
            summary.disputed += bool(outcome.record.disputes)
        for refusal in refused:
            rejects.add(refusal)
            summary.reasons.update(_anywhere(problem) for problem in refusal.problems)
        summary.rejected += len(refused)
        yield summary


def _anywhere(problem: Problem) -> Problem:
    parts = ("*" if part.isdecimal() else part for part in problem.field.split("."))
    return Problem(field=".".join(parts), rule=problem.rule)


def _entered(application: Tracing, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Posted | TracingError]]:
    by_sender: dict[Sender, list[Entry]] = {}
    for entry in entries:
        by_sender.setdefault(entry.sender, []).append(entry)
    for sender, sent in by_sender.items():
        caller = Caller(subject="importer", role=Role.admin, organisation=sender.organisation, country=sender.country)
        for entry, outcome in zip(sent, application.post_all([entry.report for entry in sent], caller), strict=True):
            if isinstance(outcome, ConflictingReportError) and entry.supersedes:
                yield entry, _corrected(application, outcome.record, entry.report, caller)
            else:
                yield entry, outcome


def _corrected(application: Tracing, record: UUID, report: AnyReport, caller: Caller) -> Posted | TracingError:
    try:
        return application.correct(record, report, "The source has changed since it was last imported.", caller)
    except RetractedError as error:
        return error
