"""Figures and the table in which they are printed."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

WIDTH = 150
"""Of a table that is written to a file; on a terminal its own width counts."""


class Figure(NamedTuple):
    """A row of a table.

    Attributes:
        what: the thing measured.
        ours: the figure with its unit.
        reference: the figure of the reference from the same run, and what it is.
        ratio: how ours relates to the reference; None where the two are not alike.
        target: what is wanted; empty for figures that only stand beside others.
        met: whether it is reached; None without a target.
    """

    what: str
    ours: str
    reference: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None


def console() -> Console:
    """Where tables go: standard output."""
    plain = Console()
    return plain if plain.is_terminal else Console(width=WIDTH)


def table_of(title: str, figures: Sequence[Figure]) -> Table:
    """The figures of one topic."""
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("what", ratio=4)
    table.add_column("ours", justify="right", ratio=2)
    table.add_column("reference, same run", ratio=3)
    table.add_column("ratio", justify="right")
    table.add_column("target", ratio=2)
    table.add_column("met")
    for figure in figures:
        table.add_row(
            figure.what,
            figure.ours,
            figure.reference,
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            figure.target,
            "" if figure.met is None else "yes" if figure.met else "[bold red]not met",
        )
    return table


def load() -> str:
    """How busy the machine is, which every figure depends on."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} over the last minute"
