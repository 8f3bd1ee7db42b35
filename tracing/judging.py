"""Commands on pairs of records: propose, judge, withdraw.

A pair is one stream whichever record is named first, so that two people deciding at once meet in it: one is written,
the other is told what the pair has become.
"""

from collections.abc import Callable
from typing import TypedDict
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from tracing.access import Caller
from tracing.cautions import Caution, agreed, check_same
from tracing.errors import (
    JudgementChangedError,
    NotFoundError,
    NotOpenError,
    OwnRecordError,
    RestrictedError,
    RetractedError,
    SameReviewerError,
)
from tracing.events import (
    DocumentMisuseFound,
    Evidence,
    EvidenceRenewed,
    JudgementEvent,
    KinFound,
    MatchConfirmed,
    MatchConfirmedOnce,
    MatchDeferred,
    MatchProposed,
    MatchRejected,
    MatchReopened,
    MatchWithdrawn,
    Opinion,
    Verdict,
)
from tracing.judgements import Judgement, State
from tracing.opinions import TellingFact
from tracing.records import Record
from tracing.stream_ids import judgement_id, ordered
from tracing.streams import Streams
from tracing.value import Value


class Judged(Value, frozen=True, kw_only=True):
    """The answer to a command on a pair: its state, and the log position of the event that made it so.

    `position` is None when nothing was written because the pair already stood so.
    """

    judgement: Judgement
    position: int | None = None


_DECIDED = frozenset({State.confirmed_once, State.confirmed, State.rejected, State.kin, State.document_misuse})
"""States in which there is something to withdraw."""

Decide = Callable[[Judgement | None], JudgementEvent | None]


class Judging(Streams):
    """The application's commands on pairs."""

    def propose(self, one: UUID, other: UUID, evidence: Evidence) -> Judged:
        """The matcher found a pair at or above the review threshold.

        A new pair is proposed. An open pair takes newer evidence. A closed pair that was not confirmed is re-opened
        only if one of its records has evidence that the decision did not know: a rejection is remembered through
        re-indexing and rebuild.
        """

        def decide(judgement: Judgement | None) -> JudgementEvent | None:
            if judgement is None:
                return _proposed(one, other, evidence)
            if judgement.is_open:
                return _renewed(judgement, evidence)
            newer = judgement.newer_evidence(evidence.versions)
            if judgement.state is State.confirmed or not newer:
                return None
            return MatchReopened(**_next(judgement), evidence=evidence, new_evidence=newer)

        return self._decide(judgement_id(one, other), decide)

    def renew(self, one: UUID, other: UUID, evidence: Evidence) -> Judgement | None:
        """A pair now compares below the review threshold: if it waits for a reviewer, let the queue show how it stands.

        Returns the judgement, or None when the pair was never proposed.
        """
        judgement = self.judgement_or_none(judgement_id(one, other))
        if judgement is None or not judgement.is_open:
            return judgement
        return self._decide(judgement.id, lambda current: _renewed(current, evidence) if current else None).judgement

    def propose_by_hand(
        self, one: UUID, other: UUID, evidence: Evidence, reason: str, caller: Caller, *, reopen: bool = True
    ) -> Judged:
        """A person asks whether two records are one, though no detector found them; also re-opens a closed pair.

        Unless `reopen` is False, as for a file that can come again: then a pair that is closed stays so.

        Raises:
            NotFoundError: one of the records does not exist, or the caller may not know of it.
            RetractedError: one of the records was retracted.
        """
        for record in self._pair_of_records(one, other):
            self.forbid_hidden(record, caller)

        def decide(judgement: Judgement | None) -> JudgementEvent | None:
            if judgement is None:
                return _proposed(one, other, evidence, proposed_by=caller.subject, reason=reason)
            if judgement.is_open or judgement.state is State.confirmed or not reopen:
                return None
            return MatchReopened(**_next(judgement), evidence=evidence, reopened_by=caller.subject, reason=reason)

        return self._decide(judgement_id(one, other), decide)

    def judge(
        self,
        judgement: UUID,
        verdict: Verdict,
        reason: str,
        caller: Caller,
        *,
        expected_version: int,
        telling_fact: TellingFact | None = None,
        cautions: frozenset[Caution] = frozenset(),
    ) -> Judged:
        """A reviewer answers. `same` joins the records when two different reviewers said so.

        `document_misuse` links them without joining when two said so; any other answer counts at once.

        `expected_version` is the version of the pair that the reviewer looked at; `cautions` are what this pair warns
        of, and `telling_fact` is what the reviewer cites to meet them.

        Raises:
            NotFoundError: the pair was never proposed, or the reviewer may not see both records.
            NotOpenError: the pair is closed.
            JudgementChangedError: somebody decided since the reviewer looked.
            OwnRecordError: the reviewer's organisation entered one of the records.
            SameReviewerError: the reviewer already said `same`, or `document_misuse`, and says it again.
            TellingFactMissingError, DocumentMisuseError: a caution stands against `same`.
            RetractedError: one of the records was retracted.
        """
        opinion = opinion_of(verdict, reason, caller, telling_fact)
        return self._write(*self.answer_event(judgement, opinion, caller, expected_version, cautions))

    def answer_event(
        self, judgement: UUID, opinion: Opinion, caller: Caller, expected_version: int, cautions: frozenset[Caution]
    ) -> tuple[Judgement, JudgementEvent]:
        """The pair as it stands, and the event that an opinion of the caller makes of it; nothing is written.

        Raises:
            TracingError: as :meth:`judge`.
        """
        current = self.judgement(judgement)
        records = self._pair_of_records(current.record_a, current.record_b)
        self._admit(records, caller)
        if current.version != expected_version:
            raise JudgementChangedError(current)
        if not current.is_open:
            raise NotOpenError("The pair is closed. Propose it again, with a reason, to re-open it.", current)
        check_same(opinion, cautions)
        return current, _answer(current, opinion, cautions)

    def withdraw(self, judgement: UUID, reason: str, caller: Caller, *, expected_version: int) -> Judged:
        """Take a decision back; records that were joined by it come apart, each with all that is its own.

        Raises:
            NotFoundError, JudgementChangedError, OwnRecordError: as for :meth:`judge`.
            NotOpenError: nothing was decided that could be taken back.
        """
        current = self.judgement(judgement)
        records = self._pair_of_records(current.record_a, current.record_b, retracted_too=True)
        self._admit(records, caller)
        if current.version != expected_version:
            raise JudgementChangedError(current)
        if current.state not in _DECIDED:
            raise NotOpenError("Nothing was decided on this pair that could be withdrawn.", current)
        event = MatchWithdrawn(
            **_next(current),
            opinion=opinion_of(None, reason, caller),
            versions=current.evidence.versions,
        )
        return self._write(current, event)

    def _decide(self, judgement: UUID, decide: Decide) -> Judged:
        """Look, decide, write; when somebody else was quicker, look again and decide again."""
        while True:
            current = self.judgement_or_none(judgement)
            event = decide(current)
            if event is None:
                assert current is not None  # an empty stream is always given its first event
                return Judged(judgement=current)
            try:
                position = self.append(event)
            except IntegrityError:
                continue
            return Judged(judgement=self.judgement(judgement), position=position)

    def _write(self, current: Judgement, event: JudgementEvent) -> Judged:
        try:
            position = self.append(event)
        except IntegrityError:
            raise JudgementChangedError(self.judgement(current.id)) from None
        return Judged(judgement=self.judgement(current.id), position=position)

    def _admit(self, records: tuple[Record, Record], caller: Caller) -> None:
        for record in records:
            self.forbid_hidden(record, caller)
        if any(record.organisation == caller.organisation for record in records):
            raise OwnRecordError("A reviewer does not judge records of the reviewer's own organisation.")

    def _pair_of_records(self, one: UUID, other: UUID, *, retracted_too: bool = False) -> tuple[Record, Record]:
        first, second = ordered(one, other)
        found = self.records((first, second))
        if len(found) < 2:
            raise NotFoundError("There is no such record.")
        if not retracted_too and any(record.retracted is not None for record in found.values()):
            raise RetractedError("One of the two records was retracted by its owner.")
        if any(record.restricted is not None for record in found.values()):
            raise RestrictedError
        return found[first], found[second]


def _renewed(judgement: Judgement, evidence: Evidence) -> EvidenceRenewed | None:
    """Newer evidence for an open pair, unless what it has is as new."""
    known = judgement.evidence.versions
    if not judgement.is_open or all(now <= then for now, then in zip(evidence.versions, known, strict=True)):
        return None
    return EvidenceRenewed(**_next(judgement), evidence=evidence)


class _Heading(TypedDict):
    originator_id: UUID
    originator_version: int


def _next(judgement: Judgement) -> _Heading:
    return {"originator_id": judgement.id, "originator_version": judgement.version + 1}


def _proposed(
    one: UUID, other: UUID, evidence: Evidence, proposed_by: str | None = None, reason: str = ""
) -> MatchProposed:
    first, second = ordered(one, other)
    return MatchProposed(
        originator_id=judgement_id(one, other),
        originator_version=1,
        record_a=first,
        record_b=second,
        evidence=evidence,
        proposed_by=proposed_by,
        reason=reason,
    )


def opinion_of(
    verdict: Verdict | None, reason: str, caller: Caller, telling_fact: TellingFact | None = None
) -> Opinion:
    """What a reviewer says, in the reviewer's name."""
    return Opinion(
        verdict=verdict,
        reviewer=caller.subject,
        organisation=caller.organisation,
        country=caller.country,
        reason=reason,
        telling_fact=telling_fact,
    )


def _answer(current: Judgement, opinion: Opinion, cautions: frozenset[Caution]) -> JudgementEvent:
    heading = _next(current)
    # What the reviewer looked at, and not what came in between: that is new evidence, and re-opens the pair.
    versions = current.evidence.versions
    match opinion.verdict:
        case Verdict.different:
            return MatchRejected(**heading, opinion=opinion, versions=versions)
        case Verdict.kin:
            return KinFound(**heading, opinion=opinion, versions=versions)
        case Verdict.same | Verdict.document_misuse as verdict:
            earlier = current.standing_opinions(verdict)
            if any(said.reviewer == opinion.reviewer for said in earlier):
                raise SameReviewerError(f"You already said `{verdict}`. A second, different reviewer must confirm.")
            if not agreed(earlier, opinion, cautions):
                return MatchConfirmedOnce(**heading, opinion=opinion)
            if verdict is Verdict.same:
                return MatchConfirmed(**heading, opinion=opinion)
            return DocumentMisuseFound(**heading, opinion=opinion, versions=versions)
        case _:
            return MatchDeferred(**heading, opinion=opinion)
