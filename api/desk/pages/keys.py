"""The keys that decide a pair: shown, chosen anew, or all as they usually are."""

from http import HTTPStatus

import msgspec
from fastapi import Depends, Request, Response

from api.desk.forms.sent import SentForm
from api.desk.rendering import go_to, page, page_or
from api.desk.reviewing.keys import ACTS, ChosenKeys, KeyMap, UnfitKeyError, keymap_of
from api.desk.routing import desk_router
from api.desk.visits.visit import CurrentVisit, signed_in
from api.disclosure.auditing import not_audited
from api.http.context import CurrentService
from tracing.access import Role

router = desk_router()

_REVIEWERS = [Depends(signed_in(Role.reviewer)), Depends(not_audited("it shows nothing of anybody"))]


@router.get("/keys", dependencies=_REVIEWERS)
def keys(request: Request, visit: CurrentVisit) -> Response:
    """Which key does what."""
    return _asked(request, msgspec.structs.asdict(visit.session.keymap))


@router.post("/keys", dependencies=_REVIEWERS)
def choose(request: Request, service: CurrentService, visit: CurrentVisit, form: SentForm) -> Response:
    """Keeps the chosen keys for this person, in this session and all later ones."""
    chosen = {act: form.text(act) for act in ACTS}
    try:
        keymap = KeyMap() if form.text("usual") else keymap_of(chosen)
    except UnfitKeyError as error:
        return _asked(request, chosen, error)
    ChosenKeys(service.store).keep(visit.session.caller, keymap)
    visit.change(msgspec.structs.replace(visit.session, keymap=keymap))
    return go_to(page_or(form.text("next"), "/desk/keys"))


def _asked(request: Request, chosen: dict[str, str], unfit: UnfitKeyError | None = None) -> Response:
    status = HTTPStatus.OK if unfit is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return page(request, "keys.html", status, chosen=chosen, unfit=unfit)
