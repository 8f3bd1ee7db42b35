"""Random reports as agencies post them, in any script, with any of the optional fields."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from tracing.access import Reader, RecipientRule, Recipients, Visibility
from tracing.consent import ConsentScope, ConsentState
from tracing.person.description import Relation, Sex
from tracing.person.documents import DocumentType
from tracing.person.marks import MarkKind
from tracing.person.names import NameKind
from tracing.person.places import PlaceKind
from tracing.reports import (
    AlertKind,
    AnyReport,
    Direction,
    Movement,
    ReportKind,
    SourceGrade,
    Transport,
    read_report,
)

Data = st.SearchStrategy[dict[str, Any]]

NAMES = ["Юлія Ковальчук", "Yuliia Kovalchuk", "阮文南", "محمد عبد الله", "Nguyễn Thị Mỹ Linh", "Nœl O’Brien-Ñu"]
COUNTRIES = ["UKR", "pol", "DE", "d", "XXA", "XXB", "GBR", "uk", "RKS", "ZZZ"]
ORGANISATIONS = ["ukr.bureau", "pol.border", "ita.shelter", "fra.police"]


def text(most: int = 40) -> st.SearchStrategy[str]:
    """Any text that is more than spaces, of any script."""
    characters = st.characters(exclude_categories=("Cs", "Cc"))
    return (st.sampled_from(NAMES) | st.text(characters, min_size=1, max_size=most)).filter(lambda t: bool(t.strip()))


def some(**fields: st.SearchStrategy[Any]) -> Data:
    """An object that has any of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


def with_any(needed: dict[str, st.SearchStrategy[Any]], **fields: st.SearchStrategy[Any]) -> Data:
    """An object that has all fields needed and any of the others."""
    return st.fixed_dictionaries(needed, optional=fields)


def few(one: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[list[Any]]:
    """A short list."""
    return st.lists(one, min_size=least, max_size=2)


def partial_dates() -> st.SearchStrategy[str]:
    """Dates whole and in part."""
    days = st.dates(min_value=date(1900, 1, 1), max_value=date(2030, 12, 31))
    return st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([4, 7, 10]))


def partial_times() -> st.SearchStrategy[str]:
    """Times with any offset, or dates whole and in part."""
    offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    moments = st.datetimes(datetime(1900, 1, 1), datetime(2030, 12, 31), timezones=offsets)
    return partial_dates() | moments.map(datetime.isoformat)


countries = st.sampled_from(COUNTRIES)
organisations = st.sampled_from(ORGANISATIONS)
names: Data = with_any({"full": text()}, kind=st.sampled_from(list(NameKind))) | with_any(
    {"given": text()}, family=text()
)
documents: Data = with_any(
    {"number": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 -]{0,20}", fullmatch=True)},
    type=st.sampled_from(list(DocumentType)),
    issuer=countries,
    expires=partial_dates(),
)
marks: Data = with_any({"kind": st.sampled_from(list(MarkKind))}, body_part=text(), text=text(), seen=partial_dates())
places: Data = some(
    country=countries, name=text(), kind=st.sampled_from([kind for kind in PlaceKind if kind is not PlaceKind.online])
).flatmap(
    lambda place: (
        st.just(place)
        | st.builds(
            lambda latitude, longitude: place | {"latitude": latitude, "longitude": longitude},
            st.floats(-90, 90),
            st.floats(-180, 180),
        )
    )
)
ranges: Data = st.tuples(st.integers(0, 300), st.integers(0, 300)).map(
    lambda pair: {"min": min(pair), "max": max(pair)}
) | st.integers(0, 300).map(lambda number: {"min": number})
faces: Data = st.fixed_dictionaries(
    {
        "model": st.just("dlib-resnet-v1"),
        "encoding": st.lists(st.floats(-1, 1, width=32), min_size=128, max_size=128),
    }
)

people: Data = with_any(
    {"names": few(names, least=1)},
    sex=st.sampled_from([0, 1, 2, 9, *Sex]),
    birth_date=partial_dates(),
    birth_date_approximate=st.booleans(),
    birth_place=text(),
    birth_country=countries,
    age=ranges,
    nationalities=few(countries),
    documents=few(documents),
    marks=few(marks),
    height_cm=ranges,
    weight_kg=ranges,
    eyes=text(),
    hair=text(),
    languages=few(st.sampled_from(["uk", "ukr", "GER", "deu", "xx"])),
    relatives=few(st.fixed_dictionaries({"relation": st.sampled_from(list(Relation)), "names": few(names, least=1)})),
    phones=few(st.sampled_from(["+380 44 123 45 67", "0911 / 1234", "+49 30 1234567"])),
    accounts=few(st.fixed_dictionaries({"platform": text(), "handle": text()})),
    addresses=few(with_any({"town": text()}, text=text(), postcode=text(20), region=text(), country=countries)),
    photographs=few(with_any({"reference": text()}, taken=partial_dates())),
)
"""Descriptions of a person; without faces, which take long to draw."""

companions: Data = with_any({"reference": text()}, organisation=organisations, note=text())
recipients: Data = (
    st.just({})
    | st.fixed_dictionaries({"rule": st.just("only"), "countries": few(countries), "organisations": few(organisations)})
    | st.fixed_dictionaries({"rule": st.just("all_but"), "countries": few(countries, least=1)})
)
consents: Data = (
    with_any({"state": st.sampled_from([ConsentState.not_asked, ConsentState.refused, ConsentState.withdrawn])})
    | st.fixed_dictionaries({"state": st.just("given"), "scopes": few(st.sampled_from(list(ConsentScope)), least=1)})
    | st.fixed_dictionaries({"state": st.just("lawful_basis"), "reason": text()})
)
details: dict[ReportKind, Data] = {
    ReportKind.yellow_notice: some(
        alert_kind=st.sampled_from(list(AlertKind)),
        circumstances=text(),
        last_seen=some(at=partial_times(), place=places),
    ),
    ReportKind.sighting: some(
        source_grade=st.sampled_from(list(SourceGrade)),
        content_grade=st.integers(1, 4),
        circumstances=text(),
        companions=few(companions),
        held_by=text(),
    ),
    ReportKind.border_crossing: some(
        direction=st.sampled_from(list(Direction)),
        other_country=countries,
        transport=st.sampled_from(list(Transport)),
        carrier=text(),
        flight=text(10),
        mrz=few(text()),
        document_presented=documents,
        companions=few(companions),
    ),
    ReportKind.shelter_registration: some(
        shelter=text(),
        movement=st.sampled_from(list(Movement)),
        transferred_to=text(),
        consent=consents,
        pseudonym=st.booleans(),
        held_by=text(),
    ),
}
unread: Data = st.dictionaries(
    text(10),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text(),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(text(10), inner, max_size=2),
        max_leaves=4,
    ),
    max_size=2,
)


def report_data(kind: ReportKind) -> Data:
    """Reports of one kind as decoded JSON."""
    return with_any(
        {"kind": st.just(kind.value), "reference": text(), "occurred_at": partial_times(), "person": people},
        place=places,
        recipients=recipients,
        identifiers=few(text()),
        details=details[kind],
        unread=unread,
    )


def any_report_data() -> Data:
    """Reports of any kind as decoded JSON."""
    return st.sampled_from(list(ReportKind)).flatmap(report_data)


def reports() -> st.SearchStrategy[AnyReport]:
    """Reports of any kind, as read."""
    return any_report_data().map(read_report)


visibilities: st.SearchStrategy[Visibility] = st.builds(
    Visibility,
    organisation=organisations,
    country=st.sampled_from(["UKR", "POL"]),
    recipients=st.builds(
        Recipients,
        rule=st.sampled_from(list(RecipientRule)),
        countries=few(st.sampled_from(["UKR", "POL"])).map(tuple),
        organisations=few(organisations).map(tuple),
    ),
)
readers: st.SearchStrategy[Reader] = st.builds(
    Reader, organisation=organisations, country=st.sampled_from(["", "UKR", "POL"]), everywhere=st.booleans()
)
