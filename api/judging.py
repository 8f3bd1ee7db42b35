"""A reviewer's answer on a pair, given with all that the views know of it."""

from uuid import UUID

from api.context import WAIT_SECONDS
from api.schemas.candidates import Decision
from api.wiring import Service
from projections.cautions import cautions_for
from projections.freshness import wait_for
from search.compare import compare
from search.indexing import profile_of_record
from tracing.access import Caller, reader_of
from tracing.application import Tracing
from tracing.judging import Judged
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
    application = service.application
    judgement = application.judgement(candidate)
    one, other = (application.record_for(record, caller) for record in (judgement.record_a, judgement.record_b))
    return application.judge(
        candidate,
        decision.verdict,
        decision.reason,
        caller,
        expected_version=version,
        telling_fact=decision.telling_fact,
        cautions=cautions_for(judgement, (one, other), service.identities, reader_of(caller)),
    )
