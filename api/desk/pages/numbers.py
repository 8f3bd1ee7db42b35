"""Numbers as plots with their tables, and as a file."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from fastapi import Depends, Request, Response

from api.acts.numbers import NOTHING_OF_ANYBODY, READERS, current_release
from api.desk.rendering import page
from api.desk.routing import desk_router
from api.desk.visits.visit import signed_in
from api.http.context import CurrentService
from projections.releases import LEAST, Release
from tracing.reports import ReportKind

router = desk_router()

_FOR_READERS = [Depends(signed_in(*READERS)), Depends(NOTHING_OF_ANYBODY)]
_ROUTES_SHOWN = 40
_COLUMNS = ("sex", "age_group", "came_from", "went_to", "month", "kind", "people", "reports")


class Bar(NamedTuple):
    """A row of a table, and how long its bar is, of a hundred."""

    row: Any
    length: int


@router.get("/numbers", dependencies=_FOR_READERS)
def numbers(request: Request, service: CurrentService) -> Response:
    """The release of this month."""
    release = current_release(service)
    return page(
        request,
        "numbers.html",
        release=release,
        least=LEAST,
        by_sex=_bars(release.by_sex),
        by_age=_bars(release.by_age),
        by_route=_bars(release.by_route[:_ROUTES_SHOWN]),
        more_routes=len(release.by_route) > _ROUTES_SHOWN,
        by_month={kind: _bars(row for row in release.by_month if row.kind is kind) for kind in ReportKind},
    )


@router.get("/numbers/file", dependencies=_FOR_READERS)
def file(service: CurrentService) -> Response:
    """All tables of the release in one CSV file; a group that is not told has no numbers."""
    release = current_release(service)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS)
    writer.writeheader()
    writer.writerows({name: getattr(row, name, None) for name in _COLUMNS} for row in _rows(release))
    headers = {"Content-Disposition": f'attachment; filename="numbers-{release.released:%Y-%m}.csv"'}
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _rows(release: Release) -> Iterator[Any]:
    for table in (release.by_sex, release.by_age, release.by_route, release.by_month):
        yield from table


def _bars(rows: Iterable[Any]) -> list[Bar]:
    shown = list(rows)
    longest = max((row.people or 0 for row in shown), default=0)
    return [Bar(row, round(100 * (row.people or 0) / longest) if longest else 0) for row in shown]
