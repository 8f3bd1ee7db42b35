"""A few invented people with several reports each, enough for matching to have something to find."""

from typing import Any

from tests.examples import BORDER, BUREAU, SHELTER, report
from tracing.access import Caller
from tracing.reports import AnyReport

PEOPLE = [
    ("Юлія Ковальчук", "KOVALCHUK YULIIA", "1998-03-17"),
    ("Blessing Osagie", "OSAGIE BLESSING", "2001-11-02"),
    ("Nguyễn Thị Mỹ Linh", "NGUYEN THI MY LINH", "2007-06-21"),
    ("Thabo Mokoena", "MOKOENA THABO", "1994-01-30"),
    ("Rosa Elena Quispe", "QUISPE ROSA ELENA", "2000-09-09"),
    ("Daria Popescu", "POPESCU DARIA", "1999-12-12"),
]
CONSENT = {"consent": {"state": "given", "scopes": ["tracing"]}}


def sighting_of(person: int, reference: str = "Q", **changes: Any) -> AnyReport:
    """Somebody saw this person."""
    name, _, born = PEOPLE[person]
    return report(reference, kind="sighting", person={"names": [{"full": name}], "birth_date": born} | changes)


def world() -> list[tuple[AnyReport, Caller]]:
    """Three reports of each person, by three organisations."""
    found: list[tuple[AnyReport, Caller]] = []
    for number, (name, read_by_machine, born) in enumerate(PEOPLE):
        own = {"names": [{"full": name}], "birth_date": born}
        machine = {
            "names": [{"full": read_by_machine}],
            "birth_date": born,
            "documents": [{"number": f"FE12345{number}"}],
        }
        found += [
            (report(f"N-{number}", person=own | {"documents": [{"number": f"FE12345{number}"}]}), BUREAU),
            (report(f"X-{number}", kind="border_crossing", person=machine), BORDER),
            (report(f"S-{number}", kind="shelter_registration", person=own, details=CONSENT), SHELTER),
        ]
    return found
