"""The application base class that wires mapper, keys, store and log together."""

from collections.abc import Callable, Iterator, Sequence
from typing import cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import Environment, EnvType

from tracing.errors import ErasedError, NotFoundError
from tracing.events import Event
from tracing.keys.masters import MasterKeys
from tracing.keys.sealing import ERASED, DataKey, DataKeys, StreamKey
from tracing.log import environment
from tracing.log.batches import Batch, read_batch
from tracing.log.mapper import EventMapper
from tracing.log.recorder import LogRecorder
from tracing.log.sealed import SealedEvents


class LogApplication(Application[UUID]):
    """An `eventsourcing` application whose events are kept, sealed, in the log that a URL names.

    Attributes:
        recorder: the store.
        mapper: encodes and decodes events.
        keys: makes and opens the data keys of streams.
    """

    recorder: LogRecorder
    mapper: EventMapper

    def __init__(
        self,
        url: str,
        masters: MasterKeys,
        *,
        create: bool = False,
        after_append: Callable[[int], object] = lambda count: None,
    ) -> None:
        """Open the log.

        Args:
            url: as in :func:`tracing.log.environment`.
            masters: wrap the data keys.
            create: make the tables first, as :func:`tracing.log.migrate` does.
            after_append: called after each write with the number of its events, e.g. to wake the followers of this
                process.

        Raises:
            ValueError: the URL names no store.
        """
        super().__init__(environment(url, create=create))
        self.keys = DataKeys(masters)
        self._sealed = SealedEvents(self.mapper, self.keys)
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
            IntegrityError, ErasedError, OperationalError, InterfaceError: as :meth:`append_all`.
        """
        return self.append_all([event])[0]

    def append_all(self, events: Sequence[Event]) -> list[int]:
        """Write events in one transaction, all or none; returns their positions in order.

        The library's `save` does the same, but collects events from aggregates, of which there are none here, and
        describes what it saved to subscribers inside the process: three times the cost of storing a batch.

        Raises:
            IntegrityError: a stream already has one of the versions.
            ErasedError: a stream was erased, or one begins about an erased record.
            OperationalError, InterfaceError: the store cannot be written now. Whether the events were stored is
                then unknown: writing them again answers `IntegrityError` if they were.
        """
        return self._insert(events, [])

    def append_erasing(self, event: Event, record: UUID) -> int:
        """Write one event, and erase the data keys of a record and of the judgements on it in the same transaction.

        Raises:
            IntegrityError, ErasedError, OperationalError, InterfaceError: as :meth:`append_all`.
        """
        return self._insert([event], [record])[0]

    def _insert(self, events: Sequence[Event], erased: Sequence[UUID]) -> list[int]:
        made, stored = self._sealed_now(events)
        try:
            positions = list(self.recorder.insert_events(stored, keys=made, erased=erased))
        except IntegrityError:
            self._forbid_erased(events)
            raise
        self._after_append(len(events))
        return positions

    def events_of(self, streams: Sequence[UUID]) -> Iterator[Event]:
        """All events of some streams, ordered by stream and version, but for those that were erased.

        Raises:
            MapperDeserialisationError: an event cannot be read; the message names stream and version.
        """
        for row in self.recorder.select_many(streams):
            _, stream, version, *_ = row
            try:
                event = self._sealed.event(row)
            except MapperDeserialisationError as error:
                raise MapperDeserialisationError(f"event {version} of stream {UUID(stream)}: {error}") from None
            if event is not None:
                yield event

    def key_of(self, stream: UUID) -> DataKey:
        """The open data key of a stream, for what belongs to it and is kept elsewhere.

        Raises:
            ErasedError: the stream was erased.
            LookupError: there is no such stream.
            MasterKeyError: its key cannot be opened.
        """
        found = self.recorder.keys_of([stream])
        if not found:
            raise LookupError("there is no such stream")
        (key,) = found
        if key.wrapped is None:
            raise ErasedError
        return self.keys.opened(stream.hex, key.master, key.wrapped)

    def batch(self, after: int, limit: int) -> Batch:
        """The first `limit` entries of the log after a position."""
        return read_batch(self.recorder, self._sealed.event, after, limit)

    def position_of(self, stream: UUID, version: int) -> int:
        """The log position of one event of a stream, whether or not it can still be read.

        Raises:
            NotFoundError: there is no such event.
        """
        for position, _, found, *_ in self.recorder.select_many([stream]):
            if found == version:
                return position
        raise NotFoundError("There is no such event.")

    def max_position(self) -> int:
        """The position of the last event; 0 for an empty log."""
        return self.recorder.max_notification_id() or 0

    def _sealed_now(self, events: Sequence[Event]) -> tuple[list[StreamKey], list[StoredEvent]]:
        """Events as they are stored, and the keys of the streams that begin with them."""
        made = {
            event.originator_id: self.keys.make(event.originator_id, event.about)
            for event in events
            if event.originator_version == 1
        }
        begun = list({event.originator_id for event in events if event.SEALED} - made.keys())
        known = {key.stream: key for key in self.recorder.keys_of(begun)} if begun else {}
        if any(key.master == ERASED for key in known.values()):
            raise ErasedError
        return list(made.values()), [self._sealed.stored(event, made | known) for event in events]

    def _forbid_erased(self, events: Sequence[Event]) -> None:
        named = {record for event in events for record in (event.originator_id, *event.about)}
        if any(key.master == ERASED for key in self.recorder.keys_of(list(named))):
            raise ErasedError from None
