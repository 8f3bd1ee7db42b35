"""The pages between an empty form and a record: the form with what has to be mended, and the look before posting."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import Request, Response

from api.desk.forms.filled_in import CONTROLS, Fault, is_filled, place_of, row_of, rows_shown, said_in
from api.desk.forms.report_fields import ZONES, Rows, Section
from api.desk.forms.reports import FORMS
from api.desk.forms.sent import Form
from api.desk.forms.zones import ZoneRead, zone_read
from api.desk.navigation import SEARCHERS
from api.desk.people.found import told
from api.desk.rendering import page
from api.desk.words.problems import OTHER_PROBLEM, PROBLEMS
from api.schemas.search import SearchAnswer
from tracing.person import time_bounds
from tracing.reports import AnyReport, ReportKind


def slug(kind: ReportKind) -> str:
    """A kind of report in an address."""
    return kind.value.replace("_", "-")


def zone_in(form: Form, day: date) -> ZoneRead | None:
    """What the lines of a zone say that were typed, read on a day; None where there are none."""
    return zone_read(form.text("details.mrz").splitlines(), day)


def kept(request: Request, kind: ReportKind, form: Form, code: str, status: int) -> Response:
    """The form with what was typed, after something else went wrong."""
    return form_page(request, kind, form, said=PROBLEMS.get(code, OTHER_PROBLEM), status=status)


def form_page(
    request: Request,
    kind: ReportKind,
    form: Form,
    faults: tuple[Fault, ...] = (),
    *,
    said: str = "",
    taken: bool = False,
    status: int = 200,
) -> Response:
    """The form as it was filled in, with what has to be mended.

    Args:
        request: that is answered.
        kind: of the report.
        form: as it was sent.
        faults: rules that it breaks.
        said: in English, what else went wrong.
        taken: whether the lines of a zone were just changed, as somebody chose.
        status: of the answer, where nothing has to be mended.
    """
    return page(
        request,
        "report_form.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if faults else status,
        kind=kind,
        slug=slug(kind),
        add_at=f"/desk/post/{slug(kind)}",
        said=said,
        taken=taken,
        **fields_shown(form, FORMS[kind], faults),
    )


def fields_shown(form: Form, sections: Sequence[Section], faults: Sequence[Fault]) -> dict[str, Any]:
    """What `fields.html` needs to show a form as it was filled in, and what of it has to be mended."""
    by_path: dict[str, list[str]] = {}
    for fault in faults:
        by_path.setdefault(fault.place.path if fault.place else "", []).append(fault.rule)
    return {
        "form": form,
        "sections": sections,
        "faults": faults,
        "faults_by_path": by_path,
        "added": form.text("add"),
        "row_of": row_of,
        "zones": ZONES,
        "rows_shown": partial(rows_shown, form),
        "is_open": lambda parts: any(is_filled(form, part) or _is_wrong(part.path, by_path) for part in parts),
        "is_rows": lambda part: isinstance(part, Rows),
        "place_of": place_of,
    }


def _is_wrong(path: str, faults: dict[str, list[str]]) -> bool:
    return any(at == path or at.startswith(f"{path}.") for at in faults)


def check_page(request: Request, form: Form, report: AnyReport, answer: SearchAnswer | None) -> Response:
    """What was typed beside who was found, and what the document's lines say."""
    zone = zone_in(form, time_bounds(report.occurred_at)[1].date())
    kind = report.kind
    return page(
        request,
        "report_check.html",
        kind=kind,
        slug=slug(kind),
        said=said_in(form, kind),
        carried=[(name, value) for name, value in form.fields if name not in CONTROLS],
        answer=answer,
        found=[] if answer is None else [told(result) for result in answer.results],
        may_search=request.state.caller.role in SEARCHERS,
        zone=zone,
        zone_person=None if zone is None or zone.person is None else msgspec.to_builtins(zone.person),
    )
