"""Persons and notes of PFIF as reports: whose they are, what they say, and that one fault costs nothing else."""

import pytest

from api.exchange.acts import Link
from api.exchange.entries import Entry, Refusal
from api.exchange.pfif.expiry import Expired
from api.exchange.pfif.note import NoteAlone
from api.exchange.pfif.rights import Rights
from tests.api.exchange.pfif.samples import (
    DOMAIN,
    NOTE,
    OTHER,
    OTHER_SENDER,
    RIGHTS,
    SENDER,
    acts,
    document,
    element,
    items,
    note,
    person,
    refusals,
    reports,
)
from tracing.person import Account, Address, Name, NameKind, Range, Sex
from tracing.stream_ids import record_id


def test_a_person_is_a_sighting_of_the_lowest_grade_with_all_that_it_says() -> None:
    (report,) = reports(
        document(
            person(
                entry_date="2026-03-05T00:00:00Z",
                full_name="Thabo Mokoena\nТхабо Мокоэна",
                given_name="Thabo",
                family_name="Mokoena",
                alternate_names="Tee",
                sex="other",
                date_of_birth="1994-05",
                age="30-40",
                home_street="Vilakazi Street",
                home_neighborhood="Soweto",
                home_country="ZA",
                photo_url="https://missing.example.org/p1.jpg",
                profile_urls="https://www.social.example/tee\nhttps://social.example/groups/7",
                description="A scar over the left eye.",
                author_phone="+27 11 000 0000",
            )
        )
    )
    assert (report.kind, report.reference) == ("sighting", f"{DOMAIN}/p1")
    assert report.occurred_at == "2026-03-01T12:00:00Z", "theirs of the source is kept, that of entry is ours"
    assert report.place is None, "a home is no place where somebody was seen"
    assert (report.details.source_grade, report.details.content_grade) == ("D", 4)
    assert report.details.circumstances == "A scar over the left eye."
    said = report.person
    assert said.names == (
        Name(full="Thabo Mokoena"),
        Name(full="Тхабо Мокоэна"),
        Name(given="Thabo", family="Mokoena"),
        Name(full="Tee", kind=NameKind.alias),
    )
    assert (said.sex, said.birth_date, said.age) == (Sex.not_applicable, "1994-05", Range(min=30, max=40))
    assert said.addresses == (Address(text="Vilakazi Street", country="ZAF"),)
    assert said.accounts == (Account(platform="social.example", handle="tee"),)
    assert [photo.reference for photo in said.photographs] == ["https://missing.example.org/p1.jpg"]
    assert report.unread["pfif"] == {
        "record": "person",
        "home_neighborhood": "Soweto",
        "profile_urls": "https://www.social.example/tee\nhttps://social.example/groups/7",
        "author_phone": "+27 11 000 0000",
    }


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3"])
def test_earlier_versions_are_read(version: str) -> None:
    fields = {
        "person_record_id": f"{DOMAIN}/p1",
        "entry_date": "2010-01-20T00:00:00Z",
        "first_name": "MARIE",
        "last_name": "DUVERNE",
        "home_zip": "6110",
        "other": "description:\n    Tall.\n    Wears glasses.",
    }
    old = element("person", fields, element("note", NOTE | {"found": "true", "last_known_location": "18.5,-72.3"}))
    report, noted = reports(document(old, version=version))
    assert report.person.names == (Name(given="MARIE", family="DUVERNE"),)
    assert report.occurred_at == "2010-01-20T00:00:00Z", "1.1 need not tell more than when it was stored"
    assert report.details.circumstances == "Tall.\nWears glasses."
    assert report.person.addresses == (Address(postcode="6110"),)
    assert noted.place is not None and (noted.place.latitude, noted.place.longitude) == (18.5, -72.3)
    assert noted.unread["pfif"]["author_made_contact"] == "true"


def test_a_note_is_a_sighting_of_the_person_and_a_pair_with_it() -> None:
    inner = note(
        status="believed_alive", last_known_location="Mae Sot", phone_of_found_person="+66 2 123 4567",
        linked_person_record_id=f"{OTHER}/31",
    )  # fmt: skip
    about, noted = reports(document(person(inner, age="30")))
    assert noted.person.names == about.person.names
    assert noted.person.age == Range(min=30, max=31), "a month later she may have had a birthday"
    assert noted.person.phones == ("+6621234567",)
    assert (noted.reference, noted.identifiers) == (f"{DOMAIN}/n1", (f"{DOMAIN}/p1",))
    assert noted.place is not None and noted.place.name == "Mae Sot"
    assert noted.details.circumstances == NOTE["text"]
    assert noted.unread["pfif"]["status"] == "believed_alive"
    pairs = [(act.one, act.other) for act in acts(document(person(inner))) if isinstance(act, Link)]
    mine, others = record_id(SENDER.organisation, f"{DOMAIN}/p1"), record_id(OTHER_SENDER.organisation, f"{OTHER}/31")
    assert pairs == [(record_id(SENDER.organisation, f"{DOMAIN}/n1"), mine), (mine, others)]


@pytest.mark.parametrize("status", ["information_sought", "believed_missing", ""])
def test_where_somebody_was_who_is_sought_is_no_place_where_she_is(status: str) -> None:
    _, noted = reports(document(person(note(status=status, last_known_location="Mae Sot"))))
    assert noted.place is None
    assert noted.unread["pfif"]["last_known_location"] == "Mae Sot"


def test_a_faulty_record_is_refused_alone_or_keeps_what_cannot_be_read() -> None:
    content = document(
        person(person_record_id="no id"),
        person(person_record_id=f"{DOMAIN}/p2", source_date="yesterday"),
        person(person_record_id=f"{DOMAIN}/p3", full_name=""),
        person(person_record_id=f"{DOMAIN}/p4", expiry_date="soon"),
        person(
            person_record_id=f"{DOMAIN}/p5",
            sex="unclear",
            age="old",
            date_of_birth="1994-02-30",
            home_country="Absurdistan",
            full_name="N" * 201 + "\nThabo",
        ),
        person(note(note_record_id="", status="asleep"), note(note_record_id=f"{DOMAIN}/n2", status="asleep")),
    )
    assert list(refusals(content)) == [
        ("person 1", "person_record_id"),
        ("person 2", "source_date"),
        ("person 3", "person"),
        ("person 4", "expiry_date"),
        ("note 1 of person 6", "note_record_id"),
    ]
    entries = [item for item in items(content) if isinstance(item, Entry)]
    assert [entry.source for entry in entries] == ["person 5", "person 6", "note 2 of person 6"]
    odd = entries[0].report
    assert odd.person.names == (Name(full="Thabo"),)
    assert odd.unread["disputed"] == [
        f"pfif.{name}" for name in ("age", "date_of_birth", "full_name", "home_country", "sex")
    ]
    assert odd.unread["pfif"] == {
        "record": "person", "sex": "unclear", "age": "old", "date_of_birth": "1994-02-30",
        "home_country": "Absurdistan", "full_name": "N" * 201,
    }  # fmt: skip
    assert entries[2].report.unread["pfif"]["status"] == "asleep"
    assert entries[2].report.unread["disputed"] == ["pfif.status"]
    assert "disputed" not in entries[1].report.unread


def test_no_refusal_repeats_what_was_sent() -> None:
    content = document(person(person_record_id="SECRET", full_name="SECRET", source_date="SECRET"))
    (refusal,) = (item for item in items(content) if isinstance(item, Refusal))
    assert "SECRET" not in refusal.source + repr(refusal.problems)
    assert b"SECRET" in refusal.content, "what is handed in again"


def test_what_was_refused_can_be_handed_in_again() -> None:
    (refusal,) = (
        item for item in items(document(person(source_date="&lt;late&gt;"), person())) if isinstance(item, Refusal)
    )
    mended = refusal.content.replace(b"&lt;late&gt;", b"2026-03-01T12:00:00Z")
    assert reports(mended + b"\n" + mended) == reports(document(person(), person()))


def test_only_its_own_domain_tells_of_a_record() -> None:
    foreign = f"{OTHER}/p9"
    content = document(
        person(note(), note(note_record_id=f"{OTHER}/n9"), person_record_id=foreign),
        person(person_record_id="x.example/1"),
    )
    assert list(refusals(content)) == [
        ("person 1", "person_record_id"),
        ("note 2 of person 1", "note_record_id"),
        ("person 2", "person_record_id"),
    ]
    (own,) = (item for item in items(content) if isinstance(item, Entry))
    assert own.report.identifiers == (foreign,), "a note of one's own on the record of another repository is one's own"
    assert list(refusals(document(person()), rights=Rights())) == [("person 1", "person_record_id")]
    assert list(refusals(document(person()), sender=OTHER_SENDER)) == [("person 1", "person_record_id")]


def test_a_death_is_told_only_by_whoever_may() -> None:
    dead = document(person(note(status="believed_dead")))
    assert list(refusals(dead)) == [("note 1 of person 1", "status")]
    allowed = Rights(domains=RIGHTS.domains, deaths=frozenset({SENDER.organisation}))
    assert [report.reference for report in reports(dead, rights=allowed)] == [f"{DOMAIN}/p1", f"{DOMAIN}/n1"]


def test_a_note_by_itself_waits_for_the_person_it_names() -> None:
    (alone,) = acts(document(note(person_record_id=f"{DOMAIN}/p1")))
    assert isinstance(alone, NoteAlone)
    assert list(refusals(document(note()))) == [("note 1", "person_record_id")]
    assert list(refusals(document(note(person_record_id=f"{OTHER}/31")))) == [("note 1", "person_record_id")]
    inside = document(person(note(person_record_id=f"{DOMAIN}/p7")))
    assert list(refusals(inside)) == [("note 1 of person 1", "person_record_id")]


def test_a_person_past_its_date_is_expired_with_its_notes() -> None:
    placeholder = {"full_name": "", "expiry_date": "2026-03-02T00:00:00Z"}
    for content in (document(person(**placeholder)), document(person(note(), expiry_date="2026-03-02T00:00:00Z"))):
        (expired,) = items(content)
        assert isinstance(expired, Expired)
        assert expired.record == record_id(SENDER.organisation, f"{DOMAIN}/p1")
    assert list(refusals(document(person(**placeholder)), sender=OTHER_SENDER)) == [("person 1", "person_record_id")]
    (report,) = reports(document(person(expiry_date="2199-01-01T00:00:00Z")))
    assert report.unread["pfif"]["expiry_date"] == "2199-01-01T00:00:00Z"


def test_persons_in_a_feed_are_read() -> None:
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:pfif="http://zesty.ca/pfif/1.4"><entry><title>x</title>{person()}</entry></feed>'
    assert [report.reference for report in reports(feed.encode())] == [f"{DOMAIN}/p1"]
