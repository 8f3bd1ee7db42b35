"""The piece of work, asked once and shown all the time; how the desk behaves; and where each role begins."""

from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import Depends, Query, Request, Response
from pydantic import TypeAdapter

from api.access.callers import open_to_all
from api.desk.forms.sent import SentForm, validated
from api.desk.navigation import home_of
from api.desk.rendering import STATIC, go_to, page, page_or, static_file, static_path
from api.desk.routing import WORK, desk_router
from api.desk.visits.visit import CurrentVisit, signed_in
from api.disclosure.auditing import not_audited
from search.sentences import Language
from tracing.access import Role
from tracing.audit.entries import CaseNumber, Purpose
from tracing.errors import NotFoundError
from tracing.value import Value

router = desk_router()

_SIGNED_IN = [Depends(signed_in(*Role)), Depends(not_audited("it shows nothing of anybody"))]


class _Work(Value, frozen=True, kw_only=True):
    """What somebody says of the piece of work."""

    purpose: Purpose
    case: CaseNumber


_WORK = TypeAdapter(_Work)


@router.get("", dependencies=_SIGNED_IN)
def home(visit: CurrentVisit) -> Response:
    """Sends everybody to where their work begins."""
    return go_to(home_of(visit.session.caller.role))


@router.get("/work", dependencies=_SIGNED_IN)
def work_page(request: Request, then: Annotated[str, Query(alias="next", max_length=200)] = "") -> Response:
    """Asks for the case number and the purpose."""
    return _asked(request, then)


@router.post("/work", dependencies=_SIGNED_IN)
def say_work(request: Request, visit: CurrentVisit, form: SentForm) -> Response:
    """Keeps both for the session."""
    then = form.text("next")
    request.state.mend = lambda error: _asked(request, then, case=form.text("case"), status=422)
    work = validated(_WORK, {"purpose": form.text("purpose"), "case": form.text("case")})
    visit.change(msgspec.structs.replace(visit.session, purpose=work.purpose, case=work.case))
    return go_to(page_or(then, "/desk"))


@router.post("/settings", dependencies=_SIGNED_IN)
def settings(visit: CurrentVisit, form: SentForm) -> Response:
    """Keeps the language, or how pairs are shown."""
    session = visit.session
    if (language := form.text("language")) in Language.__members__:
        session = msgspec.structs.replace(session, language=Language(language))
    if form.text("pairs"):
        session = msgspec.structs.replace(session, keys=bool(form.text("keys")), unweighed=bool(form.text("unweighed")))
    visit.change(session)
    return go_to(page_or(form.text("next"), "/desk"))


@router.get("/at-work", dependencies=_SIGNED_IN)
def at_work() -> Response:
    """Tells that somebody fills in a form: a session must not end before a long one is sent."""
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/static/{version}/{name}", dependencies=[Depends(open_to_all)])
def static(version: str, name: str) -> Response:
    """A style sheet or script; browsers keep it for ever, because another content has another address."""
    if name not in STATIC or static_path(name).split("/")[3] != version:
        raise NotFoundError("There is no such file.")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(static_file(name), media_type=STATIC[name], headers=headers)


def _asked(request: Request, then: str, *, case: str | None = None, status: int = 200) -> Response:
    session = request.state.visit.session
    return page(
        request,
        "work.html",
        status,
        purposes=tuple(Purpose),
        chosen=session.purpose,
        case=session.case if case is None else case,
        wrong=case is not None,
        then=page_or(then, "/desk"),
        asked=WORK,
    )
