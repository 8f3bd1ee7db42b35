"""Proposes pairs: every new or changed record is compared with those that share something rare with it.

The matcher reads like a view and writes like a user: what it finds goes through the application into the log, where
the view of candidates finds it. Doing it twice proposes nothing twice.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from uuid import UUID

import msgspec

from projections.candidates import CandidatesView
from projections.groups import Groups
from projections.store import ViewStore
from projections.view import NotReadyError
from projections.writing import WritingFollower
from search.blocking import COMPARED, find
from search.compare import Comparison, compare
from search.document import Document, Filters
from search.engine import Index
from search.weights import REVIEW_THRESHOLD
from tracing.application import Tracing
from tracing.errors import ErasedError
from tracing.events import Evidence, FaceEncoded, RecordCorrected, ReportEvent, RestrictionLifted, Suggestion
from tracing.log.batches import Batch, Entry
from tracing.stream_ids import ordered

NEAR_BITS = 6.0
"""How far below the limit a pair is looked at with the group of the other record: one document or face is more."""


class Matcher(WritingFollower):
    """Compares each record of its share with the records before it.

    Args:
        application: takes the proposals.
        index: the live search index.
        store: keeps the position.
        candidates: knows the pairs that wait for a reviewer.
        shard: this process's share, 1 to `shards`; records are shared out by their ids.
        shards: among how many processes the work is shared.
    """

    def __init__(
        self,
        application: Tracing,
        index: Callable[[], Index],
        store: ViewStore,
        candidates: CandidatesView,
        shard: int = 1,
        shards: int = 1,
    ) -> None:
        """Begin at the position kept for this share, or at the beginning of the log.

        Raises:
            ValueError: the shard is not among the shards.
        """
        if not 1 <= shard <= shards:
            raise ValueError("a shard is written K/N with K from 1 to N")
        # Each share has a name of its own, and so a position of its own.
        super().__init__("matcher" if shards == 1 else f"matcher-{shard}-of-{shards}", store)
        self.application, self.index, self.candidates = application, index, candidates
        self.shard, self.shards = shard, shards
        self.groups = Groups(candidates, index)
        self._awaited: tuple[int, int] | None = None

    def look_at(self, batch: Batch, after: int) -> None:
        """Compare the batch's records with all that were found before them, and propose.

        Raises:
            NotReadyError: the index is not as far yet. Waiting for it makes sure that of any two records the one
                compared later finds the other.
        """
        touched = [record for record in _touched(batch) if self._is_mine(record)]
        if touched:
            index = self.index()
            if index.position() < batch.position:
                raise NotReadyError
            index.refresh()
            documents = index.get(touched, None)
            waiting = self._waiting([d for d in documents.values() if d.evidence_version > 1], after)
            for document in documents.values():
                with suppress(ErasedError):  # since the batch was read
                    self._match(document, index, waiting.get(document.record, []))

    def _waiting(self, corrected: list[Document], after: int) -> dict[UUID, list[UUID]]:
        """Partners of corrected records in pairs that wait for a reviewer.

        The correction may have taken away all by which the two find each other, and the queue must show that too.
        """
        if not corrected:
            return {}
        if self._awaited is None or self._awaited[0] != after:
            self._awaited = (after, self.application.max_position())
        # A pair that was proposed a moment ago is not in the view yet. What comes later than now is compared with the
        # correction in the index, so that it is enough to wait for this position.
        if self.candidates.position() < self._awaited[1]:
            raise NotReadyError
        return self.candidates.open_partners([document.record for document in corrected])

    def _match(self, document: Document, index: Index, waiting: list[UUID]) -> None:
        if document.profile is None:
            return
        found = {other.record: other for other in find(index, document.profile, None, Filters(), limit=COMPARED + 1)}
        found |= index.get([record for record in waiting if record not in found], None)
        below: dict[UUID, Evidence] = {}
        for other in found.values():
            if other.record == document.record or other.profile is None:
                continue
            comparison = compare(document.profile, other.profile)
            if comparison.proposed:
                self.application.propose(document.record, other.record, evidence_of(comparison, document, other))
            else:
                below[other.record] = evidence_of(comparison, document, other)
        drawn = self.groups.drawn_by(document, [record for record, evidence in below.items() if _is_near(evidence)])
        for record, evidence in below.items():
            if record in drawn:
                with_group = msgspec.structs.replace(evidence, group_weight=drawn[record])
                self.application.propose(document.record, record, with_group)
            elif document.evidence_version > 1:
                # A correction can also weaken a pair that already waits for a reviewer.
                self.application.renew(document.record, record, evidence)

    def _is_mine(self, record: UUID) -> bool:
        return record.int % self.shards == self.shard - 1


def _is_near(evidence: Evidence) -> bool:
    """Whether a pair lies so little below the limit that what else is known of a group may carry it over."""
    return evidence.suggests is Suggestion.same and evidence.weight >= REVIEW_THRESHOLD - NEAR_BITS


def _touched(batch: Batch) -> Iterator[UUID]:
    """Records that the batch makes, corrects, gives a face or sets free, each once."""
    touched = (
        entry.event.originator_id
        for entry in batch.entries
        if isinstance(entry, Entry)
        and isinstance(entry.event, ReportEvent | RecordCorrected | FaceEncoded | RestrictionLifted)
    )
    yield from dict.fromkeys(touched)


def compared_position(store: ViewStore) -> int:
    """Log position up to which every record was compared, however many processes share the work.

    When the number of shares was changed, the positions of the old ones stay behind: the set of shares that is
    complete and furthest counts.
    """
    shares: dict[int, list[int]] = {}
    for name, position in store.positions().items():
        if name == "matcher":
            shares.setdefault(1, []).append(position)
        elif name.startswith("matcher-"):
            shares.setdefault(int(name.rpartition("-")[2]), []).append(position)
    return max((min(found) for among, found in shares.items() if len(found) == among), default=0)


def evidence_of(comparison: Comparison, one: Document, other: Document) -> Evidence:
    """What a comparison found, as it goes into the log, with the evidence versions in the order of the pair."""
    versions = {document.record: document.evidence_version for document in (one, other)}
    first, second = ordered(one.record, other.record)
    return comparison.evidence((versions[first], versions[second]))
