"""Search by example, as a form. What is looked for is posted: it is never in an address, a title or a log."""

import base64
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter

from api.acts.searching import find_people
from api.desk.forms.sent import Form, SentForm, validated
from api.desk.navigation import SEARCHERS
from api.desk.people.found import told
from api.desk.rendering import page
from api.desk.routing import desk_router
from api.desk.visits.visit import CurrentVisit, WorkNotSaidError, audited_for_work, signed_in
from api.desk.words.languages import language_of
from api.disclosure.auditing import Trail, not_audited
from api.http.context import CurrentService
from api.http.validation import problems_of
from api.schemas.search import Query, SearchAnswer
from tracing.access import Caller
from tracing.audit.entries import Action
from tracing.errors import UnusablePhotographError
from tracing.person.documents import DocumentType
from tracing.person.marks import MarkKind
from tracing.reports import ReportKind

router = desk_router(pictures=True)

Searcher = Annotated[Caller, Depends(signed_in(*SEARCHERS))]

_QUERY = TypeAdapter(Query)
_PER_PAGE = 10
_CHOOSE_AGAIN = "Choose the photograph again: pages keep no picture."


@router.get(
    "/search",
    dependencies=[Depends(signed_in(*SEARCHERS)), Depends(not_audited("an empty form shows nothing of anybody"))],
)
def search_page(request: Request, visit: CurrentVisit) -> Response:
    """The empty form."""
    if not visit.session.case:
        raise WorkNotSaidError
    return _page(request, Form([]))


@router.post("/search")
def search(
    request: Request,
    service: CurrentService,
    caller: Searcher,
    trail: Annotated[Trail, Depends(audited_for_work(Action.search))],
    form: SentForm,
) -> Response:
    """The form as it was filled in, with who was found."""
    request.state.mend = lambda error: _page(request, form, rules=problems_of(error), status=422)
    try:
        query = validated(_QUERY, described(form))
        answer = find_people(service, query, caller, trail, language_of(request, request.state.visit))
    except UnusablePhotographError as error:
        raise _about_picture(str(error)) from None
    return _page(request, form, answer=answer)


def _about_picture(rule: str) -> RequestValidationError:
    """A broken rule of the picture, in the form of those of all other fields."""
    return RequestValidationError([{"type": "value_error", "loc": ("picture",), "ctx": {"error": ValueError(rule)}}])


def _page(
    request: Request, form: Form, *, answer: SearchAnswer | None = None, rules: Any = (), status: int = 200
) -> Response:
    return page(
        request,
        "search.html",
        status,
        form=form,
        answer=answer,
        pictured=answer is not None and bool(form.file("picture")),
        found=[] if answer is None else [told(result) for result in answer.results],
        rules=rules,
        kinds=tuple(ReportKind),
        document_types=tuple(DocumentType),
        marks=tuple(MarkKind),
    )


def described(form: Form) -> dict[str, Any]:
    """A form as the query that it means; a field that was not filled in is left out.

    Raises:
        RequestValidationError: another page is wanted of a search by a picture that a browser without script lost.
    """
    year, month, day = form.text("birth_year"), form.text("birth_month"), form.text("birth_day")
    born = "-".join(filter(None, (year, month.zfill(2) if month else "", day.zfill(2) if day else "")))
    document = {"number": form.text("document"), "type": form.text("document_type") or "other"}
    mark = {"kind": form.text("mark"), "body_part": form.text("mark_place") or None}
    page_number, picture = form.text("page"), form.file("picture")
    if page_number and form.text("pictured") and not picture:
        raise _about_picture(_CHOOSE_AGAIN)
    person = {
        "names": [{"full": name} for name in form.texts("name")],
        "sex": form.text("sex"),
        "birth_date": born,
        "age": _range(form.text("age_min"), form.text("age_max")),
        "nationalities": form.texts("nationality"),
        "documents": [document] if document["number"] else [],
        "marks": [mark] if mark["kind"] else [],
        "phones": form.texts("phone"),
    }
    filters = {
        "kinds": form.texts("kind"),
        "countries": form.texts("seen_in"),
        "occurred_from": form.text("from"),
        "occurred_to": form.text("to"),
    }
    return {
        "person": {field: value for field, value in person.items() if value},
        "filters": {field: value for field, value in filters.items() if value},
        "picture": base64.b64encode(picture) if picture else None,
        "page": int(page_number) if page_number.isascii() and page_number.isdigit() else 1,
        "limit": _PER_PAGE,
    }


def _range(low: str, high: str) -> dict[str, str]:
    return {end: value for end, value in (("min", low), ("max", high)) if value}
