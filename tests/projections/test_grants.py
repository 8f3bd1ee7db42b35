"""The one rule of who may see a record, as Python, as the engines' filters and as SQL: they agree on every record."""

import random
from typing import Any
from uuid import UUID

from projections.register import numbers
from search.document import Filters
from tests.examples import report
from tests.parts import Parts
from tracing.access import Caller, Reader, Role, may_see, reader_of

RECORDS = 5_000
COUNTRIES = ["FRA", "ITA", "POL", "UKR", "MDA"]
ORGANISATIONS = [f"{country.lower()}.{kind}" for country in COUNTRIES for kind in ("police", "shelter")]
_KINDS = {"yellow_notice": Role.bureau, "sighting": Role.officer, "shelter_registration": Role.shelter}


def recipients(chance: random.Random) -> dict[str, Any]:
    listed = {
        "countries": chance.sample(COUNTRIES, chance.randint(0, 2)),
        "organisations": chance.sample(ORGANISATIONS, chance.randint(0, 2)),
    }
    rule = chance.choice(["all", "only", "all_but"])
    if rule == "all" or (rule == "all_but" and not any(listed.values())):
        return {"rule": "all"}
    return {"rule": rule, **listed}


def fill(parts: Parts, chance: random.Random) -> None:
    """Random owners, kinds, recipients and consents, through the application."""
    for owner in ORGANISATIONS:
        country = owner[:3].upper()
        for kind, role in _KINDS.items():
            share = RECORDS // (len(ORGANISATIONS) * len(_KINDS)) + 1
            reports = []
            for number in range(share):
                consent = chance.choice([{"state": "refused"}, {"state": "given", "scopes": ["tracing"]}])
                details = {"details": {"consent": consent}} if kind == "shelter_registration" else {}
                reports.append(report(f"{kind}-{number}", kind=kind, recipients=recipients(chance), **details))
            parts.app.post_all(reports, Caller(subject="x", role=role, organisation=owner, country=country))


def readers() -> list[Reader | None]:
    roles = (Role.officer, Role.reviewer, Role.bureau, Role.agency, Role.shelter)
    callers = [
        Caller(subject="r", role=role, organisation=organisation, country=organisation[:3].upper())
        for role in roles
        for organisation in [*ORGANISATIONS[::3], "esp.police"]
    ]
    return [None, *dict.fromkeys(reader_of(caller) for caller in callers)]


def test_python_engines_and_sql_agree_on_every_record(parts: Parts) -> None:
    fill(parts, random.Random(11))
    parts.follower(parts.records).catch_up()
    parts.follower(parts.candidates).catch_up()
    index = parts.engine.live()
    index.refresh()
    everything = {document.record: document for document in index.scan()}
    assert len(everything) >= RECORDS
    visible = {
        record: found.visibility
        for start in range(0, len(everything), 500)
        for record, found in parts.app.records(list(everything)[start : start + 500]).items()
    }
    (key,) = {key for document in everything.values() for key in document.keys if key.startswith("name:")}
    sizes = set()
    for reader in readers():
        allowed = {record for record in everything if reader is None or may_see(reader, visible[record])}
        sizes.add(len(allowed))
        assert by_engine(parts, list(everything), reader) == allowed
        assert by_sql(parts, list(everything), reader) == allowed
        found = index.candidates({key: 1}, reader, Filters(), RECORDS + 1_000)
        assert {hit.document.record for hit in found} == allowed
    assert len(sizes) > 5, "readers differ in what they see"


def by_engine(parts: Parts, records: list[UUID], reader: Reader | None) -> set[UUID]:
    found: set[UUID] = set()
    for start in range(0, len(records), 1_000):
        found |= parts.engine.live().get(records[start : start + 1_000], reader).keys()
    return found


def by_sql(parts: Parts, records: list[UUID], reader: Reader | None) -> set[UUID]:
    found: set[UUID] = set()
    with parts.store.reading() as connection:
        register = parts.candidates.tables(connection).register
        for start in range(0, len(records), 500):
            found |= numbers(register, connection, records[start : start + 500], reader).keys()
    return found
