"""Signing in and out."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from fastapi import Depends, Query, Request, Response

from api.access.callers import open_to_all
from api.access.tokens import TokenRefusedError
from api.desk.forms.sent import Form, SentForm, check_form, read_form
from api.desk.rendering import go_to, page, page_or
from api.desk.reviewing.keys import ChosenKeys
from api.desk.reviewing.telling import SIGNED_IN_OTHERWISE
from api.desk.routing import SIGN_IN, desk_router
from api.desk.visits.sessions import new_session
from api.desk.visits.signing_in import CALLBACK, Attempt, SignIn, new_attempt
from api.desk.visits.visit import COOKIE, CurrentVisit, claims_of, sessions_of, signed_in, visit_or_none
from api.desk.words.languages import language_of
from api.disclosure.auditing import not_audited
from api.wiring import Service
from search.sentences import Language
from tracing.access import Caller, Role

router = desk_router()

ATTEMPT_COOKIE = "__Host-tracing-attempt"
_ATTEMPT_SECONDS = 600
_HOME = "/desk"

Next = Annotated[str, Query(alias="next", max_length=200)]


@router.get("/sign-in", dependencies=[Depends(open_to_all)])
def sign_in_page(request: Request, then: Next = "", again: bool = False) -> Response:
    """Asks who is there: a button that leads to the issuer, or the people of the demo."""
    visit = visit_or_none(request)
    sign_in = _sign_in(request)
    attempt = new_attempt(page_or(then, _HOME), language_of(request, visit))
    response = page(
        request,
        "sign_in.html",
        people=_people(request),
        at_issuer=sign_in.is_set_up,
        again=again,
        attempt=attempt,
        then=attempt.then,
    )
    _remember(response, attempt)
    return response


@router.post("/sign-in", dependencies=[Depends(open_to_all)])
def sign_in_locally(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
    """Signs one of the people of the demo in."""
    attempt = _attempt(request)
    check_form(form, attempt.state if attempt else "", request)
    chosen = next((person for person in _people(request) if person.subject == form.text("person")), None)
    if chosen is None or attempt is None:
        raise TokenRefusedError("There is no such person here.")
    return _begun(request, chosen, datetime.now(UTC), attempt)


@router.get("/sign-in/start", dependencies=[Depends(open_to_all)])
def start(request: Request, then: Next = "", again: bool = False) -> Response:
    """Sends the browser to the issuer."""
    attempt = new_attempt(page_or(then, _HOME), language_of(request, visit_or_none(request)))
    sign_in = _sign_in(request)
    if not sign_in.is_set_up:
        return go_to(SIGN_IN)
    response = go_to(sign_in.url(attempt, again=again))
    _remember(response, attempt)
    return response


@router.get(CALLBACK.removeprefix("/desk"), dependencies=[Depends(open_to_all)])
def come_back(
    request: Request,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """Takes the browser back from the issuer, and begins a session."""
    attempt = _attempt(request)
    if attempt is None or not code or state != attempt.state:
        raise TokenRefusedError("The sign-in was begun elsewhere, or too long ago.")
    proved = _sign_in(request).finish(code, attempt)
    return _begun(request, proved.caller, proved.signed_in_at, attempt)


@router.post(
    "/sign-out",
    dependencies=[Depends(signed_in(*Role)), Depends(not_audited("it shows nothing of anybody"))],
)
def sign_out(request: Request, visit: CurrentVisit, form: SentForm) -> Response:
    """Ends the session."""
    claims_of(request).release(visit.session.caller)
    visit.end()
    response = go_to(SIGN_IN)
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
    return response


def _sign_in(request: Request) -> SignIn:
    sign_in: SignIn = request.app.state.desk_sign_in
    return sign_in


def _people(request: Request) -> tuple[Caller, ...]:
    people: tuple[Caller, ...] = request.app.state.desk_people
    return people


def _remember(response: Response, attempt: Attempt) -> None:
    _set(response, ATTEMPT_COOKIE, base64.urlsafe_b64encode(msgspec.json.encode(attempt)).decode(), _ATTEMPT_SECONDS)


def _attempt(request: Request) -> Attempt | None:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(request.cookies.get(ATTEMPT_COOKIE, "")), type=Attempt)
    except (binascii.Error, msgspec.MsgspecError, ValueError):
        return None


def _begun(request: Request, caller: Caller, signed_in_at: datetime | None, attempt: Attempt) -> Response:
    """Begin a session under a new token, which takes over the piece of work of the one before if it is one person's."""
    earlier = visit_or_none(request)
    language = Language(attempt.language) if attempt.language in Language.__members__ else None
    service: Service = request.app.state.service
    session = new_session(caller, signed_in_at, language, ChosenKeys(service.store).of(caller))
    service.answers.refuse_of_others(caller, SIGNED_IN_OTHERWISE)
    if earlier is not None:
        if earlier.session.caller == caller:
            said = earlier.session
            session = msgspec.structs.replace(
                said, signed_in_at=signed_in_at, csrf=session.csrf, language=said.language or language
            )
        earlier.end()
    response = go_to(page_or(attempt.then, _HOME))
    _set(response, COOKIE, sessions_of(request).begin(session), None)
    response.delete_cookie(ATTEMPT_COOKIE, secure=True, httponly=True, samesite="lax")
    return response


def _set(response: Response, name: str, value: str, seconds: int | None) -> None:
    # Lax, not strict: the browser comes back from the issuer by a link of another site.
    response.set_cookie(name, value, max_age=seconds, secure=True, httponly=True, samesite="lax")
