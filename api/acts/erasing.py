"""Carrying out an erasure: written down first, so that a backup can never bring the person back; then done."""

import logging
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.schemas.rights import ErasureAnswer, ErasureState, signed_report
from api.wiring import Service
from projections.freshness import TooFarBehindError, wait_for
from tracing.access import Caller
from tracing.audit.entries import Action, Asked, Entry, entry_now
from tracing.erasure import ErasureGround, ErasureReport

logger = logging.getLogger(__name__)

WAIT_SECONDS = 5.0
"""How long an erasure waits for the views to forget the record too."""


class CarriedOut(NamedTuple):
    """What came of an erasure, or of several.

    Attributes:
        reports: of each record that was erased.
        pictures_removed: whether the store holds no picture of them any more; sealed ones that are left cannot be
            opened, unless somebody has an old copy of the record's key.
    """

    reports: list[ErasureReport]
    pictures_removed: bool


def carry_out(service: Service, record: UUID, second: str, entry: Entry) -> CarriedOut:
    """Erase a record that somebody asked to erase.

    Args:
        service: whose log, pictures and audit log are written.
        record: its id.
        second: subject of the person who agrees.
        entry: says who that is; it is in the audit log before anything is erased.

    Raises:
        NotFoundError: there is no such record any more.
        NotAskedError: nobody asked for it, or nobody but this person.
        AuditUnavailableError: nothing was erased.
    """
    ground = service.application.require_asked(record, second)
    service.audit.append(msgspec.structs.replace(entry, data=(ground.value,), records=(record,)))
    report = service.application.erase(record, second)
    return CarriedOut([report], _forget_pictures(service, record))


def ask_or_erase(service: Service, record: UUID, ground: ErasureGround, caller: Caller) -> ErasureAnswer:
    """Ask to erase a record; as the second person who does, have it erased.

    Raises:
        TracingError: as :meth:`tracing.erasing.Erasing.ask_to_erase` and :meth:`tracing.erasing.Erasing.erase`.
        AuditUnavailableError: nothing was erased.
    """
    current = service.application.ask_to_erase(record, ground, caller)
    if current.erasure_asked is None or current.erasure_asked.requested_by == caller.subject:
        return ErasureAnswer(record=record, state=ErasureState.asked)
    done = carry_out(service, record, caller.subject, entry_now(caller, Action.erase))
    (report,) = done.reports
    return ErasureAnswer(
        record=record,
        state=ErasureState.erased,
        forgotten=forgotten(service, report.position),
        pictures_removed=done.pictures_removed,
        signed=signed_report(report, service.audit.keys),
    )


def forgotten(service: Service, position: int) -> bool:
    """Whether every view that knows of people has taken an erasure at this position; waits for them a while."""
    views = [
        service.searchable,
        service.candidates.position,
        service.identities.position,
        service.numbers.position,
        service.alerts.position,
    ]
    with suppress(TooFarBehindError):
        wait_for(views, position, WAIT_SECONDS)
        return True
    return False


def erase_again(service: Service) -> CarriedOut:
    """Erase all that was ever erased and that is there again, because the log was restored from an older copy.

    Raises:
        AuditUnavailableError, AuditChangedError: the audit log, which knows what was erased, cannot be read.
    """
    reports: list[ErasureReport] = []
    removed = True
    for numbered in service.audit.entries(Asked(action=Action.erase)):
        (ground,) = numbered.entry.data
        for record in numbered.entry.records:
            report = service.application.erase_again(record, ErasureGround(ground))
            removed &= _forget_pictures(service, record)
            if report is not None:
                reports.append(report)
    return CarriedOut(reports, removed)


def _forget_pictures(service: Service, record: UUID) -> bool:
    removed = service.photographs.forget(record)
    if not removed:
        logger.error("pictures of an erased record cannot be removed: look at the folder's owner, rights and disk")
    return removed
