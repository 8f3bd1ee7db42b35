"""Between events and what stands in the log: the mapper's JSON, sealed with the data key of the event's stream."""

from collections.abc import Mapping
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

from tracing.events import Event
from tracing.keys.masters import MasterKeyError
from tracing.keys.sealing import ERASED, DataKeys, SealedWithAnotherKeyError, StreamKey, place_of
from tracing.log.mapper import EventMapper
from tracing.log.recorder import StoredRow


class SealedEvents:
    """Seals events and opens them.

    Each is bound to its place (stream, version, topic) and its key: moved to another, it cannot be opened.
    """

    def __init__(self, mapper: EventMapper, keys: DataKeys) -> None:
        """Seal what the mapper encodes."""
        self._mapper, self._keys = mapper, keys

    def stored(self, event: Event, keys: Mapping[UUID, StreamKey]) -> StoredEvent:
        """An event as it is stored.

        Args:
            event: of a known type.
            keys: by stream; one that is not erased for each stream whose event is sealed.

        Raises:
            MasterKeyError: the stream's key cannot be opened.
            LookupError: the stream has no key, because it does not begin with version 1.
        """
        stored = self._mapper.to_stored_event(event)
        if not event.SEALED:
            return stored
        key = keys[event.originator_id]
        assert key.wrapped is not None
        stream = event.originator_id.hex
        opened = self._keys.opened(stream, key.master, key.wrapped)
        place = place_of(stream, event.originator_version, stored.topic)
        return StoredEvent(
            stored.originator_id, stored.originator_version, stored.topic, opened.seal(place, stored.state)
        )

    def event(self, row: StoredRow) -> Event | None:
        """The event of a row; None for one whose key was erased.

        Raises:
            MapperDeserialisationError: as the mapper's; or the event cannot be opened, or its stream has no key.
        """
        _, stream, version, topic, state, master, wrapped = row
        if topic in self._mapper.unsealed_topics:
            return self._mapper.decode(topic, state)
        if master == ERASED:
            return None
        if master is None or wrapped is None:
            raise MapperDeserialisationError(f"topic {topic!r} cannot be read (its stream has no key)")
        try:
            opened = self._keys.opened(stream, master, wrapped).opened(place_of(stream, version, topic), state)
        except (MasterKeyError, SealedWithAnotherKeyError) as error:
            raise MapperDeserialisationError(f"topic {topic!r} cannot be read ({error})") from None
        return self._mapper.decode(topic, opened)
