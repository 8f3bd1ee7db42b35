"""Reading the audit log a page at a time, for routes and pages alike."""

from collections.abc import Iterator
from itertools import islice

from api.disclosure.auditing import Trail
from api.http.problem_types import PROBLEMS
from api.refusals import BudgetExhaustedError
from api.schemas.audit import AuditPage, AuditQuestion, entry_shown
from tracing.access import Caller
from tracing.audit.entries import Action, Asked, Entry, Numbered, may_read
from tracing.audit.log import AuditLog

MOST_LOOKED_AT = 50_000
"""Entries that are opened for one page: about a second's work."""

_BUDGET_EXHAUSTED = PROBLEMS[BudgetExhaustedError].code


def is_alarm(entry: Entry) -> bool:
    """Whether an entry says that somebody was shown too much within an hour or a day, or was let go on."""
    return entry.result == _BUDGET_EXHAUSTED or entry.action in (Action.raise_alarm, Action.allow_more)


def read_page(log: AuditLog, caller: Caller, question: AuditQuestion, trail: Trail) -> AuditPage:
    """The entries that are wanted and that a caller may read, oldest first.

    Raises:
        AuditUnavailableError, AuditChangedError: as :meth:`tracing.audit.log.AuditLog.entries`.
    """
    asked, after = question.asked(), question.after
    found: list[Numbered] = []
    for item in islice(log.entries(Asked(), after), MOST_LOOKED_AT):
        if len(found) == question.limit:
            break
        after = item.number
        if asked.matches(item.entry) and may_read(caller, item.entry) and _fits(question, item.entry):
            found.append(item)
    else:
        after = after if after - question.after == MOST_LOOKED_AT else 0
    trail.shows("audit", records=[] if question.record is None else [question.record])
    return AuditPage(entries=tuple(map(entry_shown, found)), next=after or None)


def all_of(log: AuditLog, caller: Caller, question: AuditQuestion, last: int) -> Iterator[Numbered]:
    """Everything that is wanted, from the beginning up to an entry.

    Raises:
        AuditUnavailableError, AuditChangedError: as :func:`read_page`.
    """
    for item in log.entries(question.asked()):
        if item.number > last:
            return
        if may_read(caller, item.entry) and _fits(question, item.entry):
            yield item


def _fits(question: AuditQuestion, entry: Entry) -> bool:
    return not question.alarms or is_alarm(entry)
