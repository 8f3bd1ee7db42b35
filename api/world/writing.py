"""A world as two files: the reports as a bulk import reads them, and whom each is truly about.

`records.ndjson` holds one report a line in the shape of :func:`tracing.reports.read_report`, and besides its keys
`organisation` and `country`: who sends it. A report posted by an agency never says that, since the agency's token
does; a file with the reports of many agencies has no other place for it. `truth.csv` has the columns `reference` and
`person`.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from api.world.postings import Posting

RECORDS, TRUTH = "records.ndjson", "truth.csv"


def line_of(posting: Posting) -> bytes:
    """The line of a posting in `records.ndjson`, without its end."""
    sender = {"organisation": posting.organisation, "country": posting.country}
    return msgspec.json.encode(sender | posting.report)


def write_world(directory: Path, postings: Iterable[Posting]) -> Iterator[Posting]:
    """Write both files into a directory, made if needed, while passing the postings on to the caller.

    Files of those names are replaced. They are whole once the iterator is exhausted.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (
        (directory / RECORDS).open("wb") as records,
        (directory / TRUTH).open("w", encoding="utf-8", newline="") as truth,
    ):
        writer = csv.writer(truth, lineterminator="\n")
        writer.writerow(("reference", "person"))
        for posting in postings:
            records.write(line_of(posting) + b"\n")
            writer.writerow((posting.reference, posting.person))
            yield posting
