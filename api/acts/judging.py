"""A reviewer's answer on a pair, given with all that the views know of it."""

from uuid import UUID

from api.http.context import WAIT_SECONDS
from api.schemas.candidates import Decision
from api.wiring import Service
from projections.cautions import cautions_for
from projections.freshness import wait_for
from search.compare import compare
from search.indexing import profile_of_record
from tracing.access import Caller, reader_of
from tracing.application import Tracing
from tracing.cautions import Caution
from tracing.judgements import Judgement
from tracing.judging import Judged, opinion_of
from tracing.stream_ids import ordered


def heed_everything(service: Service) -> None:
    """Wait until the view of identities knows of everything decided so far: one that lags could miss a twin.

    Raises:
        TooFarBehindError: it does not come so far in time.
    """
    wait_for([service.identities.position], service.application.max_position(), WAIT_SECONDS)


def propose(
    application: Tracing, one: UUID, other: UUID, reason: str, caller: Caller, *, reopen: bool = True
) -> Judged:
    """Ask reviewers whether two records are one person, with how they compare.

    Raises:
        TracingError: as :meth:`tracing.judging.Judging.propose_by_hand`.
    """
    first, second = ordered(one, other)
    a, b = (application.record_for(record, caller) for record in (first, second))
    evidence = compare(profile_of_record(a), profile_of_record(b)).evidence((a.evidence_version, b.evidence_version))
    return application.propose_by_hand(first, second, evidence, reason, caller, reopen=reopen)


def judge(service: Service, candidate: UUID, decision: Decision, caller: Caller, version: int) -> Judged:
    """Judge a pair as the application does, heeding its cautions as far as the views know them.

    Raises:
        TracingError: as :meth:`tracing.judging.Judging.judge`.
    """
    return service.application.judge(
        candidate,
        decision.verdict,
        decision.reason,
        caller,
        expected_version=version,
        telling_fact=decision.telling_fact,
        cautions=_cautions(service, candidate, caller),
    )


def check_answer(service: Service, candidate: UUID, decision: Decision, caller: Caller, version: int) -> Judgement:
    """The pair as it stands, if :func:`judge` would take this answer now; nothing is written.

    Raises:
        TracingError: as :meth:`tracing.judging.Judging.judge`.
    """
    opinion = opinion_of(decision.verdict, decision.reason, caller, decision.telling_fact)
    cautions = _cautions(service, candidate, caller)
    return service.application.answer_event(candidate, opinion, caller, version, cautions)[0]


def _cautions(service: Service, candidate: UUID, caller: Caller) -> frozenset[Caution]:
    application = service.application
    judgement = application.judgement(candidate)
    one, other = (application.record_for(record, caller) for record in (judgement.record_a, judgement.record_b))
    return cautions_for(judgement, (one, other), service.identities, reader_of(caller))
