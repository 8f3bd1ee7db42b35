"""Random cases of HTCDS, and what becomes of them on the way through our records."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.htcds.cases import Case
from api.exchange.htcds.fields import CASE_FIELDS, EVENT_FIELDS, NUMBER, Field, Kind
from tracing.application import FIRST_EVENT
from tracing.records import Record, folded
from tracing.stream_ids import record_id

SENDER = Sender(organisation="iom.lima", country="PER")

words = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("=+-@'\";,\t"), min_size=1, max_size=20
)
texts = words.map(str.strip).filter(bool)
days = st.dates(date(1900, 1, 1), date(2030, 12, 31)).map(date.isoformat)
VALID: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.text: texts,
    Kind.date: st.builds(lambda day, length: day[:length], days, st.sampled_from([4, 7, 10])),
    Kind.number: st.integers(-90, 90) | st.floats(-90, 90).filter(lambda number: not number.is_integer()),
    Kind.checkbox: st.booleans(),
    Kind.phone: st.sampled_from(["+51955501999", "955501999", "+380445550123", "+34960000001"]),
    Kind.country: st.sampled_from(["PER", "CHL", "ARG", "ESP", "XXA", "RKS"]),
    Kind.language: st.sampled_from(["spa", "que", "aym"]),
}


def valid(field: Field) -> st.SearchStrategy[Any]:
    """What a field may hold, in the form that it comes back in."""
    if field.name == "prs_IdentityNumber":
        return st.from_regex(r"[A-Z]?[0-9]{1,12}", fullmatch=True)
    one = st.sampled_from(field.codes) if field.kind is Kind.code else VALID[field.kind]
    return st.lists(one, min_size=1, max_size=3, unique=True) if field.several else one


def _fields(standard: Iterable[Field], needed: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """The fields needed and some of the others: few at once, so that a case is drawn quickly."""
    others = {field.name: valid(field) for field in standard if field.name not in needed}
    some = st.lists(st.sampled_from(sorted(others)), max_size=8, unique=True)
    return some.flatmap(lambda names: st.fixed_dictionaries(needed | {name: others[name] for name in names}))


_BY_NAME = {field.name: field for field in (*CASE_FIELDS, *EVENT_FIELDS)}
_NUMBERS = {
    "hte_Latitude": st.floats(-90, 90).filter(lambda n: not n.is_integer()),
    "hte_Longitude": st.floats(-180, 180).filter(lambda n: not n.is_integer()),
}
events = _fields(
    [field for field in EVENT_FIELDS if field.name not in _NUMBERS], {"hte_Date": VALID[Kind.date]}
) | _fields(EVENT_FIELDS, {"hte_Date": VALID[Kind.date], **_NUMBERS})
fields = _fields(
    CASE_FIELDS,
    {
        NUMBER: st.from_regex(r"[A-Z0-9][A-Z0-9/-]{0,20}", fullmatch=True),
        "cas_IncomingReferralDate": VALID[Kind.date],
        "prs_SecondName": texts,
    },
)
cases = st.builds(Case, fields, st.lists(events, max_size=4))
"""Cases whose every value is right, as they come back."""


def records_of(items: Iterable[Entry | Refusal]) -> list[Record]:
    """What entries become in the log; none may be a refusal."""
    records = []
    for item in items:
        assert isinstance(item, Entry), item
        event = FIRST_EVENT[item.report.kind](
            originator_id=record_id(item.sender.organisation, item.report.reference),
            originator_version=1,
            organisation=item.sender.organisation,
            country=item.sender.country,
            posted_by="importer",
            report=item.report,
        )
        records.append(folded([event]))
    return records


def in_any_order(dicts: Iterable[dict[str, Any]]) -> list[Any]:
    return sorted((sorted(each.items()) for each in dicts), key=repr)
