"""Looks at an identity, a candidate or a photograph, answered the same to a program and to a page.

Each notes in the request's trail what it is about to show.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from api.disclosure.auditing import Trail
from api.http.context import moment_of
from api.schemas.candidates import CandidateAnswer, candidate_answer
from api.schemas.reports import RecordAnswer, record_shown
from api.wiring import Service
from projections.cautions import cautions_for
from projections.timeline import KnownIdentity, known_identity
from search.sentences import Language
from tracing.access import Caller, reader_of
from tracing.errors import NotFoundError
from tracing.photographs.kept import KeptPhotograph


def known(
    service: Service, identity: UUID, caller: Caller, as_of: str | None, trail: Trail, *data: str
) -> KnownIdentity:
    """An identity with its records, as the caller may know them, now or on a day.

    Args:
        service: opened.
        identity: the id of any member.
        caller: who asks.
        as_of: a partial time; None for now.
        trail: of the request.
        data: kinds of data that will be shown.

    Raises:
        NotFoundError: there is no such identity for this caller.
    """
    reader, moment = reader_of(caller), moment_of(as_of)
    trail.shows(*data, records=[identity])
    found = service.identities.one(identity, reader, moment)
    trail.shows(records=found.members)
    return known_identity(service.application, found, reader, moment)


def candidate_for(
    service: Service, candidate: UUID, caller: Caller, language: Language, trail: Trail
) -> CandidateAnswer:
    """A candidate as the caller may see it, in sentences of a language.

    Raises:
        NotFoundError: there is none, or one of its records is hidden from the caller.
    """
    with hidden_like_absent():
        judgement = service.application.judgement(candidate)
        trail.shows("report", records=[judgement.record_a, judgement.record_b])
        one, other = (
            service.application.record_for(record, caller) for record in (judgement.record_a, judgement.record_b)
        )
    cautions = cautions_for(judgement, (one, other), service.identities, reader_of(caller))
    return candidate_answer(judgement, (one, other), cautions, caller, language)


def ways_of(service: Service, pair: CandidateAnswer, caller: Caller, trail: Trail) -> list[tuple[RecordAnswer, ...]]:
    """All records of the person that each record of a pair belongs to, as the caller may see them; one where it is one.

    A record that is no identity's at present, as one just retracted, is a way by itself.
    """
    ways: dict[UUID, tuple[RecordAnswer, ...]] = {}
    for record in pair.records:
        try:
            found = known(service, record.record, caller, None, trail, "timeline")
        except NotFoundError:
            ways[record.record] = (record,)
        else:
            shown = tuple(record_shown(member, caller) for member in found.records)
            ways[found.identity.id] = shown or (record,)
    return list(ways.values())


def photograph_for(
    service: Service, record: UUID, sha256: str, caller: Caller, trail: Trail
) -> tuple[KeptPhotograph, bytes]:
    """A picture of a record that the caller may see, with its bytes.

    Raises:
        NotFoundError: there is none for this caller.
        PhotographMissingError: the store lacks it.
    """
    trail.shows("photograph", records=[record])
    for kept in service.application.record_for(record, caller).photographs:
        if kept.sha256 == sha256:
            return kept, service.photographs.get(record, sha256)
    raise NotFoundError("There is no such photograph.")


@contextmanager
def hidden_like_absent() -> Iterator[None]:
    """A pair with a hidden record is answered word for word like a pair that does not exist."""
    try:
        yield
    except NotFoundError:
        raise NotFoundError("There is no such candidate.") from None
