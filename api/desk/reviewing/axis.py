"""The ways of two records on one axis of time: where each report stands on the drawing, and what overlaps, in facts."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.schemas.reports import RecordAnswer
from tracing.person import time_bounds
from tracing.reports import YellowNotice
from tracing.value import Value

WIDTH = 720.0
"""Of the drawing, in its own units; a mark is inside, its label may need some more."""
_LABEL = 34.0
"""Of a mark with its label: nearer ones are drawn on rows of their own."""
_MOST_TICKS = 6
_DAYS, _MONTHS = (1, 2, 7, 14), (1, 3, 6, 12, 24, 60, 120, 240)
"""Steps between two ticks, in days for short times and in months for others."""


class Mark(Value, frozen=True, kw_only=True):
    """A report on the drawing and in the list that says the same.

    Attributes:
        label: as `A1`, on both.
        at: when it happened, as it was reported; of a notice, when the person was last seen.
        row: of its lane, from 0.
        start, width: on the drawing; no width for a time known to the day or better.
    """

    label: str
    lane: int
    record: RecordAnswer
    at: str
    row: int
    start: float
    width: float


class Tick(Value, frozen=True, kw_only=True):
    """A date on the axis, as precise as it is to be read."""

    date: str
    place: float


class Axis(Value, frozen=True, kw_only=True):
    """Both ways.

    Attributes:
        names: of the lanes; one without a name where both records are of one person already.
        rows: of each lane.
        marks: in the order of time.
        together: first and last day on which both ways run; None where one ends before the other begins.
        days_between: from the end of the earlier to the beginning of the later way; None where they overlap.
    """

    names: tuple[str, ...]
    rows: tuple[int, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    together: tuple[str, str] | None = None
    days_between: int | None = None


def happened(record: RecordAnswer) -> str:
    """When what a record tells happened: of a notice when the person was last seen, if that is told."""
    report = record.report
    last_seen = report.details.last_seen if isinstance(report, YellowNotice) else None
    return (last_seen.at if last_seen is not None else None) or report.occurred_at


def on_one_axis(ways: Sequence[Sequence[RecordAnswer]], labels: Mapping[UUID, str] | None = None) -> Axis:
    """One or two ways, drawn to one scale.

    Args:
        ways: the records of each, in any order; none is empty.
        labels: of the records, where they have some already.
    """
    names = ("A", "B") if len(ways) == 2 else ("",)
    told = sorted(
        ((*time_bounds(happened(record)), lane, record) for lane, way in enumerate(ways) for record in way),
        key=lambda one: (one[0], one[1], one[2], str(one[3].record)),
    )
    begin, end = min(one[0] for one in told), max(one[1] for one in told)
    scale = WIDTH / max((end - begin).total_seconds(), 86_400.0)
    counts, taken = [0] * len(ways), [list[float]() for _ in ways]
    marks = []
    for first, last, lane, record in told:
        counts[lane] += 1
        start = round((first - begin).total_seconds() * scale, 1)
        width = round((last - first).total_seconds() * scale, 1) if last - first > timedelta(days=1) else 0.0
        row = _free_row(taken[lane], start, start + width + _LABEL)
        label = labels[record.record] if labels else f"{names[lane]}{counts[lane]}"
        marks.append(
            Mark(label=label, lane=lane, record=record, at=happened(record), row=row, start=start, width=width)
        )
    spans = [_span([one for one in told if one[2] == lane]) for lane in range(len(ways))]
    together, days = _overlap(*spans) if len(spans) == 2 else (None, None)
    rows = tuple(len(ends) for ends in taken)
    ticks = _ticks(begin, end, scale)
    return Axis(names=names, rows=rows, marks=tuple(marks), ticks=ticks, together=together, days_between=days)


def _free_row(taken: list[float], start: float, end: float) -> int:
    """The first row whose last mark ends before `start`; it is taken up to `end`."""
    row = next((row for row, reached in enumerate(taken) if reached <= start), len(taken))
    taken[row : row + 1] = [end]
    return row


def _span(told: Sequence[tuple[datetime, datetime, int, RecordAnswer]]) -> tuple[datetime, datetime]:
    return min(one[0] for one in told), max(one[1] for one in told)


def _overlap(
    one: tuple[datetime, datetime], other: tuple[datetime, datetime]
) -> tuple[tuple[str, str] | None, int | None]:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    if first.date() <= last.date():
        return (first.date().isoformat(), last.date().isoformat()), None
    return None, (first.date() - last.date()).days


def _ticks(begin: datetime, end: datetime, scale: float) -> tuple[Tick, ...]:
    """Round dates between two times, at most six."""
    days = (end - begin).days
    step = next((step for step in _DAYS if days / step < _MOST_TICKS), None)
    if step is not None:
        midnight = datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
        found = [(midnight + timedelta(days=step * number), 10) for number in range(_MOST_TICKS + 1)]
    else:
        months = next((step for step in _MONTHS if days / 30.4 / step < _MOST_TICKS - 1), _MONTHS[-1])
        first = (begin.year * 12 + begin.month - 1) // months * months
        counted = (first + months * number for number in range(_MOST_TICKS + 2))
        found = [(datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC), 7) for month in counted]
    return tuple(
        Tick(date=moment.date().isoformat()[:length], place=round((moment - begin).total_seconds() * scale, 1))
        for moment, length in found
        if begin <= moment <= max(end, begin + timedelta(days=1))
    )
