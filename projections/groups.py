"""Suggested groups, worked out when they are asked for, from the pairs that a reader may see.

Nothing of a group is kept: it follows from the rows of the candidates view and from comparing the records as they are
in the index. So a group is never older than its records, and a hidden record takes no part in one.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from uuid import UUID

from projections.candidates import Candidate, CandidatesView
from projections.connected import connected
from search.compare import compare, singles_out
from search.document import Document
from search.engine import Index
from search.grouping import MOST_TOGETHER, Group, Link, Tie, rungs, suggest_groups, whole
from search.profile import Profile
from search.weights import REVIEW_THRESHOLD
from tracing.access import Reader, RecipientRule
from tracing.events import Evidence
from tracing.judgements import OPEN_STATES, State
from tracing.value import Value

_APART = frozenset({State.rejected, State.kin, State.document_misuse})


class SuggestedJoin(Value, frozen=True, kw_only=True):
    """See :class:`search.grouping.Join`; the two are records."""

    record_a: UUID
    record_b: UUID
    confirmed: bool
    weight: float
    by: tuple[str, ...]


class SuggestedObjection(Value, frozen=True, kw_only=True):
    """See :class:`search.grouping.Objection`; the two are records."""

    record_a: UUID
    record_b: UUID
    by: tuple[str, ...]


class SuggestedGroup(Value, frozen=True, kw_only=True):
    """Records that may be one person; some of them no reviewer has joined yet.

    Attributes:
        id: the id of the oldest member that the reader may see.
        members: record ids, oldest first.
        pairs: judgements on pairs of members that wait for a reviewer, the strongest first.
    """

    id: UUID
    members: tuple[UUID, ...]
    joins: tuple[SuggestedJoin, ...]
    objections: tuple[SuggestedObjection, ...]
    pairs: tuple[UUID, ...]


class Groups:
    """Answers to which group a record belongs.

    Args:
        candidates: knows all pairs that were ever proposed.
        index: the live search index; it has the records as they are compared.
    """

    def __init__(self, candidates: CandidatesView, index: Callable[[], Index]) -> None:
        """Hold the two; nothing is opened."""
        self._candidates, self._index = candidates, index

    def of(self, records: Iterable[UUID], reader: Reader | None) -> dict[UUID, SuggestedGroup]:
        """The suggested group of each record that is in one, as far as the reader may know.

        Raises:
            EngineUnavailableError: the search engine is out of reach.
        """
        wanted = list(dict.fromkeys(records))
        found: dict[UUID, SuggestedGroup] = {}
        pairs = connected(self._candidates, wanted, reader, MOST_TOGETHER * len(wanted))
        if pairs is not None:
            found = self._grouped(pairs, reader)
        else:
            # A record among very many that hang together is looked at by itself, and without the weakest links.
            for record in wanted:
                if record not in found:
                    found |= self._grouped(self._bounded(record, reader), reader)
        return {record: found[record] for record in wanted if record in found}

    def drawn_by(self, document: Document, near: Iterable[UUID]) -> dict[UUID, float]:
        """Records of groups that a document belongs to as a whole, though it is below the limit with each by itself.

        Identities that reviewers confirmed count as groups too. Only members that every reviewer may see take part, so
        that no proposal tells of a hidden record.

        Args:
            document: a record that was just compared.
            near: records that it came near to.

        Returns:
            For the clearest member of each such group the bits of the whole.
        """
        drawn: dict[UUID, float] = {}
        wanted = set(near)
        asked = [*wanted, document.record]
        pairs = connected(self._candidates, asked, None, MOST_TOGETHER * len(asked)) if wanted else None
        if not pairs:
            return drawn
        refused = (_ends(pair) for pair in pairs if pair.state in _APART)
        apart = {end for ends in refused if document.record in ends for end in ends}
        numbered = {it.number: it for it in self._documents(pairs, None).values() if _open_to_reviewers(it)}
        numbered.pop(document.number, None)
        for group in _suggested(pairs, numbered):
            members = {numbered[number].record for number in group.members}
            if members & wanted and not members & apart:
                drawn |= _drawn(document, [numbered[number] for number in group.members])
        return drawn

    def _bounded(self, record: UUID, reader: Reader | None) -> list[Candidate]:
        for least in rungs():
            pairs = connected(self._candidates, [record], reader, MOST_TOGETHER, least)
            if pairs is not None:
                return pairs
        return []

    def _grouped(self, pairs: list[Candidate], reader: Reader | None) -> dict[UUID, SuggestedGroup]:
        if not pairs:
            return {}
        numbered = {document.number: document for document in self._documents(pairs, reader).values()}
        groups = (group for group in _suggested(pairs, numbered) if not all(join.confirmed for join in group.joins))
        shown = (_shown(group, numbered, pairs) for group in groups)
        return {member: group for group in shown for member in group.members}

    def _documents(self, pairs: Iterable[Candidate], reader: Reader | None) -> dict[UUID, Document]:
        ends = {end for pair in pairs for end in _ends(pair)}
        return {record: it for record, it in self._index().get(list(ends), reader).items() if not it.retracted}


def _ends(pair: Candidate) -> tuple[UUID, UUID]:
    return pair.record_a, pair.record_b


def _open_to_reviewers(document: Document) -> bool:
    return document.visibility.recipients.rule is RecipientRule.all


def _suggested(pairs: Iterable[Candidate], numbered: Mapping[int, Document]) -> list[Group]:
    """Groups among those records that are numbered."""
    documents = {document.record: document for document in numbered.values()}
    links = [_link(pair, documents) for pair in pairs if pair.record_a in documents and pair.record_b in documents]

    @cache
    def evidence(one: int, other: int) -> Evidence:
        return _evidence(numbered[one], numbered[other])

    return suggest_groups(links, evidence)


def _evidence(one: Document, other: Document) -> Evidence:
    return compare(one.profile or Profile(), other.profile or Profile()).evidence((1, 1))


def _drawn(document: Document, members: Iterable[Document]) -> dict[UUID, float]:
    """The clearest member with the bits of the whole, if that reaches the limit; empty otherwise."""
    numbered = {member.number: member for member in (*members, document)}
    others = sorted(numbered.keys() - {document.number})
    found = whole([document.number], others, lambda one, other: _evidence(numbered[one], numbered[other]))
    if found is None or found.weight < REVIEW_THRESHOLD or not singles_out(found.most_for):
        return {}
    clearest = found.one if found.other == document.number else found.other
    return {numbered[clearest].record: found.weight}


def _link(pair: Candidate, documents: Mapping[UUID, Document]) -> Link:
    one, other = sorted(documents[record].number for record in (pair.record_a, pair.record_b))
    tie = Tie.apart if pair.state in _APART else Tie.confirmed if pair.state is State.confirmed else Tie.proposed
    return Link(one=one, other=other, weight=pair.weight, tie=tie)


def _shown(group: Group, numbered: Mapping[int, Document], pairs: Iterable[Candidate]) -> SuggestedGroup:
    members = tuple(numbered[number].record for number in group.members)
    inside = [p for p in pairs if p.state in OPEN_STATES and p.record_a in members and p.record_b in members]
    return SuggestedGroup(
        id=members[0],
        members=members,
        joins=tuple(
            SuggestedJoin(
                record_a=numbered[join.one].record,
                record_b=numbered[join.other].record,
                confirmed=join.confirmed,
                weight=join.weight,
                by=join.by,
            )
            for join in group.joins
        ),
        objections=tuple(
            SuggestedObjection(record_a=numbered[one.one].record, record_b=numbered[one.other].record, by=one.by)
            for one in group.objections
        ),
        pairs=tuple(pair.judgement for pair in sorted(inside, key=lambda pair: (-pair.weight, pair.judgement))),
    )
