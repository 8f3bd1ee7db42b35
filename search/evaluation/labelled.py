"""Records whose persons are known, read from a file of reports and a file of answers."""

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from search.document import Document
from search.indexing import document_of
from search.profile import Profile, profile_of
from tracing.records import Record
from tracing.reports import read_report
from tracing.stream_ids import record_id
from tracing.value import Value

_SENDER = "evaluation"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class LabelledFileError(ValueError):
    """A line that cannot be used: its number and the rule, never its content."""


class Labelled(Value, frozen=True, kw_only=True):
    """Documents in the order of their file, numbered from 1, with reference and person of each."""

    documents: tuple[Document, ...]
    references: tuple[str, ...]
    persons: tuple[str, ...]

    @property
    def true_pairs(self) -> int:
        """How many pairs of records are of one person."""
        return sum(count * (count - 1) // 2 for count in Counter(self.persons).values())


def read_labelled(records: Path, truth: Path) -> Labelled:
    """Read reports (NDJSON, each with its `kind`) and answers (CSV with the columns `reference,person`).

    Records without an answer are left out. `organisation` and `country` of a line are read if it has them.

    Raises:
        LabelledFileError: a line is no report, or the answers lack a column.
    """
    persons = _read_truth(truth)
    documents: list[Document] = []
    references: list[str] = []
    with records.open("rb") as lines:
        for line_number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            record = _read_record(line, line_number)
            if record.report.reference in persons:
                references.append(record.report.reference)
                documents.append(document_of(record, number=len(references), version=len(references)))
    return Labelled(
        documents=tuple(documents),
        references=tuple(references),
        persons=tuple(persons[reference] for reference in references),
    )


def read_profiles(records: Path) -> tuple[tuple[str, ...], tuple[Profile, ...]]:
    """References and profiles of reports whose persons nobody knows, in the order of their file.

    Raises:
        LabelledFileError: a line is no report.
    """
    references, profiles = [], []
    with records.open("rb") as lines:
        for line_number, line in enumerate(lines, start=1):
            if line.strip():
                report = _read_record(line, line_number).report
                references.append(report.reference)
                profiles.append(profile_of(report))
    return tuple(references), tuple(profiles)


def _read_truth(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if not {"reference", "person"} <= set(reader.fieldnames or ()):
            raise LabelledFileError("the answers need the columns `reference` and `person`")
        return {row["reference"]: row["person"] for row in reader}


def _read_record(line: bytes, line_number: int) -> Record:
    try:
        data = msgspec.json.decode(line, type=dict[str, object])
        organisation, country = str(data.pop("organisation", _SENDER)), str(data.pop("country", ""))
        report = read_report(data)
    except ValueError:
        raise LabelledFileError(f"line {line_number} is not a report") from None
    return Record(
        id=record_id(organisation, report.reference),
        organisation=organisation,
        country=country,
        report=report,
        version=1,
        evidence_version=1,
        recorded_at=_EPOCH,
        changed_at=_EPOCH,
        posted_by=_SENDER,
    )
