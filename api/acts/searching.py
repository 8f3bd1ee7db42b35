"""A search by example, answered the same to a program and to a page."""

from api.disclosure.auditing import Trail
from api.schemas.search import Query, SearchAnswer, search_answer
from api.wiring import Service
from projections.answers import answer as find
from search.sentences import Language
from tracing.access import Caller, Reader, Role, reader_of
from tracing.errors import UnusablePhotographError
from tracing.events import now
from tracing.person import Face
from tracing.photographs.kept import FaceOutcome

_NO_FACE = {
    FaceOutcome.no_face: "it shows no face",
    FaceOutcome.several_faces: "it shows several faces; cut out the one to look for",
    FaceOutcome.poor_quality: "the face in it is too small or too dim",
}


def find_people(
    service: Service, query: Query, caller: Caller, trail: Trail, language: Language = Language.en
) -> SearchAnswer:
    """Identities and single records that may be the person described, the likeliest first; noted in the trail.

    Args:
        service: opened.
        query: the description.
        caller: in a role that sees records.
        trail: of the request.
        language: of the reasons.

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
        UnusablePhotographError, FacesUnavailableError, PictureProcessBusyError: of the query's picture.
    """
    reader, today = reader_of(caller), now().date()
    assert isinstance(reader, Reader)  # all roles that may search see records
    page = find(
        service.engine.live(),
        service.identities,
        service.application,
        query.profile(today, _face(service, query)),
        reader,
        query.filters.on(today),
        groups=service.groups if caller.role is not Role.shelter else None,
        offset=query.offset,
        limit=query.limit,
    )
    trail.shows(*query.data, "report", records=[record.id for found in page.results for record in found.records])
    return search_answer(query, page, caller, language)


def _face(service: Service, query: Query) -> Face | None:
    if query.picture is None:
        return None
    found = service.pictures.find_face(query.picture)
    face = found.face(taken=None)
    if face is None:
        raise UnusablePhotographError(_NO_FACE[found.outcome])
    return face
