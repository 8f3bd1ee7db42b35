"""A report becomes a form and back without losing a letter, and a form follows what changed below it."""

import msgspec
import pytest

from api.desk.forms.correcting import corrected, filled_in, rebased
from api.desk.forms.sent import Form
from api.world.stories import story_a1
from tests.examples import report
from tracing.reports import ReportKind, read_report

RICH = {
    "names": [{"given": "Олена ", "family": "Шевченко"}, {"full": "Olena", "kind": "alias"}],
    "birth_date": "1998-03",
    "age": {"min": 26, "max": 28},
    "documents": [{"type": "passport", "number": "AB 12", "issuer": "UKR", "status": "lost"}, {"number": "X1"}],
    "marks": [{"kind": "scar", "seen": "2020"}],
    "relatives": [{"names": [{"full": "Ivan"}, {"full": "Іван"}]}, {"names": [{"given": "Марія"}]}],
    "phones": ["+380441234567"],
    "languages": ["ukr"],
}


@pytest.mark.parametrize("kind", ReportKind)
def test_what_nobody_touched_stays_to_the_letter(kind: ReportKind) -> None:
    posted = report("R-1", kind=kind.value, person=RICH, unread={"who": "knows"}, place={"country": "UKR"})
    built = msgspec.to_builtins(posted)
    sent = Form([(name, value.replace("\n", "\r\n")) for name, value in filled_in(built, kind).fields])
    assert read_report(corrected(built, kind, sent)) == posted


def changed(form: Form, **values: str) -> Form:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return Form([*((name, value) for name, value in form.fields if name not in named), *named.items()])


def test_rows_are_added_changed_and_emptied_and_keep_what_the_form_does_not_show() -> None:
    kind = ReportKind.sighting
    built = msgspec.to_builtins(report("R-1", kind=kind.value, person=RICH))
    form = changed(
        filled_in(built, kind),
        person__names__1__full="",
        person__names__2__full="Lena",
        person__marks__0__body_part="left hand",
        person__age__max="",
        person__documents__1__type="visa",
    )
    person = read_report(corrected(built, kind, form)).person
    assert [name.text for name in person.names] == ["Олена  Шевченко", "Lena"]
    assert (person.marks[0].body_part, person.marks[0].seen) == ("left hand", "2020")
    assert person.age is not None and (person.age.min, person.age.max) == (26, None)
    assert [document.type for document in person.documents] == ["passport", "visa"]


def test_what_a_colleague_changed_is_kept_below_what_was_filled_in() -> None:
    kind = ReportKind.yellow_notice
    built = story_a1()[0].report
    read = filled_in(built, kind)
    theirs = corrected(built, kind, changed(read, person__hair="red", person__eyes="green"))
    mine = changed(read, person__eyes="grey")
    both = dict(rebased(mine, read, filled_in(theirs, kind)).fields)
    assert (both["person.hair"], both["person.eyes"]) == ("red", "grey")


@pytest.mark.parametrize(
    "name", ["person.names.999999.full", "person.names.٣.full", "person.names.-1.full", "a.0", "x"]
)
def test_fields_that_no_form_has_change_nothing(name: str) -> None:
    kind, posted = ReportKind.sighting, report("R-1", "sighting")
    built = msgspec.to_builtins(posted)
    assert read_report(corrected(built, kind, Form([*filled_in(built, kind).fields, (name, "Eve")]))) == posted
