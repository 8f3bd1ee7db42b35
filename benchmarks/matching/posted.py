"""Public data as the reports that an agency would post, read as `tracing evaluate` reads them."""

import csv
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from search.evaluation.labelled import Labelled, read_labelled


def labelled_of(reports: Iterable[tuple[dict[str, Any], str]]) -> Labelled:
    """Reports, each with whom it is about.

    Raises:
        LabelledFileError: a report is none.
    """
    with TemporaryDirectory() as folder:
        records, truth = Path(folder, "records.ndjson"), Path(folder, "truth.csv")
        with records.open("wb") as lines, truth.open("w", encoding="utf-8", newline="") as answers:
            writer = csv.writer(answers)
            writer.writerow(("reference", "person"))
            for report, person in reports:
                lines.write(msgspec.json.encode(report) + b"\n")
                writer.writerow((report["reference"], person))
        return read_labelled(records, truth)
