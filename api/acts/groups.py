"""The queue of suggested groups, and a reviewer's answer on a whole one."""

from collections.abc import Sequence
from uuid import UUID

from api.acts.judging import heed_everything, judge
from api.disclosure.auditing import Trail
from api.http.problem_types import problem_type
from api.schemas.candidates import Decision, cursor_of
from api.schemas.groups import (
    GroupAnswer,
    GroupDecision,
    GroupDecisionAnswer,
    GroupPage,
    GroupRow,
    PairResult,
    WaitingPair,
    entered,
    group_answer,
    waiting_pair,
)
from api.wiring import Service
from projections.candidates import Candidate, QueueFilter, QueueOrder
from projections.cautions import cautions_for
from projections.groups import SuggestedGroup
from tracing.access import Caller, Role, reader_of
from tracing.errors import NotFoundError, TracingError
from tracing.events import Verdict
from tracing.identities import visible

_NO_GROUP = "There is no such group."
_MOST_ROUNDS = 10
"""Pages of candidates looked at for one page of groups, so that a queue of lonely pairs ends a request in time."""


def waiting(service: Service, group: SuggestedGroup, caller: Caller, limit: int) -> list[Candidate]:
    """Pairs of a group that wait for this caller's answer, the strongest first."""
    wanted = QueueFilter(within=frozenset(group.members))
    return service.candidates.queue(caller, wanted, QueueOrder.strongest, limit)


def page_of_groups(service: Service, caller: Caller, limit: int, after: tuple[float, UUID] | None) -> GroupPage:
    """Groups with a pair that the caller can answer, by their strongest such pair.

    The queue of candidates is walked, and a group is listed where its strongest pair stands: each once, on one page.
    """
    found: list[GroupRow] = []
    places = _Places(service, caller)
    for _ in range(_MOST_ROUNDS):
        rows = service.candidates.queue(caller, QueueFilter(), QueueOrder.strongest, limit + 1, after)
        places.learn(rows)
        for place, row in enumerate(rows):
            if place == limit or len(found) == limit:
                break
            after = (row.weight, row.judgement)
            if (group := places.listed_at(row)) is not None:
                found.append(
                    GroupRow(group=group.id, members=group.members, candidate=row.judgement, weight=row.weight)
                )
        else:
            return GroupPage(groups=tuple(found), next=None)
        if len(found) == limit:
            break
    return GroupPage(groups=tuple(found), next=cursor_of(*after) if after is not None else None)


class _Places:
    """Where in the queue each group is listed; what was looked up for one part of it is not looked up for the next."""

    def __init__(self, service: Service, caller: Caller) -> None:
        self._service, self._caller = service, caller
        self._known: set[UUID] = set()
        self._strongest: dict[UUID, SuggestedGroup] = {}

    def learn(self, rows: Sequence[Candidate]) -> None:
        """Find the groups of all records of some rows, and the pair of each where it is listed."""
        asked = {end for row in rows for end in (row.record_a, row.record_b)} - self._known
        groups = self._service.groups.of(asked, reader_of(self._caller)).values()
        new = {member: group for group in groups for member in group.members}
        self._known |= asked | new.keys()
        pairs = QueueFilter(within=frozenset(new))
        listed: set[UUID] = set()
        for row in self._service.candidates.queue(self._caller, pairs, QueueOrder.strongest, len(new) ** 2):
            group = new[row.record_a]
            if row.record_b in group.members and group.id not in listed:
                listed.add(group.id)
                self._strongest[row.judgement] = group

    def listed_at(self, row: Candidate) -> SuggestedGroup | None:
        """The group that is listed where this pair stands; None for a pair that is not the strongest of a group."""
        return self._strongest.get(row.judgement)


def pairs_of(service: Service, group: SuggestedGroup, caller: Caller) -> list[WaitingPair]:
    """The pairs of a group that the caller can answer, with what each warns of."""
    found = []
    for row in waiting(service, group, caller, len(group.pairs)):
        judgement = service.application.judgement(row.judgement)
        one, other = (service.application.record_for(record, caller) for record in (row.record_a, row.record_b))
        cautions = cautions_for(judgement, (one, other), service.identities, reader_of(caller))
        found.append(waiting_pair(judgement, cautions))
    return found


def group_for(service: Service, group: UUID, caller: Caller) -> SuggestedGroup:
    """The suggested group of a record, as far as the caller may know it.

    Raises:
        NotFoundError: there is none for this caller.
    """
    found = service.groups.of([group], reader_of(caller)).get(group)
    if found is None:
        raise NotFoundError(_NO_GROUP)
    return found


def read_group(service: Service, group: UUID, caller: Caller, trail: Trail) -> GroupAnswer:
    """A suggested group with its records and, for a reviewer, the pairs that wait for the answer.

    Raises:
        NotFoundError: there is none for this caller.
    """
    trail.shows("report", records=[group])
    found = group_for(service, group, caller)
    trail.shows(records=found.members)
    members = service.application.records(found.members).values()
    records = {record.id: record for record in visible(members, reader_of(caller))}
    if len(records) < len(found.members):  # just hidden, and the views do not know it yet
        raise NotFoundError(_NO_GROUP)
    pairs = pairs_of(service, found, caller) if caller.role is Role.reviewer else []
    return group_answer(found, [records[member] for member in found.members], pairs, caller)


def judge_group(
    service: Service, group: SuggestedGroup, decision: GroupDecision, caller: Caller
) -> GroupDecisionAnswer:
    """Judge each pair by itself, as if it had been judged alone.

    Raises:
        TooFarBehindError: the view of identities could miss a twin.
    """
    heed_everything(service)
    results: list[PairResult] = []
    position: int | None = None
    for pair in decision.pairs:
        same = Decision(verdict=Verdict.same, reason=decision.reason, telling_fact=decision.telling_fact)
        try:
            if pair.candidate not in group.pairs:
                raise NotFoundError("There is no such pair in the group.")
            done = judge(service, pair.candidate, same, caller, pair.version)
        except TracingError as error:
            problem = problem_type(error)
            results.append(
                PairResult(candidate=pair.candidate, status=problem.status, code=problem.code, standing=None)
            )
        else:
            position = done.position
            results.append(entered(done.judgement, caller))
    return GroupDecisionAnswer(results=tuple(results), position=position)
