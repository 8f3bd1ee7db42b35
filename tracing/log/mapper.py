"""Between the events of :mod:`tracing.events` and their stored form: JSON under a topic that holds the version."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent

from tracing.events import EVENT_TYPES, Event


class EventMapper(Mapper[UUID]):
    """Writes an event as msgspec JSON under the topic `TOPIC:CLASS_VERSION`, and reads every older version too.

    The library's mapper names an event by the path of its class, so that moving a module would make the log
    unreadable, and encodes it six times slower.
    """

    def __init__(self, event_types: Sequence[type[Event]] = EVENT_TYPES) -> None:
        """Prepare a decoder for each type of event.

        Raises:
            ValueError: two types share a topic, or a type lacks the upcast of one of its older versions.
        """
        # The library's constructor is not called: it takes a transcoder, which this mapper has no use for.
        self._encoder = msgspec.json.Encoder()
        self._topics = {event_type: _topic(event_type) for event_type in event_types}
        self._decoders = {_topic(event_type): msgspec.json.Decoder(event_type) for event_type in event_types}
        self._types = {event_type.TOPIC: event_type for event_type in event_types}
        self.unsealed_topics = frozenset(
            f"{event_type.TOPIC}:{version}"
            for event_type in event_types
            if not event_type.SEALED
            for version in range(1, event_type.CLASS_VERSION + 1)
        )
        """Topics, with their versions, of events that stand in the log as they are."""
        if len(self._types) != len(event_types):
            raise ValueError("two types of event share a topic")
        for event_type in event_types:
            if set(event_type.UPCASTS) != set(range(1, event_type.CLASS_VERSION)):
                raise ValueError(f"{event_type.TOPIC} needs one upcast for each version before its own")

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """Encode an event of one of the mapper's types."""
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=self._topics[type(domain_event)],  # type: ignore[index]
            state=self._encoder.encode(domain_event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        """Decode a stored event of any version.

        Raises:
            MapperDeserialisationError: as :meth:`decode`; the message adds stream and version.
        """
        try:
            return self.decode(stored_event.topic, stored_event.state)
        except MapperDeserialisationError as error:
            message = f"event {stored_event.originator_version} of stream {stored_event.originator_id}: {error}"
        raise MapperDeserialisationError(message)

    def decode(self, topic: str, state: bytes) -> Event:
        """Decode a state of any version.

        Raises:
            MapperDeserialisationError: the topic is unknown or the state unreadable. What the decoder said is left
                out of the message, and of its context, because it can quote the state.
        """
        try:
            decoder = self._decoders.get(topic)
            return decoder.decode(state) if decoder is not None else self._decode_older(topic, state)
        except Exception as error:  # an upcast can fail in any way
            failure = type(error).__name__
        raise MapperDeserialisationError(f"topic {topic!r} cannot be read ({failure})")

    def _decode_older(self, topic: str, state: bytes) -> Event:
        name, _, version = topic.rpartition(":")
        event_type = self._types[name]
        fields: dict[str, Any] = msgspec.json.decode(state)
        for older in range(int(version), event_type.CLASS_VERSION):
            event_type.UPCASTS[older](fields)
        # Through JSON again, so that there is one way only in which times, ids and bytes are read.
        return self._decoders[_topic(event_type)].decode(self._encoder.encode(fields))


def _topic(event_type: type[Event]) -> str:
    return f"{event_type.TOPIC}:{event_type.CLASS_VERSION}"
