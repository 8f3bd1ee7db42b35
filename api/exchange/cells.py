"""Cells of spreadsheets that hold no formula, whatever somebody typed into a name: `=HYPERLINK(…)` stays text.

A cell that a spreadsheet would take for a formula gets an apostrophe before it; one that begins so is taken off again
when the file comes back, so that nothing changes on the way.
"""

import re

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠']")
"""First characters that begin a formula, and the sign that guards against them."""

_NEGATIVE_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?", re.ASCII)


def guarded(text: str) -> str:
    """A text as a cell that no spreadsheet runs; a negative number stays a number."""
    return f"'{text}" if _FORMULA.match(text) and not _NEGATIVE_NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """What a cell says: without the apostrophe of :func:`guarded`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell
