"""For whoever runs the service: how far each view is, what it could not take, and building one anew."""

from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError

from api.desk.forms.sent import SentForm
from api.desk.rendering import go_to, page
from api.desk.routing import desk_router
from api.desk.visits.visit import signed_in
from api.disclosure.auditing import Trail, audited, not_audited
from api.http.context import CurrentService
from api.operating.health import readiness
from api.operating.rebuilding import RebuildRunningError, Rebuilds, ViewName
from api.wiring import Service
from tracing.access import Role
from tracing.audit.entries import Action

router = desk_router()

_LETTERS_SHOWN = 100


async def _rebuilds(request: Request) -> Rebuilds:
    rebuilds: Rebuilds = request.app.state.rebuilds
    return rebuilds


CurrentRebuilds = Annotated[Rebuilds, Depends(_rebuilds)]


@router.get(
    "/operations",
    dependencies=[
        Depends(signed_in(Role.admin)),
        Depends(not_audited("it shows nothing of any person or caller")),
    ],
)
def operations(request: Request, service: CurrentService, rebuilds: CurrentRebuilds) -> Response:
    """Health of each part as `readyz` tells it, the dead letters, and a rebuild that runs."""
    found, last = readiness(service), rebuilds.last
    letters, elsewhere = _letters(service)
    return page(
        request,
        "operations.html",
        found=found,
        parts={"log": found.log, "search": found.search, "views": found.views},
        letters=letters[:_LETTERS_SHOWN],
        more_letters=max(0, len(letters) - _LETTERS_SHOWN),
        last=last,
        elsewhere={view: at for view, at in elsewhere.items() if last is None or not last.running or last.view != view},
        views=tuple(ViewName),
    )


@router.post("/operations/rebuild", dependencies=[Depends(signed_in(Role.admin, freshly=True))])
def rebuild(
    rebuilds: CurrentRebuilds, trail: Annotated[Trail, Depends(audited(Action.administer))], form: SentForm
) -> Response:
    """Begins to build a view anew; while one is being built, begins no other."""
    name = form.text("view")
    if name not in ViewName.__members__:
        error = ValueError(f"a view is one of {', '.join(ViewName)}")
        raise RequestValidationError([{"type": "value_error", "loc": ("body", "view"), "ctx": {"error": error}}])
    trail.shows(f"rebuild {name}")
    try:
        rebuilds.start(ViewName(name))
    except RebuildRunningError:
        trail.shows("none: one was running")
    return go_to("/desk/operations")


def _letters(service: Service) -> tuple[list[dict[str, object]], dict[str, int]]:
    """The dead letters and the rebuilds that stand in the database of the views; nothing when it is out of reach."""
    try:
        return service.store.dead_letters(), service.store.rebuilding()
    except SQLAlchemyError:
        return [], {}
