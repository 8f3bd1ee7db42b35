"""What is written is read back, today's and yesterday's; what cannot be read is named without being quoted."""

import struct
import traceback
from typing import Any, ClassVar
from uuid import UUID

import msgspec
import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tracing.log.samples import event
from tests.tracing.log.strategies import events
from tracing.events import (
    EVENT_TYPES,
    AlertsSubscribed,
    AllowanceGranted,
    CrossingRecorded,
    DocumentMisuseFound,
    DocumentSeen,
    ErasureRequested,
    Event,
    Evidence,
    EvidenceRenewed,
    FaceEncoded,
    HoldLifted,
    KinFound,
    MatchConfirmed,
    MatchConfirmedOnce,
    MatchDeferred,
    MatchProposed,
    MatchRejected,
    MatchReopened,
    MatchWithdrawn,
    MessageLeft,
    NoticeHeld,
    NoticePublished,
    PersonLocated,
    PhotographAdded,
    RecordCorrected,
    RecordErased,
    RecordRestricted,
    RecordRetracted,
    RegistrationRecorded,
    RestrictionLifted,
    SealingKeyRegistered,
    SearchMatched,
    SightingReported,
    SubscriptionEnded,
    Suggestion,
    Upcast,
)
from tracing.log.mapper import EventMapper
from tracing.person import Face

MAPPER = EventMapper()
STREAM = "6f9619ff-8b86-5d11-b42d-00c04fc964ff"
VECTOR = struct.pack("<128f", *(index / 128 for index in range(128)))


@pytest.mark.parametrize("kind", EVENT_TYPES)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_event_comes_back_as_it_was_written(kind: type[Event], data: st.DataObject) -> None:
    written = data.draw(events(kind))
    stored = MAPPER.to_stored_event(written)
    assert (stored.originator_id, stored.originator_version) == (written.originator_id, written.originator_version)
    assert MAPPER.to_domain_event(stored) == written


def _state(**fields: object) -> dict[str, object]:
    return {"originator_id": STREAM, "originator_version": 1, "timestamp": "2026-03-01T10:00:00.5Z", **fields}


def _report(kind: str) -> dict[str, object]:
    return {"kind": kind, "reference": "2026/1", "occurred_at": "2026-03", "person": {"names": [{"full": "Ana Luz"}]}}


def _reported(kind: str) -> dict[str, object]:
    return _state(organisation="esp.police", country="ESP", posted_by="clerk", report=_report(kind))


_EVIDENCE = {"weight": 12.5, "probability": 0.99, "model": "m1", "versions": [1, 2]}
_PHOTOGRAPH = {"sha256": 64 * "a", "media_type": "image/jpeg", "size": 1, "width": 1, "height": 1}
_FOUND = {"outcome": "no_face", "model": "m1", "software": "s 1"}
_WANTED = {
    "topics": ["saved_search"],
    "purpose": "find_missing_person",
    "case": "1",
    "ends_at": "2026-09-01T00:00:00Z",
    "search": {"person": {"phones": ["+380671928374"]}},
    "webhook": {"url": "https://alerts.example/", "secret": "whsec_AAAA"},
}
_OPINION = {"reviewer": "r1", "organisation": "ita.tracing", "country": "ITA", "reason": "same scar"}

# What stands in logs for ever: a topic here may get company, but it never goes, and neither does its oldest shape.
STORED: dict[str, tuple[type[Event], dict[str, object]]] = {
    "record.notice_published:1": (NoticePublished, _reported("yellow_notice")),
    "record.sighting_reported:1": (SightingReported, _reported("sighting")),
    "record.crossing_recorded:1": (CrossingRecorded, _reported("border_crossing")),
    "record.registration_recorded:1": (RegistrationRecorded, _reported("shelter_registration")),
    "record.corrected:1": (RecordCorrected, _state(posted_by="c", reason="year", report=_report("sighting"))),
    "record.retracted:1": (RecordRetracted, _state(posted_by="c", reason="entered twice")),
    "record.photograph_added:1": (PhotographAdded, _state(posted_by="c", photograph=_PHOTOGRAPH)),
    "record.face_encoded:1": (FaceEncoded, _state(sha256=64 * "a", found=_FOUND)),
    "record.restricted:1": (RecordRestricted, _state(restricted_by="c", ground="accuracy_contested")),
    "record.restriction_lifted:1": (RestrictionLifted, _state(lifted_by="c")),
    "record.located:1": (PersonLocated, _state(located_by="c", reserved_for=["prt.pj"], location={"kind": "deceased"})),
    "record.held:1": (NoticeHeld, _state(judgement=STREAM, authorities=["prt.pj"], reserved_for=["prt.pj"])),
    "record.hold_lifted:1": (HoldLifted, _state(judgement=STREAM)),
    "record.erasure_requested:1": (ErasureRequested, _state(requested_by="c", ground="objection")),
    "record.erased:1": (RecordErased, _state(organisation="esp.police", kind="sighting", ground="objection")),
    "judgement.proposed:1": (MatchProposed, _state(record_a=STREAM, record_b=STREAM, evidence=_EVIDENCE)),
    "judgement.evidence_renewed:1": (EvidenceRenewed, _state(evidence=_EVIDENCE)),
    "judgement.reopened:1": (MatchReopened, _state(evidence=_EVIDENCE, new_evidence=[STREAM])),
    "judgement.confirmed_once:1": (MatchConfirmedOnce, _state(opinion=_OPINION)),
    "judgement.confirmed:1": (MatchConfirmed, _state(opinion=_OPINION)),
    "judgement.rejected:1": (MatchRejected, _state(opinion=_OPINION, versions=[1, 1])),
    "judgement.kin_found:1": (KinFound, _state(opinion=_OPINION, versions=[1, 1])),
    "judgement.document_misuse_found:1": (DocumentMisuseFound, _state(opinion=_OPINION, versions=[1, 1])),
    "judgement.deferred:1": (MatchDeferred, _state(opinion=_OPINION)),
    "judgement.message_left:1": (MessageLeft, _state(left_by="c", organisation="rou.bureau", text="Call home.")),
    "allowance.granted:1": (AllowanceGranted, _state(organisation="fra.police", subject="o1", granted_by="o2")),
    "shelter.sealing_key_registered:1": (
        SealingKeyRegistered,
        _state(organisation="ita.shelter", key=22 * "k", public_key=43 * "A" + "=", registered_by="c"),
    ),
    "judgement.withdrawn:1": (MatchWithdrawn, _state(opinion=_OPINION, versions=[1, 1])),
    "subscription.made:1": (
        AlertsSubscribed,
        _state(organisation="esp.police", country="ESP", role="officer", subscribed_by="c", wanted=_WANTED),
    ),
    "subscription.ended:1": (SubscriptionEnded, _state()),
    "document.seen:1": (DocumentSeen, _state(watching=STREAM, presenting=STREAM)),
    "saved_search.matched:1": (SearchMatched, _state(subscription=STREAM, record=STREAM)),
}


@pytest.mark.parametrize("topic", STORED)
def test_stored_events_stay_readable(topic: str) -> None:
    kind, state = STORED[topic]
    read = MAPPER.decode(topic, msgspec.json.encode(state))
    assert type(read) is kind
    assert read.originator_id == UUID(STREAM)


def test_every_topic_is_listed_here() -> None:
    assert {f"{kind.TOPIC}:{kind.CLASS_VERSION}" for kind in EVENT_TYPES} <= STORED.keys()


def _name_parts(fields: dict[str, Any]) -> None:
    fields["names"] = [fields.pop("name")]


def _add_source(fields: dict[str, Any]) -> None:
    fields["source"] = f"{len(fields['names'])} name"


class Seen(Event, frozen=True, kw_only=True):
    """An event whose first version had `name`, its second `names`, its third `source` too."""

    TOPIC = "test.seen"
    CLASS_VERSION = 3
    UPCASTS: ClassVar[dict[int, Upcast]] = {1: _name_parts, 2: _add_source}
    names: tuple[str, ...]
    source: str
    face: Face


@pytest.mark.parametrize(
    ("version", "fields"),
    [
        (1, {"name": "Ana"}),
        (2, {"names": ["Ana"]}),
        (3, {"names": ["Ana"], "source": "1 name"}),
    ],
)
def test_older_versions_are_changed_into_the_current_one(version: int, fields: dict[str, object]) -> None:
    face = Face(model="m", encoding=VECTOR)
    state = msgspec.json.encode(_state(face=face, **fields))
    read = EventMapper([Seen]).decode(f"test.seen:{version}", state)
    assert read == Seen(
        originator_id=UUID(STREAM),
        originator_version=1,
        timestamp=msgspec.convert("2026-03-01T10:00:00.5Z", type=type(read.timestamp)),
        names=("Ana",),
        source="1 name",
        face=face,
    )


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("record.unheard_of:1", b'{"name": "Yuliia"}'),
        ("record.retracted", b'{"name": "Yuliia"}'),
        ("record.retracted:2", b'{"name": "Yuliia"}'),  # written by a newer version of the product
        ("record.retracted:1", b'{"name": "Yuliia"}'),
        ("record.retracted:1", b"Yuliia"),
        ("record.sighting_reported:1", msgspec.json.encode(_reported("Yuliia"))),
        ("test.seen:1", b'{"names": ["Yuliia"]}'),  # the upcast looks for `name`
    ],
)
def test_what_cannot_be_read_is_named_but_not_quoted(topic: str, state: bytes) -> None:
    stored = StoredEvent(UUID(STREAM), 7, topic, state)
    with pytest.raises(MapperDeserialisationError) as caught:
        EventMapper([*EVENT_TYPES, Seen]).to_domain_event(stored)
    message = str(caught.value)
    assert STREAM in message and "7" in message and topic in message
    printed = "".join(traceback.format_exception(caught.value, chain=True))
    assert "Yuliia" not in printed
    assert caught.value.__context__ is None, "a logger may print what caused it"


def test_a_version_without_its_upcast_is_refused_at_the_start() -> None:
    class Forgotten(Seen, frozen=True, kw_only=True):
        CLASS_VERSION = 4

    with pytest.raises(ValueError, match="one upcast"):
        EventMapper([Forgotten])


def test_a_topic_names_one_type() -> None:
    class Twin(RecordRetracted, frozen=True, kw_only=True):
        pass

    with pytest.raises(ValueError, match="share a topic"):
        EventMapper([RecordRetracted, Twin])


def test_an_event_of_an_unknown_type_is_not_written() -> None:
    with pytest.raises(KeyError):
        EventMapper([Seen]).to_stored_event(event())


def test_evidence_kept_before_it_said_what_it_suggests_speaks_of_one_person():
    old = b'{"weight":3.5,"probability":0.9,"model":"reasoned-3","versions":[1,1],"features":[]}'
    found = msgspec.json.decode(old, type=Evidence)
    assert (found.suggests, found.led_by) == (Suggestion.same, None)
