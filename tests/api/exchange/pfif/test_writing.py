"""What goes out is valid PFIF 1.4, holds nothing that a register must not, and comes back as it was."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from api.exchange.entries import Entry
from api.exchange.pfif.reading import read
from api.exchange.pfif.rights import Rights
from api.exchange.pfif.vocabulary import NAMESPACE
from api.exchange.pfif.writing import write
from tests.api.exchange.pfif.samples import DOMAIN, OTHER, RIGHTS, SENDER, document, element, note, person, reports
from tests.strategies import report_data
from tracing.erasure import ErasureGround, RestrictionGround
from tracing.events import ErasureRequested, RecordRestricted
from tracing.records import Record
from tracing.reports import AnyReport, ReportKind, read_report
from tracing.stream_ids import record_id

NOW = datetime(2026, 5, 1, tzinfo=UTC)
CHANGED = datetime(2026, 4, 30, 9, 0, 0, tzinfo=UTC)
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("pfif-1.4.rng")))


def record(report: AnyReport, organisation: str = SENDER.organisation, **changes: Any) -> Record:
    made = Record(
        id=record_id(organisation, report.reference),
        organisation=organisation,
        country="ZAF",
        report=report,
        version=1,
        evidence_version=1,
        recorded_at=CHANGED,
        changed_at=CHANGED,
        posted_by="importer",
    )
    return msgspec.structs.replace(made, **changes)


def exported(records: Sequence[Record]) -> bytes:
    """What is written; fails unless it is valid."""
    content = b"".join(write(records, SENDER.organisation, (DOMAIN,), NOW))
    SCHEMA.assertValid(etree.fromstring(content))
    return content


def elements(content: bytes) -> list[dict[str, str]]:
    """Persons and notes in the order of the file, as fields."""
    found = etree.fromstring(content).iter(f"{{{NAMESPACE}}}person", f"{{{NAMESPACE}}}note")
    return [{etree.QName(field).localname: field.text or "" for field in one if not len(field)} for one in found]


def sent(kind: str, **changes: Any) -> AnyReport:
    return read_report(
        {"kind": kind, "reference": "own 1", "occurred_at": "2026-03-01", "person": {"names": [{"full": "Thabo"}]}}
        | changes
    )


WORDS = (
    st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=30).map(str.strip).filter(bool)
)
LINES = st.lists(WORDS.map(lambda text: " ".join(text.split())), min_size=1, max_size=3, unique=True).map("\n".join)
PROSE = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1)).map(lambda at: f"{at.isoformat()}Z")
PEOPLE = st.fixed_dictionaries(
    {"full_name": LINES},
    optional={
        "author_name": WORDS,
        "author_email": st.just("lindiwe@example.org"),
        "author_phone": st.just("+27 (11) 000-0000"),
        "source_name": WORDS,
        "source_url": st.just("https://missing.example.org/p1?a=1&b=<2>"),
        "expiry_date": st.just("2199-01-01T00:00:00Z"),
        "given_name": WORDS,
        "family_name": WORDS,
        "alternate_names": LINES,
        "description": PROSE,
        "sex": st.sampled_from(["female", "male", "other"]),
        "date_of_birth": st.dates(datetime(1900, 1, 1).date()).map(str) | st.sampled_from(["1994", "1994-05"]),
        "age": st.integers(0, 99).map(str) | st.integers(0, 40).map(lambda low: f"{low}-{low + 7}"),
        "home_street": WORDS,
        "home_neighborhood": WORDS,
        "home_city": WORDS,
        "home_state": WORDS,
        "home_postal_code": st.sampled_from(["0001", "SW1A 1AA"]),
        "home_country": st.sampled_from(["ZA", "DE", "XK", "ZZ"]),
        "photo_url": st.just("https://missing.example.org/p1.jpg"),
        "profile_urls": st.sampled_from(["https://social.example/tee", "http://a.example/\nhttps://b.example/x/y"]),
    },
)
NOTES = st.fixed_dictionaries(
    {"author_name": WORDS, "text": PROSE},
    optional={
        "linked_person_record_id": st.just(f"{OTHER}/31"),
        "author_email": st.just("a@example.org"),
        "author_phone": st.just("000"),
        "author_made_contact": st.sampled_from(["true", "false"]),
        "status": st.sampled_from(["information_sought", "is_note_author", "believed_alive", "believed_missing"]),
        "email_of_found_person": st.just("tee@example.org"),
        "phone_of_found_person": st.just("+66 2 123 4567"),
        "last_known_location": WORDS | st.just("13.75,-100.5"),
        "photo_url": st.just("https://missing.example.org/n1.jpg"),
    },
)


def escaped(fields: dict[str, str]) -> dict[str, str]:
    return {name: "".join(f"&#{ord(sign)};" for sign in text) for name, text in fields.items()}


@settings(max_examples=150, deadline=None)
@given(said=PEOPLE, noted=NOTES, times=st.tuples(TIMES, TIMES))
def test_what_pfif_can_hold_comes_back(said: dict[str, str], noted: dict[str, str], times: tuple[str, str]) -> None:
    whole = {"person_record_id": f"{DOMAIN}/p1", "source_date": times[0]} | said
    inner = {"note_record_id": f"{DOMAIN}/n1", "source_date": times[1], "person_record_id": f"{DOMAIN}/p1"} | noted
    content = document(element("person", escaped(whole), element("note", escaped(inner))))
    first = reports(content)
    back = exported([record(report) for report in first])
    written = elements(back)
    for fields, original in zip(written, (whole, inner), strict=True):
        assert fields.pop("entry_date") == "2026-04-30T09:00:00Z"
        assert fields == original
    # A note that stands by itself waits for its person, whose report is the one that was read before.
    assert [item.report for item in read(BytesIO(back), SENDER, RIGHTS) if isinstance(item, Entry)] == first[:1]


@settings(max_examples=100, deadline=None)
@given(data=st.lists(st.sampled_from(list(ReportKind)).flatmap(report_data), max_size=3))
def test_whatever_the_records_the_document_is_valid(data: list[dict[str, Any]]) -> None:
    exported([record(read_report(one)) for one in data])


def test_an_own_notice_goes_out_with_where_the_person_was_last_seen() -> None:
    notice = sent(
        "yellow_notice",
        person={
            "names": [{"given": "Thabo", "family": "Mokoena"}, {"full": "Tee", "kind": "alias"}],
            "age": {"min": 30, "max": 31},
        },
        details={
            "circumstances": "Left for work.",
            "last_seen": {"at": "2026-02", "place": {"name": "Soweto", "country": "ZAF"}},
        },
    )
    person_out, note_out = elements(exported([record(notice)]))
    assert person_out["person_record_id"] == f"{DOMAIN}/{record(notice).id}"
    assert (person_out["full_name"], person_out["alternate_names"]) == ("Thabo Mokoena", "Tee")
    assert (person_out["source_date"], person_out["age"]) == ("2026-04-30T09:00:00Z", "30-32")
    assert person_out["description"] == "Left for work."
    assert (note_out["status"], note_out["source_date"]) == ("believed_missing", "2026-02-01T00:00:00Z")
    assert note_out["last_known_location"] == "Soweto, ZAF"


OF_ANOTHER_DOMAIN = reports(
    document(person(person_record_id="elsewhere.example/1")),
    rights=Rights(domains={"elsewhere.example": SENDER.organisation}),
)


@pytest.mark.parametrize(
    "report",
    [
        sent("border_crossing"),
        sent("shelter_registration"),
        sent("yellow_notice", details={"alert_kind": "preventive"}),
        sent("yellow_notice", details={"alert_kind": "child_at_risk"}),
        sent("sighting", recipients={"rule": "only", "countries": ["ZAF"]}),
        sent("sighting", person={"names": [{"full": "Lena", "kind": "pseudonym"}]}),
        sent("sighting", person={"phones": ["+27110000000"]}),
        *OF_ANOTHER_DOMAIN,
    ],
)
def test_what_no_register_may_hold_stays(report: AnyReport) -> None:
    assert elements(exported([record(report)])) == []
    assert elements(exported([record(sent("sighting"), organisation="others")])) == []


def test_an_own_sighting_does_not_tell_where_somebody_hides() -> None:
    content = exported(
        [
            record(
                sent(
                    "sighting",
                    place={"country": "THA", "name": "Mae Sot", "latitude": 16.7, "longitude": 98.5},
                    details={"circumstances": "Behind the SECRET market."},
                    person={
                        "names": [{"full": "Thabo"}, {"full": "Lena", "kind": "pseudonym"}],
                        "phones": ["+66200000"],
                    },
                )
            )
        ]
    )
    assert elements(content)[1]["last_known_location"] == "THA"
    assert not [word for word in (b"Mae Sot", b"16.7", b"SECRET", b"Lena", b"+662") if word in content]


def gone(which: str) -> dict[str, Any]:
    ends: dict[str, dict[str, Any]] = {
        "retracted": {"retracted": "By mistake."},
        "closed or held": {"reserved_for": ("prt.police",)},
        "restricted": {
            "restricted": RecordRestricted(
                originator_id=UUID(int=1), originator_version=2, restricted_by="a", ground=RestrictionGround.expired
            )
        },
        "erasure asked": {
            "erasure_asked": ErasureRequested(
                originator_id=UUID(int=1), originator_version=2, requested_by="a", ground=ErasureGround.objection
            )
        },
    }
    return ends[which]


@pytest.mark.parametrize("which", ["retracted", "closed or held", "restricted", "erasure asked", "expired"])
def test_of_a_person_who_is_not_to_be_kept_id_and_dates_stay(which: str) -> None:
    until = "2026-04-01T00:00:00Z" if which == "expired" else "2199-01-01T00:00:00Z"
    said, noted = reports(document(person(note(), expiry_date="2199-01-01T00:00:00Z")))
    said = msgspec.structs.replace(said, unread={"pfif": said.unread["pfif"] | {"expiry_date": until}})
    changes = {} if which == "expired" else gone(which)
    ended = until if which == "expired" else "2026-04-30T09:00:00Z"
    (placeholder,) = elements(exported([record(said, **changes), record(noted)]))
    assert placeholder == {
        "person_record_id": f"{DOMAIN}/p1",
        "full_name": "",
        "entry_date": ended,
        "expiry_date": ended,
        "source_date": ended,
    }


def test_the_schema_refuses_what_the_standard_refuses() -> None:
    """Of the tests themselves: documents that are not valid are told from those that are."""
    good = document(person(note(status="believed_alive"), sex="male", age="30"))
    assert SCHEMA.validate(etree.fromstring(good))
    for wrong in (
        {"sex": "unclear"},
        {"age": "30+"},
        {"home_country": "ZAF"},
        {"source_date": "2026-03-01"},
        {"unknown": ""},
    ):
        assert not SCHEMA.validate(etree.fromstring(document(person(**wrong)))), wrong
