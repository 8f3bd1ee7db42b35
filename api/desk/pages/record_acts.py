"""What an owner does with a record of its own: each act asks first, on a page that says what will come of it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter

from api.acts.correcting import retract
from api.acts.erasing import ask_or_erase
from api.desk.forms.sent import Form, SentForm, validated
from api.desk.pages.record import ERASERS, OWNERS, Act, acts_on
from api.desk.people.own import own_record
from api.desk.rendering import go_to, page
from api.desk.routing import desk_router
from api.desk.visits.visit import audited_for_work, proved_by, signed_in
from api.disclosure.auditing import Trail
from api.http.context import CurrentService, CurrentTurns
from api.http.validation import Problem, problems_of
from api.schemas.reports import Retraction, record_shown
from api.schemas.rights import ErasureAsked, ErasureState, Restriction
from api.wiring import Service
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.erasure import ErasureGround, RestrictionGround
from tracing.errors import RecordChangedError
from tracing.located import ContactWish, LocatedKind, Location
from tracing.person.places import PlaceKind
from tracing.records import Record

router = desk_router()

Owner = Annotated[Caller, Depends(signed_in(*OWNERS))]
FreshOwner = Annotated[Caller, Depends(signed_in(*OWNERS, freshly=True))]
Eraser = Annotated[Caller, Depends(signed_in(*ERASERS))]
FreshEraser = Annotated[Caller, Depends(signed_in(*ERASERS, freshly=True))]
Look = Annotated[Trail, Depends(audited_for_work(Action.read_record))]

_RETRACTION, _LOCATION = TypeAdapter(Retraction), TypeAdapter(Location)
_RESTRICTION, _ERASURE = TypeAdapter(Restriction), TypeAdapter(ErasureAsked)
_FRESH = frozenset({Act.retraction, Act.erasure})

_CHOICES: dict[str, Any] = {
    "restriction_grounds": tuple(RestrictionGround),
    "erasure_grounds": tuple(ErasureGround),
    "located_kinds": tuple(LocatedKind),
    "wishes": tuple(ContactWish),
    "place_kinds": tuple(PlaceKind),
}


@router.get("/records/{record}/{act}")
def act_page(request: Request, service: CurrentService, caller: Owner, trail: Look, record: UUID, act: Act) -> Response:
    """Asks whether and how to do it; where it cannot be done with the record as it stands, shows the record."""
    trail.shows("report", records=[record])
    found = own_record(service, record, caller)
    if act not in acts_on(found, caller):
        return go_to(f"/desk/records/{record}")
    return _asking(request, found, caller, act, _filled(found, act))


@router.post("/records/{record}/retraction")
async def take_back(
    request: Request,
    service: CurrentService,
    turns: CurrentTurns,
    caller: FreshOwner,
    trail: Look,
    record: UUID,
    form: SentForm,
) -> Response:
    """Takes the record back; who ticked nothing is asked again."""
    trail.shows("report", records=[record])
    await run_in_threadpool(_to_do, request, service, caller, record, Act.retraction, form)
    retraction = validated(_RETRACTION, {"reason": form.text("reason"), "version": form.text("version")})
    _require_tick(form)
    try:
        await retract(service, turns, record, retraction, caller)
    except RecordChangedError:
        return await run_in_threadpool(_changed, request, service, caller, record, Act.retraction, form)
    return _done(record, Act.retraction)


@router.post("/records/{record}/restriction")
def restrict(
    request: Request,
    service: CurrentService,
    caller: Eraser,
    trail: Annotated[Trail, Depends(audited_for_work(Action.restrict))],
    record: UUID,
    form: SentForm,
) -> Response:
    """Keeps the record from use, or gives it free again."""
    _to_do(request, service, caller, record, Act.restriction, form)
    if form.text("lift"):
        trail.shows("lifted", records=[record])
        service.application.lift_restriction(record, caller)
    else:
        restriction = validated(_RESTRICTION, {"ground": form.text("ground")})
        trail.shows(restriction.ground.value, records=[record])
        service.application.restrict(record, restriction.ground, caller)
    return _done(record, Act.restriction)


@router.post("/records/{record}/location")
def locate(
    request: Request,
    service: CurrentService,
    caller: Annotated[Caller, Depends(signed_in(Role.bureau))],
    trail: Annotated[Trail, Depends(audited_for_work(Action.locate))],
    record: UUID,
    form: SentForm,
) -> Response:
    """Notes that the person was located, and what she wishes: the notice closes."""
    trail.shows("location", records=[record])
    _to_do(request, service, caller, record, Act.location, form)
    place = {part: form.text(f"place_{part}") for part in ("country", "name", "kind")}
    said = {"kind": form.text("kind"), "at": form.text("at"), "contact": form.text("contact")}
    said["identified_by"] = form.text("identified_by")
    noted: dict[str, Any] = {field: value for field, value in said.items() if value}
    if any(place.values()):
        noted["place"] = {part: value for part, value in place.items() if value}
    service.application.locate(record, validated(_LOCATION, noted), caller)
    return _done(record, Act.location)


@router.post("/records/{record}/erasure")
def erase(
    request: Request,
    service: CurrentService,
    caller: FreshEraser,
    trail: Annotated[Trail, Depends(audited_for_work(Action.ask_erasure))],
    record: UUID,
    form: SentForm,
) -> Response:
    """Asks to erase the record; as the second person who does, has it erased for good."""
    _to_do(request, service, caller, record, Act.erasure, form)
    asked = validated(_ERASURE, {"ground": form.text("ground")})
    trail.shows(asked.ground.value, records=[record])
    _require_tick(form)
    done = ask_or_erase(service, record, asked.ground, caller)
    if done.state is ErasureState.asked:
        return _done(record, Act.erasure)
    return page(request, "erased.html", erased=done)


def _to_do(request: Request, service: Service, caller: Caller, record: UUID, act: Act, form: Form) -> Record:
    """The record, of which the act's own page says what to mend, with what was filled in."""
    found = own_record(service, record, caller)
    request.state.mend = lambda error: _asking(
        request, found, caller, act, form, rules=problems_of(error), status=HTTPStatus.UNPROCESSABLE_ENTITY
    )
    return found


def _changed(request: Request, service: Service, caller: Caller, record: UUID, act: Act, form: Form) -> Response:
    """Asks again, for a colleague corrected the record meanwhile; what was filled in stays."""
    current = own_record(service, record, caller)
    return _asking(request, current, caller, act, form, changed=True, status=HTTPStatus.CONFLICT)


def _asking(
    request: Request,
    found: Record,
    caller: Caller,
    act: Act,
    form: Form,
    *,
    rules: Sequence[Problem] = (),
    changed: bool = False,
    status: int = HTTPStatus.OK,
) -> Response:
    verifier, session = request.app.state.token_verifier, request.state.visit.session
    return page(
        request,
        f"act_{act}.html",
        status,
        record=record_shown(found, caller),
        # What was filled in belongs to the version that it was made from.
        version=found.version if changed else form.text("version") or found.version,
        asked=found.erasure_asked,
        act=act,
        form=form,
        rules=rules,
        changed=changed,
        is_stale=act in _FRESH and not verifier.is_fresh(proved_by(session)),
        **_CHOICES,
    )


def _filled(found: Record, act: Act) -> Form:
    """What stands now, for a form that changes it."""
    if act is Act.location and found.located is not None:
        noted = msgspec.to_builtins(found.located.location)
        place = noted.pop("place", {})
        return Form([*noted.items(), *((f"place_{part}", place.get(part, "")) for part in ("country", "name", "kind"))])
    return Form([])


def _require_tick(form: Form) -> None:
    if not form.text("sure"):
        error = ValueError("tick that you mean it")
        raise RequestValidationError([{"type": "value_error", "loc": ("sure",), "ctx": {"error": error}}])


def _done(record: UUID, act: Act) -> Response:
    return go_to(f"/desk/records/{record}?done={act}")
