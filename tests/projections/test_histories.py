"""What the random histories hold: a property that never meets a case proves nothing about it."""

from collections import Counter

from hypothesis import given, settings

from projections.candidates import QueueFilter, QueueOrder
from tests.examples import FIRST_REVIEWER
from tests.histories import Folded, histories, identities_of
from tests.projections.folding import examples
from tests.projections.test_candidates import expected_queue
from tracing.judgements import State
from tracing.log.batches import Entry


def test_histories_hold_every_state_large_identities_contradictions_and_long_queues() -> None:
    seen: Counter[object] = Counter()

    @settings(examples, max_examples=400, derandomize=True, database=None)
    @given(histories())
    def look(history: list[Entry]) -> None:
        now, identities = Folded(history), identities_of(history).values()
        seen.update({pair.state for pair in now.judgements.values()})
        seen["three members"] += any(len(identity.members) > 2 for identity in identities)
        seen["contested"] += any(identity.contested for identity in identities)
        seen["two in the queue"] += len(expected_queue(history, FIRST_REVIEWER, QueueFilter(), QueueOrder.oldest)) > 1
        seen["reserved"] += any(record.reserved_for is not None for record in now.records.values())
        seen["retracted"] += any(record.retracted is not None for record in now.records.values())

    look()
    wanted: list[object] = [*State, "three members", "contested", "two in the queue", "reserved", "retracted"]
    assert {case: seen[case] for case in wanted if not seen[case]} == {}
