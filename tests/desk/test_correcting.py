"""A report becomes a form and back without losing a letter, and a form follows what changed below it."""

from typing import Any

import msgspec
import pytest

from api.desk.forms.correcting import corrected, rebased, said_by
from api.desk.forms.filled_in import codes_by_name, places_of, rows_shown, said
from api.desk.forms.report_fields import Rows
from api.desk.forms.reports import TO_SHARE, parts_of, to_correct
from api.desk.forms.sent import Form
from api.desk.words.values import Words
from api.world.stories import story_a1
from search.sentences import Language
from tests.examples import report
from tracing.reports import AnyReport, ReportKind, ShelterRegistration, read_report

EN = Language.en
RICH = {
    "names": [{"given": "Олена ", "family": "Шевченко"}, {"full": "Olena", "kind": "alias"}],
    "sex": "female",
    "birth_date": "1998-03",
    "birth_date_approximate": True,
    "birth_country": "UKR",
    "age": {"min": 26, "max": 28},
    "nationalities": ["UKR", "XXA", "GBD"],
    "documents": [{"type": "passport", "number": "AB 12", "issuer": "UKR", "status": "lost"}, {"number": "X1"}],
    "marks": [{"kind": "scar", "seen": "2020"}],
    "relatives": [{"names": [{"full": "Ivan"}, {"full": "Іван"}]}, {"names": [{"given": "Марія"}]}],
    "phones": ["+380441234567"],
    "languages": ["ukr"],
    "addresses": [{"town": "Львів", "country": "UKR"}],
}
DETAILS: dict[ReportKind, dict[str, Any]] = {
    ReportKind.yellow_notice: {"last_seen": {"at": "2025-01-02T03:04:05.5Z", "place": {"country": "POL"}}},
    ReportKind.sighting: {"source_grade": "A", "content_grade": "1", "companions": [{"reference": "R-2"}]},
    ReportKind.border_crossing: {
        "mrz": ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"],
        "document_presented": {"number": "L898902C3", "type": "passport", "issuer": "UTO"},
    },
    ReportKind.shelter_registration: {
        "pseudonym": True,
        "consent": {"state": "given", "scopes": ["tracing", "family_contact"], "given_at": "2025-03-04T10:30:00+05:53"},
    },
}


def posted(kind: ReportKind) -> AnyReport:
    details = {**msgspec.to_builtins(report("R-1", kind=kind.value).details), **DETAILS[kind]}
    there = {"country": "ECU", "latitude": 0.0, "longitude": -78.45}
    return report("R-1", kind=kind.value, person=RICH, unread={"who": "knows"}, place=there, details=details)


def built(kind: ReportKind) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(posted(kind))
    return found


def read(kind: ReportKind, form: Form, language: Language = EN) -> AnyReport:
    filled = corrected(built(kind), to_correct(kind), form, language)
    assert filled.report is not None, filled.faults
    return filled.report


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", ReportKind)
def test_what_nobody_touched_stays_to_the_letter(kind: ReportKind, language: Language) -> None:
    form = said_by(built(kind), to_correct(kind), language)
    sent = Form([(name, value.replace("\n", "\r\n")) for name, value in form.fields])
    assert read(kind, sent, language) == posted(kind)


@pytest.mark.parametrize("kind", ReportKind)
def test_the_form_says_all_that_it_has_a_field_for(kind: ReportKind) -> None:
    form = said_by(built(kind), to_correct(kind), EN)
    said_here = {place.path for place in places_of(form, to_correct(kind)) if said(form, place, EN)}
    wanted = {
        "occurred_at",
        "place.latitude",
        "person.sex",
        "person.birth_date",
        "person.birth_date_approximate",
        "person.age",
        "person.nationalities.2",
        "person.documents.0.status",
        "person.languages.0",
        "person.addresses.0.country",
        "person.relatives.1.names.0.given",
    }
    assert wanted <= said_here
    assert any(path.startswith("details.") for path in said_here)


@pytest.mark.parametrize("language", Language)
def test_countries_stand_by_names_that_lead_back_to_them(language: Language) -> None:
    codes = codes_by_name(language, Words.countries)
    for code, _ in Words(language).countries():
        form = said_by({"place": {"country": code}}, to_correct(ReportKind.sighting), language)
        shown = form.text("place.country")
        assert codes.get(shown.casefold(), shown) == code


def changed(form: Form, **values: str) -> Form:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return Form([*((name, value) for name, value in form.fields if name not in named), *named.items()])


def test_rows_are_added_changed_and_emptied_and_keep_what_the_form_does_not_show() -> None:
    kind = ReportKind.sighting
    form = changed(
        said_by(built(kind), to_correct(kind), EN),
        person__names__1__full="",
        person__names__2__full="Lena",
        person__marks__0__body_part="left hand",
        person__age__max="",
        person__documents__1__type="visa",
        person__nationalities__1="",
        person__languages__1="Polish",
    )
    person = read(kind, form).person
    assert [name.text for name in person.names] == ["Олена  Шевченко", "Lena"]
    assert (person.marks[0].body_part, person.marks[0].seen) == ("left hand", "2020")
    assert person.age is not None and (person.age.min, person.age.max) == (26, None)
    assert [document.type for document in person.documents] == ["passport", "visa"]
    assert (person.nationalities, person.languages) == (("UKR", "GBD"), ("ukr", "pol"))


def test_dates_ticks_and_choices_are_changed_and_taken_back() -> None:
    kind = ReportKind.shelter_registration
    form = said_by(built(kind), to_correct(kind), EN)
    assert (form.text("details.consent.given_at.clock"), form.text("details.consent.given_at.zone")) == (
        "10:30",
        "+05:53",
    )
    without = Form([(name, value) for name, value in form.fields if name != "details.pseudonym"])
    kept = read(
        kind,
        changed(without, person__birth_date__day="17", details__consent__scopes="tracing", person__sex=""),
    )
    assert (kept.person.birth_date, kept.person.sex) == ("1998-03-17", None)
    assert isinstance(kept, ShelterRegistration)
    assert kept.details.pseudonym is False
    assert kept.details.consent.scopes == ("tracing",)
    assert kept.details.consent.given_at == "2025-03-04T10:30:00+05:53"


def test_a_broken_rule_is_told_at_the_row_that_was_typed() -> None:
    kind = ReportKind.sighting
    form = changed(
        said_by(built(kind), to_correct(kind), EN),
        person__documents__0__number="",
        person__documents__0__issuer="",
        person__documents__1__issuer="Atlantis of old",
        occurred_at__month="13",
    )
    filled = corrected(built(kind), to_correct(kind), form, EN)
    assert filled.report is None
    assert {fault.place.path for fault in filled.faults if fault.place} == {"person.documents.1.issuer", "occurred_at"}


def test_what_a_colleague_changed_is_kept_below_what_was_filled_in() -> None:
    sections = to_correct(ReportKind.yellow_notice)
    stood = msgspec.to_builtins(story_a1()[0].report)
    before = said_by(stood, sections, EN)
    born = dict.fromkeys(("person__birth_date__month", "person__birth_date__day"), "5")
    theirs = corrected(stood, sections, changed(before, person__hair="red", person__eyes="green", **born), EN).report
    now = said_by(msgspec.to_builtins(theirs), sections, EN)
    # Browsers send the clock's zone beside every date, also where nobody said a time.
    mine = changed(before, person__eyes="grey", person__birth_date__day="28", occurred_at__zone="+00:00")
    both = rebased(mine, before, now, sections, EN)
    assert (both.text("person.hair"), both.text("person.eyes")) == ("red", "grey")
    day = [both.text(f"person.birth_date.{part}") for part in ("year", "month", "day")]
    assert day == [mine.text(f"person.birth_date.{part}") for part in ("year", "month", "day")], "one whole date"


def test_as_many_recipients_as_a_record_may_have_stay_and_one_is_taken_out() -> None:
    codes = [code for code, _ in Words(EN).countries()][:250]
    recipients = {"rule": "all_but", "countries": codes, "organisations": [f"org.{number}" for number in range(250)]}
    stood = msgspec.to_builtins(report("R-1", kind="sighting", recipients=recipients))
    form = said_by(stood, TO_SHARE, EN)
    assert corrected(stood, TO_SHARE, form, EN).report == read_report(stood)
    without = corrected(stood, TO_SHARE, changed(form, **{f"recipients__countries__{len(codes) - 1}": ""}), EN).report
    assert without is not None and without.recipients.countries == tuple(stood["recipients"]["countries"][:-1])
    assert [rows_shown(form, part) for part in parts_of(TO_SHARE) if isinstance(part, Rows)] == [250, 250]


@pytest.mark.parametrize(
    "name", ["person.names.999999.full", "person.names.٣.full", "person.names.-1.full", "a.0", "x"]
)
def test_fields_that_no_form_has_change_nothing(name: str) -> None:
    kind = ReportKind.sighting
    assert read(kind, Form([*said_by(built(kind), to_correct(kind), EN).fields, (name, "Eve")])) == posted(kind)
