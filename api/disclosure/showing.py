"""What an answer is about to show of others: counted against the budget of who asks, and watched over the day."""

import msgspec
from starlette.datastructures import State

from api.disclosure.alarms import Watch
from api.disclosure.budgets import Budgets
from api.refusals import BudgetExhaustedError
from api.wiring import Service
from tracing.access import Caller
from tracing.audit.entries import Action, entry_now


def count_shown(state: State, caller: Caller, records: int) -> None:
    """Count records that are about to be shown; asks the log or writes to the audit log only when they are many.

    Args:
        state: of the application.
        caller: who is shown them.
        records: how many.

    Raises:
        BudgetExhaustedError: the caller may not see so many within an hour, and no colleague has allowed it.
        AuditUnavailableError: an alarm is due and cannot be written.
    """
    budgets: Budgets = state.budgets
    watch: Watch = state.watch
    service: Service = state.service
    try:
        budgets.spend(caller, records)
    except BudgetExhaustedError:
        if not service.application.is_allowed_more(caller):
            raise
        budgets.spend(caller, records, budgets=2)
    if watch.is_steady(caller, records):
        service.audit.append(msgspec.structs.replace(entry_now(caller, Action.raise_alarm), data=("shown_in_a_day",)))
        watch.raised(caller)
        state.metrics.alarms.inc()
