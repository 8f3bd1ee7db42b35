"""Every field of every event has been decided upon, and what is a shelter's own is shown to nobody else."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import OFFICER, SHELTER
from tests.strategies import report_data
from tracing.disclosure import disclosed
from tracing.events import EVENT_TYPES, Event, RegistrationRecorded
from tracing.field_classes import CLASSES, FieldClass, class_of, fields_of
from tracing.records import folded
from tracing.reports import AnyReport, ReportKind, ShelterRegistration, read_report
from tracing.stream_ids import record_id


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_every_field_has_a_class(kind: type[Event]) -> None:
    fields = list(fields_of(kind))
    assert len(fields) >= 3
    assert [f"{field.owner.__name__}.{field.name}" for field in fields if field.kind is None] == []


def test_every_class_is_of_a_field_that_is_there_and_none_has_two() -> None:
    known = {(field.owner, field.name) for kind in EVENT_TYPES for field in fields_of(kind)}
    for owner, classes in CLASSES.items():
        names = [name for named in classes.values() for name in named.split()]
        assert len(names) == len(set(names)), owner
        for name in names:
            users = {user for user, field in known if field == name and issubclass(user, owner)}
            assert users or name in getattr(owner, "__struct_fields__", ()), f"{owner.__name__}.{name}"


def test_a_field_nobody_decided_upon_is_found() -> None:
    class New(Event, frozen=True, kw_only=True):
        TOPIC = "test.new"
        secret: str

    assert [field.name for field in fields_of(New) if field.kind is None] == ["secret"]


def values(value: Any) -> Iterator[tuple[type, str, Any]]:
    """All fields, with their owners, that state something."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            held = getattr(value, name)
            if held not in (None, (), {}, ""):
                yield type(value), name, held
            yield from values(held)
    elif isinstance(value, tuple):
        for inner in value:
            yield from values(inner)


@settings(max_examples=60, deadline=None)
@given(report=report_data(ReportKind.shelter_registration).map(read_report), revealed=st.booleans())
def test_what_is_a_shelters_own_is_shown_to_nobody_else(report: AnyReport, revealed: bool) -> None:
    assert isinstance(report, ShelterRegistration)
    details = msgspec.structs.replace(report.details, place_revealed=revealed)
    event = RegistrationRecorded(
        originator_id=record_id(SHELTER.organisation, report.reference),
        originator_version=1,
        organisation=SHELTER.organisation,
        country=SHELTER.country,
        posted_by=SHELTER.subject,
        report=msgspec.structs.replace(report, details=details),
    )
    record = folded([event])
    assert disclosed(record, SHELTER) == record
    shown = disclosed(record, OFFICER)
    if revealed:
        assert shown == record
        return
    assert isinstance(shown.report, ShelterRegistration)
    own = {name for owner, name, _ in values(shown.report) if class_of(owner, name) is FieldClass.shelter}
    assert own == set()
    assert shown.report.person.addresses == ()
    place = shown.report.place
    assert place is None or (place.name, place.latitude, place.longitude) == (None, None, None)
    assert msgspec.structs.replace(shown.report.person, addresses=report.person.addresses) == report.person
