"""A reviewer's answer on a pair, given with all that the views know of it."""

from uuid import UUID

from api.context import WAIT_SECONDS
from api.schemas.candidates import Decision
from api.wiring import Service
from projections.cautions import cautions_for
from projections.freshness import wait_for
from tracing.access import Caller, reader_of
from tracing.judging import Judged


def heed_everything(service: Service) -> None:
    """Wait until the view of identities knows of everything decided so far: one that lags could miss a twin.

    Raises:
        TooFarBehindError: it does not come so far in time.
    """
    wait_for([service.identities.position], service.application.max_position(), WAIT_SECONDS)


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
