"""Dates and times that may be known only in part: `1998`, `1998-03`, `1998-03-17`."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def date_bounds(text: str) -> tuple[date, date]:
    """First and last day that a partial date can mean, e.g. `1998-02` → 1 and 28 February 1998.

    Raises:
        ValueError: the text is not `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or names no day of the calendar.
    """
    match = _PARTIAL_DATE.fullmatch(text)
    if match is None:
        raise ValueError("a date is written YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is None or not 1800 <= year <= 9998:
            raise ValueError
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), following - timedelta(days=1)
        return date(year, month, day), date(year, month, day)
    except ValueError:
        raise ValueError("the date is not in the calendar") from None


def time_bounds(text: str) -> tuple[datetime, datetime]:
    """First and last moment (UTC) that a time known in part can mean; both are equal for a full time.

    Raises:
        ValueError: neither a partial date nor an ISO 8601 time with an offset.
    """
    if _PARTIAL_DATE.fullmatch(text):
        first, last = date_bounds(text)
        start = datetime(first.year, first.month, first.day, tzinfo=UTC)
        end = datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=UTC)
        return start, end
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("a time is ISO 8601 with an offset, or a date YYYY, YYYY-MM or YYYY-MM-DD") from None
    return moment, moment


def _date_rule(text: str) -> str:
    date_bounds(text)
    return text


def _time_rule(text: str) -> str:
    time_bounds(text)
    return text


PartialDate = Annotated[
    str, Field(max_length=10, description="YYYY, YYYY-MM or YYYY-MM-DD."), AfterValidator(_date_rule)
]
PartialTime = Annotated[
    str,
    Field(max_length=40, description="ISO 8601 time with an offset, or a date whole or in part."),
    AfterValidator(_time_rule),
]
