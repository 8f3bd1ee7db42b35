"""FollowTheMoney: the real library takes every entity, and what the format holds comes back."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import msgspec
from followthemoney import ValueEntity, model, registry
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exchange import ftm, ftm_out
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.ftm_codes import LANGUAGES, country_code
from tests.strategies import reports
from tracing.person import NOTHING_IDENTIFIES
from tracing.person.countries import known_codes
from tracing.records import Record
from tracing.reports import AnyReport

KEY = bytes(32)
RECORD = UUID("0f4bd3c4-6a52-5d3e-8a1c-7f0f6a0d2b11")


def record_of(report: AnyReport, record: UUID = RECORD) -> Record:
    moment = datetime(2026, 3, 4, tzinfo=UTC)
    return Record(
        id=record,
        organisation="pol.border",
        country="POL",
        report=report,
        version=1,
        evidence_version=1,
        recorded_at=moment,
        changed_at=moment,
        posted_by="b",
    )


def test_the_codes_are_those_of_the_library() -> None:
    assert frozenset(registry.language.codes) == LANGUAGES
    assert all(registry.country.validate(code) for code in map(country_code, known_codes()) if code)


@settings(deadline=None)
@given(report=reports())
def test_the_library_takes_every_entity_as_it_is(report: AnyReport) -> None:
    lines = b"".join(ftm_out.write([record_of(report)], KEY)).splitlines()
    for line in lines:
        data = json.loads(line)
        schema = model.get(data["schema"])
        assert schema is not None and set(data["properties"]) <= set(schema.properties)
        schema.validate(data)
        # As yente loads it; and where it cleans, nothing is dropped.
        sent = ValueEntity.from_dict(json.loads(line))
        cleaned = ValueEntity.from_dict(json.loads(line), cleaned=False)
        assert {name: len(sent.get(name)) for name in sent.properties} == {
            name: len(cleaned.get(name)) for name in cleaned.properties
        }
        assert data["properties"].keys() == sent.to_dict()["properties"].keys()
        assert not sent.get_type_values(registry.topic)
        for prop, value in sent.itervalues():
            assert prop.type is not registry.entity or value in {json.loads(each)["id"] for each in lines}


SENDER = Sender(organisation="pol.border", country="POL")


def lines_of(*records: Record) -> list[bytes]:
    return b"".join(ftm_out.write(records, KEY)).splitlines()


def read(lines: list[bytes]) -> list[Entry | Refusal]:
    return list(ftm.read(BytesIO(b"\n".join(lines)), SENDER))


def reports_in(lines: list[bytes]) -> list[AnyReport]:
    return [entry.report for entry in read(lines) if isinstance(entry, Entry)]


def values_in(lines: list[bytes]) -> Iterator[tuple[str, str, str]]:
    """What entities say, but for ids: each value with schema and property."""
    links = {"holder", "owner", "involved", "addressEntity", "recordId", "publisher"}
    for data in map(json.loads, lines):
        for name, values in data["properties"].items():
            yield from ((data["schema"], name, value) for value in values if name not in links)


@settings(deadline=None)
@given(report=reports())
def test_what_the_format_holds_comes_back(report: AnyReport) -> None:
    lines = lines_of(record_of(report))
    (found,) = read(lines)
    if isinstance(found, Refusal):  # nothing by which anybody is recognised has a place in the format
        assert found.problems[0].rule == NOTHING_IDENTIFIES
        return
    left = [json.dumps(entity).encode() for entity in found.report.unread.get("entities", ())]
    again = set(values_in(lines_of(record_of(found.report))))
    assert again <= set(values_in(lines)) == again | set(values_in(left))


@settings(deadline=None)
@given(pair=st.lists(reports(), min_size=2, max_size=2), data=st.data())
def test_lines_come_in_any_order_and_an_entity_in_any_number_of_fragments(
    pair: list[AnyReport], data: st.DataObject
) -> None:
    lines = [line for number, report in enumerate(pair) for line in lines_of(record_of(report, UUID(int=number)))]
    fragments = []
    for line in lines:
        entity = json.loads(line)
        properties = list(entity["properties"].items())
        cut = data.draw(st.integers(0, len(properties)))
        fragments += [
            json.dumps(entity | {"properties": dict(part)}).encode() for part in (properties[:cut], properties[cut:])
        ]
    shuffled = data.draw(st.permutations(fragments))
    assert encoded(reports_in(shuffled)) == encoded(reports_in(lines))


def encoded(reports: list[AnyReport]) -> set[bytes]:
    return {msgspec.json.encode(report, order="deterministic") for report in reports}


PERSON: dict[str, Any] = {
    "id": "NK-1",
    "schema": "Person",
    "properties": {"name": ["Blessing Osagie"], "birthDate": ["2001", "2001-05"]},
}


def foreign(**changes: Any) -> bytes:
    return json.dumps(PERSON | changes).encode()


def test_a_foreign_person_becomes_a_sighting_that_keeps_what_has_no_field() -> None:
    properties = PERSON["properties"] | {
        "alias": ["Grace"],
        "weakAlias": ["B."],
        "firstName": ["Blessing"],
        "lastName": ["Osagie"],
        "nationality": ["ng"],
        "gender": ["female"],
        "height": ["1.65"],
        "topics": ["poi"],
        "modifiedAt": ["2026-02-03T10:00:00"],
        "passportNumber": ["A1234567"],
    }
    lines = [
        json.dumps(
            {
                "id": "p1",
                "schema": "Passport",
                "properties": {
                    "holder": ["NK-1"],
                    "number": ["A1234567"],
                    "country": ["ng"],
                    "endDate": ["2031-01"],
                    "authority": ["Abuja"],
                },
            }
        ).encode(),
        json.dumps({"id": "c", "schema": "Company", "properties": {"name": ["Invented Ltd"]}}).encode(),
        foreign(properties=properties),
        json.dumps({"id": "p2", "schema": "Passport", "properties": {"holder": ["NK-9"], "number": ["X"]}}).encode(),
    ]
    first, entry, last = read(lines)
    assert isinstance(first, Refusal) and (first.source, first.problems[0].field) == ("line 2", "schema")
    assert isinstance(last, Refusal) and last.source == "line 4" and last.content == lines[3]
    assert isinstance(entry, Entry) and (entry.source, entry.report.reference) == ("line 3", "NK-1")
    report = json.loads(msgspec.json.encode(entry.report))
    assert (report["kind"], report["occurred_at"]) == ("sighting", "2026-02-03T10:00:00Z")
    assert report["person"] == {
        "names": [
            {"given": "Blessing", "family": "Osagie"},
            {"full": "Grace", "kind": "alias"},
            {"full": "B.", "kind": "nickname"},
        ],
        "sex": "female",
        "birth_date": "2001-05",
        "nationalities": ["NGA"],
        "documents": [{"type": "passport", "number": "A1234567", "issuer": "NGA", "expires": "2031-01"}],
        "height_cm": {"min": 165, "max": 165},
    }
    assert report["unread"]["entities"] == [
        {"id": "NK-1", "schema": "Person", "properties": {"topics": ["poi"]}},
        {"id": "p1", "schema": "Passport", "properties": {"authority": ["Abuja"]}},
    ]


def test_a_person_that_nobody_dates_or_that_is_endless_is_refused_without_being_held() -> None:
    (undated,) = read([foreign()])
    assert isinstance(undated, Refusal) and undated.problems[0].field == "occurred_at"
    assert not any("Blessing" in problem.rule for problem in undated.problems)
    line = foreign(properties={"notes": ["x" * 100_000], "createdAt": ["2026"]})
    endless = read([line] * 3)
    assert [type(item) for item in endless] == [Refusal] and endless[0].content == b""
    crowded = foreign(schema="Event", properties={"involved": [str(number) for number in range(101)]})
    (refused,) = read([crowded])
    assert isinstance(refused, Refusal) and "at most 100" in refused.problems[0].rule


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
texts = st.lists(
    st.text(max_size=30) | st.sampled_from(["NK-1", "1998", "ua", "1.65", "sighting", "yellow_notice"]), max_size=3
)
wild = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["NK-1", "NK-2", "e"]) | st.text(max_size=5),
        "schema": st.sampled_from(["Person", "Passport", "Identification", "Event", "Address", "UserAccount"]),
        "properties": st.dictionaries(
            st.sampled_from(
                sorted(
                    {
                        name
                        for schema in ("Person", "Event", "Passport", "UserAccount", "Address")
                        for name in model.schemata[schema].properties
                    }
                )
            ),
            texts,
            max_size=8,
        ),
    },
    optional={"first_seen": anything},
)


@settings(deadline=None)
@given(
    lines=st.lists(
        wild.map(lambda entity: json.dumps(entity).encode())
        | anything.map(lambda one: json.dumps(one).encode())
        | st.binary(max_size=40),
        max_size=6,
    )
)
def test_no_line_is_lost_whatever_it_holds(lines: list[bytes]) -> None:
    """Every line that is not empty is in a report or refused, and nothing raises."""
    found = read(lines)
    told = b"\n".join(item.content for item in found)
    for line in b"\n".join(lines).split(b"\n"):
        assert not line.strip() or line.strip() in told
