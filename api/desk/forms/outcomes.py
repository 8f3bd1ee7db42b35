"""What becomes of a file that is uploaded, as a page tells it row by row while the file is still read.

Beside the page two files are kept while it is made, in memory and bounded: the report of each row, and what was
refused, to be mended and handed in again. The page carries both, and nothing of them stays with the service.
"""

import base64
import csv
import io
import re
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from api.desk.words.values import Words
from api.exchange.cells import guarded
from api.exchange.entries import Entry, Refusal
from api.exchange.formats import TABLES
from api.exchange.importing import Became, Entered
from api.schemas.imports import ImportEnded
from tracing.disputes import Dispute, disputes
from tracing.events import now
from tracing.identities import PROFILE_FIELDS

MOST_SHOWN = 1_000
"""Rows on the page; the report of each row holds more."""
MOST_READ = 20
"""Reports that a dry run shows in full."""
MOST_KEPT = 240_000
"""Bytes of each of the two files."""

Render = Callable[..., str]
"""Renders a template with what it shows."""


class Told(NamedTuple):
    """A row of the page: where it stands, what became of it, what is wrong or odd; in a dry run, what it says."""

    source: str
    became: str
    problems: Sequence[Any] = ()
    disputes: tuple[Dispute, ...] = ()
    report: Any = None


class Outcome:
    """The part of a page that grows while a file is read.

    Args:
        render: of templates, in the reader's language.
        words: of the reader's language.
        format_name: of the file.
        trying: whether nothing is entered.
    """

    def __init__(self, render: Render, words: Words, format_name: str, *, trying: bool) -> None:
        """Begin with nothing read."""
        self._render, self._words, self._trying = render, words, trying
        self._table = format_name in TABLES
        self._shown = self._in_full = 0
        self.report, self.refused = _Kept(), _Kept()
        self.report.add(_csv_line("row", "became", "fields", "rules"))
        self._heading = b""

    async def pieces(self, steps: AsyncIterator[Any]) -> AsyncIterator[bytes]:
        """The rows of each batch, then the numbers and the two files."""
        async for step in steps:
            if isinstance(step, ImportEnded):
                yield self._ended(step)
            else:
                yield self._rows([self._told(item) for item in step], step)

    def _told(self, item: Entered | Entry | Refusal) -> Told:
        if isinstance(item, Refusal):
            return Told(item.source, Became.refused, item.problems)
        if isinstance(item, Entered):
            return Told(item.source, item.became, disputes=item.disputes)
        self._in_full += 1
        said = msgspec.to_builtins(item.report) if self._in_full <= MOST_READ else None
        return Told(item.source, "read", disputes=disputes(item.report, now()), report=said)

    def _rows(self, rows: list[Told], items: Sequence[Any]) -> bytes:
        for item in items:
            if isinstance(item, Refusal):
                self._hand_back(item.content)
        rows.sort(key=lambda row: [int(number) for number in re.findall(r"\d+", row.source)])
        for row in rows:
            self._write_down(row)
        shown = [row for row in rows if row.report or row.became != "read"][: max(0, MOST_SHOWN - self._shown)]
        self._shown += len(shown)
        return self._render("upload_rows.html", rows=shown, fields_read=PROFILE_FIELDS).encode() if shown else b""

    def _write_down(self, row: Told) -> None:
        problems = [(problem.field, self._words.rule(problem.rule) or problem.rule) for problem in row.problems]
        odd = [(dispute.field, self._words.label("dispute", dispute.rule)) for dispute in row.disputes]
        fields, rules = (
            (" | ".join(part) for part in zip(*problems, *odd, strict=True)) if problems or odd else ("", "")
        )
        became = "disputed" if odd and row.became == "read" else row.became
        self.report.add(_csv_line(row.source, became, fields, rules))

    def _hand_back(self, content: bytes) -> None:
        """Keep what was refused; the headings of a table once."""
        heading, _, row = content.partition(b"\n")
        if self._table and heading == self._heading and heading.count(b'"') % 2 == 0:
            content = row
        self._heading = heading
        if content:
            self.refused.add(content + b"\n")

    def _ended(self, ended: ImportEnded) -> bytes:
        return self._render(
            "upload_end.html",
            ended=ended,
            trying=self._trying,
            hidden=ended.read - self._shown,
            report=self.report,
            refused=self.refused,
            refused_name="refused.csv" if self._table else "refused.txt",
        ).encode()


class _Kept:
    """A file that the page carries, up to a limit.

    Attributes:
        whole: whether nothing had to be left out.
    """

    def __init__(self) -> None:
        self._content = bytearray()
        self.whole = True

    def add(self, line: bytes) -> None:
        """Add a line, unless it is too much."""
        if len(self._content) + len(line) > MOST_KEPT:
            self.whole = False
        if self.whole:
            self._content += line

    def __bool__(self) -> bool:
        return bool(self._content)

    @property
    def coded(self) -> str:
        """The content in base64: a form would change the ends of its lines."""
        return base64.b64encode(self._content).decode()


def _csv_line(*cells: str) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow([guarded(cell) for cell in cells])
    return written.getvalue().encode()
