"""The application base class that wires mapper, store and log together."""

from collections.abc import Callable, Sequence
from typing import cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.utils import Environment, EnvType

from tracing.events import Event
from tracing.log import environment
from tracing.log.batches import Batch, read_batch
from tracing.log.mapper import EventMapper
from tracing.log.recorder import LogRecorder


class LogApplication(Application[UUID]):
    """An `eventsourcing` application whose events are kept in the log that a URL names.

    Attributes:
        recorder: the store.
        mapper: encodes and decodes events.
    """

    recorder: LogRecorder
    mapper: EventMapper

    def __init__(self, url: str, *, create: bool = False, after_append: Callable[[], object] = lambda: None) -> None:
        """Open the log.

        Args:
            url: as in :func:`tracing.log.environment`.
            create: make the table first, as :func:`tracing.log.migrate` does.
            after_append: called after each write, e.g. to wake the followers of this process.

        Raises:
            ValueError: the URL names no store.
        """
        super().__init__(environment(url, create=create))
        self._after_append = after_append

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """The settings given and no others; the library would add the environment of the process."""
        return Environment(name, env)

    def construct_mapper(self) -> EventMapper:
        """The mapper of all events."""
        return EventMapper()

    def construct_recorder(self) -> LogRecorder:
        """The recorder of the store that the settings name."""
        return cast(LogRecorder, self.factory.application_recorder())

    def append(self, event: Event) -> int:
        """Write one event; returns its position.

        Raises:
            IntegrityError, OperationalError, InterfaceError: as :meth:`append_all`.
        """
        return self.append_all([event])[0]

    def append_all(self, events: Sequence[Event]) -> list[int]:
        """Write events in one transaction, all or none; returns their positions in order.

        The library's `save` does the same, but collects events from aggregates, of which there are none here, and
        describes what it saved to subscribers inside the process: three times the cost of storing a batch.

        Raises:
            IntegrityError: a stream already has one of the versions.
            OperationalError, InterfaceError: the store cannot be written now. Whether the events were stored is
                then unknown: writing them again answers `IntegrityError` if they were.
        """
        stored = [self.mapper.to_stored_event(event) for event in events]
        positions = list(self.recorder.insert_events(stored) or ())
        self._after_append()
        return positions

    def batch(self, after: int, limit: int) -> Batch:
        """The first `limit` entries of the log after a position."""
        return read_batch(self.recorder, self.mapper, after, limit)

    def max_position(self) -> int:
        """The position of the last event; 0 for an empty log."""
        return self.recorder.max_notification_id() or 0
