"""One loop for all views: read what comes after the view's position, hand it over, repeat."""

import logging
import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from eventsourcing.persistence import InterfaceError, OperationalError

from projections.signal import Signal
from projections.store import ViewStore
from projections.view import NotReadyError, Refusal, View
from search.engine import EngineUnavailableError
from tracing.database import LINK_ERRORS
from tracing.events import now
from tracing.log.application import LogApplication
from tracing.log.batches import Batch, Entry, Unreadable

logger = logging.getLogger(__name__)

ATTEMPTS = 3
"""How often an entry is tried by itself before it goes to the dead letters."""

RETRIED: tuple[type[Exception], ...] = (
    NotReadyError,
    EngineUnavailableError,
    OperationalError,
    InterfaceError,
    *LINK_ERRORS,
)
"""Waiting for another view, or for a server: the same batch is tried again for ever, and nothing is skipped."""


@dataclass
class Follower:
    """Keeps one view up to date with the log.

    Args:
        log: read in batches.
        view: takes the batches.
        store: keeps the dead letters.
        batch_size: entries at most in one batch.
        pause: seconds between two looks at a quiet log; a signal cuts it short.
    """

    log: LogApplication
    view: View
    store: ViewStore
    signal: Signal = field(default_factory=Signal)
    batch_size: int = 500
    pause: float = 0.05

    def run(self, stop: threading.Event) -> None:
        """Follow the log until told to stop. No error ends the loop: links are tried again with growing pauses."""
        failures = 0
        while not stop.is_set():
            self.signal.give_way(stop)
            seen = self.signal.count
            try:
                advanced = self.step()
            except NotReadyError:
                stop.wait(0.01)
                continue
            except RETRIED as error:
                failures += 1
                # The message can hold a value of a person: the kind of error is enough to act on.
                logger.warning("view %s waits for a server: %s", self.view.name, type(error).__name__)
                stop.wait(min(30.0, 0.1 * 2.0 ** min(failures, 10)) * random.uniform(0.5, 1.0))
                continue
            except Exception as error:
                failures += 1
                logger.error("view %s could not read the log: %s", self.view.name, type(error).__name__)
                stop.wait(min(30.0, 0.1 * 2.0 ** min(failures, 10)))
                continue
            failures = 0
            if not advanced:
                self.signal.wait(seen, self.pause)

    def step(self) -> bool:
        """Hand one batch to the view; False when there is nothing new.

        Raises:
            NotReadyError: the view waits for another.
            RETRIED: a server cannot be reached.
        """
        after = self.view.position()
        batch = self.log.batch(after, self.batch_size)
        if batch.position == after:
            return False
        # Before the view moves on: a crash in between would leave no trace of what it passed over.
        self._bury(self._unreadable(batch))
        try:
            self._bury(self.view.apply(_readable(batch.entries, batch.position), after))
        except RETRIED:
            raise
        except Exception:
            self._one_by_one(batch, after)
        return True

    def catch_up(self) -> int:
        """Follow until nothing is new; returns the position reached. For rebuilds and tests.

        Raises:
            RETRIED: a server cannot be reached.
        """
        while self.step():
            pass
        return self.view.position()

    def _one_by_one(self, batch: Batch, after: int) -> None:
        """One entry of the batch is poison: find it, put it aside, and take all others."""
        for entry in batch.entries:
            refusals = self._attempt(entry, after) if isinstance(entry, Entry) else []
            self._bury(refusals)
            if refusals or isinstance(entry, Unreadable):
                self.view.apply(Batch(entries=(), position=entry.position), after)
            after = entry.position

    def _attempt(self, entry: Entry, after: int) -> list[Refusal]:
        for _ in range(ATTEMPTS):
            try:
                return self.view.apply(Batch(entries=(entry,), position=entry.position), after)
            except RETRIED:
                raise
            except Exception as error:
                failure = type(error).__name__
        reason = f"the view failed on it {ATTEMPTS} times: {failure}"
        return [Refusal(position=entry.position, stream=entry.event.originator_id, reason=reason)]

    @staticmethod
    def _unreadable(batch: Batch) -> list[Refusal]:
        return [
            Refusal(position=entry.position, stream=entry.stream, reason=f"unreadable event {entry.topic}")
            for entry in batch.entries
            if isinstance(entry, Unreadable)
        ]

    def _bury(self, refusals: Sequence[Refusal]) -> None:
        for refusal in refusals:
            logger.error("view %s has a dead letter at position %d", self.view.name, refusal.position)
            self.store.add_dead_letter(self.view.name, refusal.position, refusal.stream, refusal.reason)


def _readable(entries: Sequence[Entry | Unreadable], position: int) -> Batch:
    return Batch(entries=tuple(entry for entry in entries if isinstance(entry, Entry)), position=position)


def lag_seconds(log: LogApplication, position: int) -> float:
    """For how long the oldest event after a view's position has been in the log; 0 when there is none."""
    batch = log.batch(position, 1)
    if not batch.entries:
        return 0.0
    (entry,) = batch.entries
    return max(0.0, (now() - entry.event.timestamp).total_seconds()) if isinstance(entry, Entry) else 0.0
