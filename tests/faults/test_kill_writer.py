"""What a writer acknowledged before it was killed is in the log; what it did not may be posted again."""

import json
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.processes import Victim
from tests.faults.worker import person_report, write
from tests.keys import MASTERS
from tests.stores import StoreUrls
from tracing.application import Tracing
from tracing.events import ReportEvent
from tracing.log import migrate
from tracing.log.batches import Entry

KILLS = 20
UNTIL_KILLED = 1_000_000


@pytest.mark.parametrize("size", [1, 7])
def test_ten_kills_of_a_writer(urls: StoreUrls, tmp_path: Path, size: int) -> None:
    migrate(urls.log)
    output = tmp_path / "output"
    chance = random.Random(size)
    acknowledged: dict[int, int] = {}
    first = 0
    for _ in range(KILLS // 2):
        victim = Victim(write, output, urls.log, size, range(first, UNTIL_KILLED), size)
        time.sleep(chance.uniform(0.01, 0.4))
        answers = [json.loads(line) for line in victim.kill()]
        acknowledged |= {answer["number"]: answer["position"] for answer in answers}
        # The client repeats from the first report that was not acknowledged.
        first = 1 + max(acknowledged, default=-1)
    last = first + 3 * size
    for line in Victim(write, output, urls.log, size, range(first, last), size).finish():
        answer = json.loads(line)
        acknowledged[answer["number"]] = answer["position"]

    with Tracing(urls.log, MASTERS) as app:
        entries = [entry for entry in app.batch(0, 1_000_000).entries if isinstance(entry, Entry)]
    written = {
        entry.event.report.reference: entry.position for entry in entries if isinstance(entry.event, ReportEvent)
    }
    expected = {person_report(size, number).reference: position for number, position in acknowledged.items()}
    assert set(acknowledged) == set(range(last)), "the client left none out"
    assert written == expected, "each report stands at the position that its answer named"
    assert set(Counter(entry.event.originator_id for entry in entries).values()) == {1}
    assert len(entries) == last > KILLS
