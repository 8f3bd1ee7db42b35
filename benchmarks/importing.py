"""How fast files of each known format come in through `POST /v1/imports`, beside the same reports as NDJSON."""

import http.client
import io
import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from statistics import median
from typing import Any, NamedTuple

import msgspec

from api.exchange.acts import Item
from api.exchange.entries import Entry, Sender
from api.exchange.exporting import FORMATS as WRITTEN
from api.exchange.exporting import Export
from api.exchange.formats import explained
from api.exchange.mapping import read_mapping
from api.settings import Settings
from benchmarks.measuring import Work, rates, ratio
from benchmarks.report import Figure
from benchmarks.served import client_of, encoded, running, token_of
from benchmarks.workshop import STORES, Form, Workshop
from tests.api.exchange import paxlst, tables
from tests.api.exchange.pfif import samples as pfif
from tracing.access import Caller, Role
from tracing.events import ReportEvent
from tracing.records import folded
from tracing.reports import AnyReport, ReportKind

ROUNDS = 3
"""Turns of each format and its reference: nine formats one after the other take longer than what they tell."""

Events = Sequence[ReportEvent]

_EVERYBODY = tuple(ReportKind)
_SHELTER = json.dumps(tomllib.loads(tables.MAPPING.decode()))
_PAXLST_TRAVELLER = paxlst.LIST.index(b"NAD+FL")
_CLOSING = b"UNZ+1+000000042'"


class Kind(NamedTuple):
    """How a format is measured.

    Attributes:
        role: that may post all that its files hold.
        kinds: of the world's reports of which a file is made.
        file: a file of the reports of events, whose references are its own.
    """

    role: Role
    kinds: tuple[ReportKind, ...]
    file: Callable[[Events, Caller], bytes]


def measure(workshop: Workshop, unlimited: Mapping[str, Any]) -> Iterator[Figure]:
    """Reports a second of each format, sent to `tracing serve`; nobody keeps views meanwhile, PostgreSQL holds the log.

    The reference is a file of the very same reports as NDJSON under other references; of NDJSON itself, a batch.
    """
    domains = {"pfif_domains": (f"{pfif.DOMAIN}={pfif.SENDER.organisation}",)}
    with workshop.settings(Form.servers) as made:
        settings = made.model_copy(update={**unlimited, **domains})
        with (
            running(settings, "serve", workshop.folder() / "log"),
            client_of(settings, _caller("ndjson", Role.agency)),
        ):
            for name in KINDS:
                yield _measured(workshop, settings, name)


def _measured(workshop: Workshop, settings: Settings, name: str) -> Figure:
    kind, count = KINDS[name], 500 * workshop.sizes.batches
    caller = _caller(name, kind.role)
    mapping = _SHELTER if name in ("csv", "xlsx") else None
    files = [kind.file(share, caller) for share in _shares(workshop, kind.kinds, count)]
    reports = [_reports_of(name, mapping, file, caller) for file in files]
    lines = [_lines(entered, "again ") for entered in reports]

    def other(number: int) -> int:
        if name == "ndjson":
            return _batched(settings, caller, lines[number])
        return _imported(settings, caller, "ndjson", lines[number], len(reports[number]))

    works: dict[str, Work] = {
        "file": lambda number: _imported(settings, caller, name, files[number], len(reports[number]), mapping),
        "reference": other,
    }
    measured = rates(works, ROUNDS)
    return Figure(
        f"{STORES[Form.servers]}, files of {len(reports[0]):,} reports as {name}: reports a second",
        f"{median(measured['file']):,.0f}",
        f"{median(measured['reference']):,.0f} as {'a batch' if name == 'ndjson' else 'NDJSON'}",
        ratio(measured["file"], measured["reference"]),
    )


def _caller(name: str, role: Role) -> Caller:
    if name == "pfif":
        return Caller(subject="importer", role=role, organisation=pfif.SENDER.organisation, country="ZAF")
    return Caller(subject="importer", role=role, organisation=f"{name}.est", country="EST")


def _shares(workshop: Workshop, kinds: tuple[ReportKind, ...], count: int) -> Iterator[Events]:
    """So many of the world's events for each round, whose reports have references that no other has, and no faces."""
    events = (event for event in workshop.world.events(0, workshop.sizes.world) if event.report.kind in kinds)
    for number in range(ROUNDS):
        yield [_with_reference(event, f"{number}-{at}") for at, event in enumerate(islice(events, count))]


def _with_reference(event: ReportEvent, reference: str) -> ReportEvent:
    person = msgspec.structs.replace(event.report.person, faces=())
    return msgspec.structs.replace(
        event, report=msgspec.structs.replace(event.report, reference=reference, person=person)
    )


def _reports_of(name: str, mapping: str | None, file: bytes, caller: Caller) -> Sequence[AnyReport]:
    """What a reader makes of a file.

    Raises:
        ValueError: something is refused, or nothing is read: another thing would be measured.
    """
    items = list(_items(name, mapping, file, Sender(organisation=caller.organisation, country=caller.country)))
    entered = [item.report for item in items if isinstance(item, Entry)]
    if not entered or len(entered) < len(items):
        raise ValueError(f"{len(items) - len(entered)} of {len(items)} items as {name} are refused")
    return entered


def _items(name: str, mapping: str | None, file: bytes, sender: Sender) -> Iterable[Item]:
    if name == "pfif":  # for which domains somebody speaks is set for the serving process alone
        return pfif.items(file, sender)
    return explained(name, None if mapping is None else read_mapping(mapping.encode())).read(io.BytesIO(file), sender)


def _lines(reports: Iterable[AnyReport], before: str = "") -> bytes:
    """The reports as NDJSON, with this before their references."""
    return b"".join(
        encoded(msgspec.structs.replace(report, reference=before + report.reference)) + b"\n" for report in reports
    )


def _imported(
    settings: Settings, caller: Caller, name: str, file: bytes, count: int, mapping: str | None = None
) -> int:
    """Import a file; how many reports were entered.

    Raises:
        RuntimeError: it was not read to its end, or not all of it is new.
    """
    explaining = {} if mapping is None else {"Tracing-Mapping": mapping}
    answer = _sent(settings, caller, f"/v1/imports?format={name}", file, explaining)
    ended = json.loads(answer.splitlines()[-1])
    if not ended.get("complete") or ended["new"] != count:
        raise RuntimeError(f"{ended.get('new')} of {count} reports as {name} were entered")
    return count


def _batched(settings: Settings, caller: Caller, lines: bytes) -> int:
    answers = _sent(settings, caller, "/v1/reports:batch", lines, {"Content-Type": "application/x-ndjson"}).splitlines()
    if not all(json.loads(answer).get("created") for answer in answers):
        raise RuntimeError("not every line was entered")
    return len(answers)


def _sent(settings: Settings, caller: Caller, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=600)
    try:
        connection.request("POST", path, body, {"Authorization": f"Bearer {token_of(settings, caller)}", **headers})
        return connection.getresponse().read()
    finally:
        connection.close()


def _written(name: str) -> Callable[[Events, Caller], bytes]:
    """Files made by the product's own writer."""

    def file(events: Events, caller: Caller) -> bytes:
        return b"".join(WRITTEN[name].write((folded([event]) for event in events), Export(caller, bytes(32))))

    return file


def _references(events: Events) -> Iterator[str]:
    return (event.report.reference for event in events)


def _rows(events: Events) -> Iterator[list[str]]:
    """Rows of a shelter's table."""
    for reference in _references(events):
        yield [reference, "02.04.2026", f"Reisija {reference}", "Tamm", "", "17.03.1998", "F", "romanian"]


def _ndjson(events: Events, _: Caller) -> bytes:
    return _lines(event.report for event in events)


def _csv(events: Events, _: Caller) -> bytes:
    return "\n".join([tables.HEADING, *(";".join(row) for row in _rows(events))]).encode()


def _xlsx(events: Events, _: Caller) -> bytes:
    return tables.workbook(*_rows(events))


def _pfif(events: Events, _: Caller) -> bytes:
    return pfif.document(
        *(
            pfif.person(person_record_id=f"{pfif.DOMAIN}/{reference}", full_name=f"Reisija {reference}")
            for reference in _references(events)
        )
    )


def _paxlst(events: Events, _: Caller) -> bytes:
    """One list of many travellers: the head of the sample, and for each what gates read most."""
    travellers = [
        f"NAD+FL+++TAMM:REISIJA'\nATT+2++F'\nDTM+329:980317'\nNAT+2+EST'\nDOC+P:110:111+{reference}'\n".encode()
        for reference in _references(events)
    ]
    counted = f"CNT+42:{len(travellers)}'\nUNT+{11 + 5 * len(travellers)}+PAX42'\nUNE+1+42'\n".encode()
    return b"".join([paxlst.LIST[:_PAXLST_TRAVELLER], *travellers, counted, _CLOSING])


KINDS: dict[str, Kind] = {
    "ndjson": Kind(Role.agency, (ReportKind.border_crossing,), _ndjson),
    "interpol": Kind(Role.bureau, (ReportKind.yellow_notice,), _written("interpol")),
    "ftm": Kind(Role.agency, (ReportKind.border_crossing,), _written("ftm")),
    "htcds-csv": Kind(Role.shelter, (ReportKind.border_crossing,), _written("htcds-csv")),
    "htcds-json": Kind(Role.shelter, (ReportKind.border_crossing,), _written("htcds-json")),
    "pfif": Kind(Role.agency, _EVERYBODY, _pfif),
    "paxlst": Kind(Role.agency, _EVERYBODY, _paxlst),
    "csv": Kind(Role.shelter, _EVERYBODY, _csv),
    "xlsx": Kind(Role.shelter, _EVERYBODY, _xlsx),
}
"""Every format that can be imported."""
