"""The answer at a border gate: whether to act, how, and whom to call; nothing of who is sought."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor

from api.schemas.gate import Checked, GateAction, GateResult
from api.wiring import Service
from search.gate import Hit, HitKind, check
from search.profile import profile_of
from tracing.access import Caller, gate_reader_of
from tracing.person.documents import DocumentStatus
from tracing.reports import AlertKind, BorderCrossing, YellowNotice

logger = logging.getLogger(__name__)

SECONDS = 1.0
"""How long a crossing waits for its check: a queue of people stands at the gate."""

# Whoever stands at the gate may be a victim. No sentence accuses, none lets them go on with whoever holds them, and
# none says that somebody is missing.
_FOR_PERSONS = {
    AlertKind.missing: "Speak with the person alone. Ask whether they are safe and whether they want help.",
    AlertKind.to_be_protected: "Speak with the person alone and keep them in a safe place until you have called.",
    AlertKind.child_at_risk: "Keep the child in a safe place, apart from whoever came along, until you have called.",
    AlertKind.vulnerable_adult_at_risk: "Speak with the person alone and keep them safe until you have called.",
    AlertKind.preventive: "Do not let the person travel on before you have called.",
}
_FOR_DOCUMENTS = {
    DocumentStatus.lost: "The document was reported lost. Ask alone how the person came by it.",
    DocumentStatus.stolen: "The document was reported stolen. Ask alone how the person came by it.",
    DocumentStatus.taken: "The document was taken from its holder. Ask alone who gave it to the person.",
    DocumentStatus.held_by_another: "The document belongs to somebody else. Ask alone who gave it to the person.",
    DocumentStatus.false: "The document is not genuine. Ask alone who gave it to the person.",
}

_checks = ThreadPoolExecutor(max_workers=8, thread_name_prefix="gate")


def checked(service: Service, crossing: BorderCrossing, caller: Caller) -> Checked:
    """Check a crossing that is stored already; whatever keeps the check from its end, the answer is "not checked"."""
    asked: Future[Checked] = _checks.submit(_check, service, crossing, caller)
    try:
        return asked.result(timeout=SECONDS)
    except Exception as error:  # the crossing is in the log: no failure of the check may look like one of the post
        asked.cancel()
        logger.warning("a crossing was not checked: %s", type(error).__name__)
        return Checked(result=GateResult.not_checked)


def _check(service: Service, crossing: BorderCrossing, caller: Caller) -> Checked:
    hits = check(service.engine.live(), profile_of(crossing), gate_reader_of(caller))
    actions = tuple(_action(service, hit) for hit in hits)
    return Checked(result=GateResult.hit if actions else GateResult.no_hit, actions=actions)


def _action(service: Service, hit: Hit) -> GateAction:
    record = service.application.record(hit.record)
    if hit.kind is HitKind.document:
        status = DocumentStatus(hit.status)
        return GateAction(
            because=hit.kind, action=status.value, instruction=_FOR_DOCUMENTS[status], call=record.organisation
        )
    assert isinstance(record.report, YellowNotice)  # no other kind is a hit on a person
    alert = record.report.details.alert_kind
    return GateAction(because=hit.kind, action=alert.value, instruction=_FOR_PERSONS[alert], call=record.organisation)
