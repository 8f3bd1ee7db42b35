"""One person on one page: what is known, from whom, and the way in time order."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from api.acts.looking import known, photograph_for
from api.desk.navigation import SEARCHERS
from api.desk.people.way import stops_of
from api.desk.rendering import page
from api.desk.routing import desk_router
from api.desk.visits.visit import audited_for_work, signed_in
from api.disclosure.auditing import Trail
from api.http.context import CurrentService, Source, sees
from api.schemas.identities import ProfileValueShown, identity_answer, timeline_answer
from tracing.access import Caller
from tracing.audit.entries import Action
from tracing.person import PartialDate
from tracing.photographs.kept import Sha256

router = desk_router()

Reader = Annotated[Caller, Depends(signed_in(*SEARCHERS))]


@router.get("/identities/{identity}", dependencies=[Depends(sees(Source.identities))])
def identity_page(
    request: Request,
    service: CurrentService,
    caller: Reader,
    trail: Annotated[Trail, Depends(audited_for_work(Action.read_identity))],
    identity: UUID,
    as_of: Annotated[PartialDate | None, Query(description="As known at the end of this day.")] = None,
) -> Response:
    """Profile, timeline, photographs, and how the records were joined; now or as known on a day."""
    found = known(service, identity, caller, as_of, trail, "profile", "timeline")
    shown, timeline = identity_answer(found, identity, caller), timeline_answer(found, identity, caller)
    return page(
        request,
        "identity.html",
        identity=shown,
        fields=_by_field(shown.profile),
        timeline=timeline,
        stops=stops_of([entry.record for entry in timeline.entries]),
        records={entry.record.record: entry.record for entry in timeline.entries},
        as_of=as_of or "",
    )


@router.get("/records/{record}/photographs/{sha256}")
def photograph(
    service: CurrentService,
    caller: Reader,
    trail: Annotated[Trail, Depends(audited_for_work(Action.read_photograph))],
    record: UUID,
    sha256: Sha256,
) -> Response:
    """A picture, for the pages that show it."""
    kept, content = photograph_for(service, record, sha256, caller, trail)
    return Response(content, media_type=kept.media_type)


def _by_field(profile: tuple[ProfileValueShown, ...]) -> dict[str, list[dict[str, Any]]]:
    """The values of each field, in the order of reading."""
    fields: dict[str, list[dict[str, Any]]] = {}
    for item in profile:
        fields.setdefault(item.field, []).append({"value": item.value, "records": item.records})
    return fields
