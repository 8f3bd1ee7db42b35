"""Waiting until views have come as far as a write."""

import pytest

from projections.freshness import TooFarBehindError, matched, wait_for


def test_who_is_far_enough_does_not_wait() -> None:
    wait_for([lambda: 5, lambda: 9], 5, seconds=0)


def test_every_view_is_waited_for() -> None:
    positions = iter([1, 2, 3, 4, 5])
    wait_for([lambda: 9, lambda: next(positions)], 5, seconds=10)
    assert next(positions, None) is None


def test_a_view_that_does_not_come_is_an_answer_too() -> None:
    with pytest.raises(TooFarBehindError):
        wait_for([lambda: 4], 5, seconds=0.01)


class Line:
    """A matcher that has compared, a log that has an end, and a queue that shows the log up to a position."""

    def __init__(self, compared: int, end: int, queue: int) -> None:
        self.compared, self.end, self.queue = compared, end, queue
        self.reached = matched(lambda: self.compared, lambda: self.queue, lambda: self.end)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line(compared=10, end=10, queue=10), 10),
        (Line(compared=8, end=10, queue=10), 8),
        (Line(compared=0, end=0, queue=0), 0),
    ],
)
def test_a_queue_at_the_end_shows_all_that_was_compared(line: Line, expected: int) -> None:
    assert line.reached() == expected


def test_a_proposal_at_the_end_of_the_log_must_be_shown_first() -> None:
    """Record 10 was compared and its pair proposed at 11; the queue stands at 10 and does not show the pair."""
    line = Line(compared=10, end=11, queue=10)
    assert line.reached() < 10

    line.queue = 11
    assert line.reached() == 10


def test_a_log_that_never_rests_does_not_keep_a_reader_waiting() -> None:
    """The queue is always behind the end, but it comes as far as the end was when the record had been compared."""
    line = Line(compared=10, end=20, queue=10)
    assert line.reached() < 10
    line.compared, line.end, line.queue = 25, 40, 20
    assert line.reached() == 10
    line.compared, line.end, line.queue = 45, 60, 40
    assert line.reached() >= 10
