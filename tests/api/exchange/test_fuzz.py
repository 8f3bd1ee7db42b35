"""Whatever the bytes, a reader gives entries or refusals: it raises nothing, loses nothing and comes to its end."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.exchange import ftm_out
from api.exchange.acts import Act
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.files import unpacked_file
from api.exchange.formats import FORMATS, TABLES, explained
from api.exchange.mapping import MappingError, read_mapping
from api.http.ndjson import UnpackingError
from api.wiring import Service
from tests.api.conftest import token_for
from tests.api.exchange import paxlst, tables
from tests.api.exchange.pfif import samples as pfif
from tracing.access import Caller, Role
from tracing.events import SightingReported
from tracing.records import folded
from tracing.reports import Sighting, read_report
from tracing.stream_ids import record_id

SENDER = Sender(organisation="pol.border", country="POL")
MAPPING = read_mapping(tables.MAPPING)
REPORT = {"kind": "sighting", "reference": "S-1", "occurred_at": "2025-03", "person": {"names": [{"full": "Julia"}]}}
NOTICE = {"entity_id": "2014/5590", "name": "KOVALCHUK", "forename": "YULIIA", "nationalities": ["UA"], "height": 1.7}

HTCDS = Path(__file__).parent / "htcds" / "samples"


def _entities() -> bytes:
    report = read_report(REPORT | {"place": {"country": "ITA", "name": "Torino"}})
    assert isinstance(report, Sighting)
    event = SightingReported(
        originator_id=record_id("pol.border", report.reference),
        originator_version=1,
        organisation="pol.border",
        country="POL",
        posted_by="b",
        report=report,
    )
    return b"".join(ftm_out.write([folded([event])], bytes(32)))


SAMPLES: dict[str, bytes] = {
    "ndjson": (json.dumps(REPORT) + "\n").encode() * 3,
    "interpol": json.dumps([NOTICE, {"_embedded": {"notices": [NOTICE]}}]).encode(),
    "paxlst": paxlst.LIST,
    "csv": tables.CSV,
    "xlsx": tables.workbook(["31", "2026-04-02", "Lena", "Popa"], [32, "2026", "Ana"]),
    "ftm": _entities(),
    "htcds-csv": (HTCDS / "spreadsheet.csv").read_bytes(),
    "htcds-json": (HTCDS / "cases.json").read_bytes(),
    "pfif": pfif.document(pfif.person(pfif.note(status="believed_alive"), age="30-40"), pfif.person()),
}


@pytest.fixture(scope="module", autouse=True)
def domains() -> Iterator[None]:
    """The sender speaks for the domain of the PFIF sample, whoever it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACING_PFIF_DOMAINS", f"{pfif.DOMAIN}={SENDER.organisation}")
        yield


def test_every_format_that_is_read_is_tried() -> None:
    assert SAMPLES.keys() == FORMATS.keys() | TABLES.keys()


Edit = tuple[int, int, bytes]


def edited(sample: bytes, edits: list[Edit]) -> bytes:
    """The sample with some of its bytes cut out and others put in."""
    content = bytearray(sample)
    for place, cut, put in edits:
        start = place % (len(content) + 1)
        content[start : start + cut] = put
    return bytes(content)


EDITS = st.lists(
    st.tuples(
        st.integers(0, 1_000_000),
        st.integers(0, 30),
        st.binary(max_size=8)
        | st.sampled_from([b"", b"\n", b"'", b"+", b'"', b";", b"{", b"\xff", b"\x00", b"9" * 400]),
    ),
    min_size=1,
    max_size=6,
)


def check(name: str, content: bytes) -> None:
    """Read all of it; what is an entry can be stored, and is the same when it is posted again."""
    read = explained(name, MAPPING if name in ("csv", "xlsx") else None).read
    for number, item in enumerate(read(io.BytesIO(content), SENDER)):
        assert number < 100_000
        if isinstance(item, Entry):
            stored = msgspec.json.decode(msgspec.json.encode(item.report))
            assert read_report(stored) == item.report
        elif isinstance(item, Act):
            assert item.source
        else:
            assert isinstance(item, Refusal) and item.source and item.problems
            msgspec.json.encode(item.problems)


fuzzed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", SAMPLES)
@fuzzed
@given(edits=EDITS)
def test_a_damaged_file_is_read_or_refused(name: str, edits: list[Edit]) -> None:
    check(name, edited(SAMPLES[name], edits))


@pytest.mark.parametrize("name", SAMPLES)
@fuzzed
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    check(name, content)


PARTS = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]


@fuzzed
@given(part=st.sampled_from(PARTS), edits=EDITS)
def test_a_workbook_with_a_damaged_part_is_read_or_refused(part: str, edits: list[Edit]) -> None:
    sample = SAMPLES["xlsx"]
    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        held = archive.read(part) if part in archive.namelist() else b""
    check("xlsx", tables.with_part(sample, part, edited(held, edits)))


@fuzzed
@given(edits=EDITS)
def test_a_damaged_mapping_is_read_or_refused(edits: list[Edit]) -> None:
    try:
        mapping = read_mapping(edited(tables.MAPPING, edits))
    except MappingError as error:
        assert error.problems
    else:
        list(explained("csv", mapping).read(io.BytesIO(tables.CSV), SENDER))


@fuzzed
@given(edits=EDITS)
def test_a_damaged_packed_file_is_read_as_far_as_it_is_whole(edits: list[Edit]) -> None:
    content = edited(gzip.compress(SAMPLES["ndjson"]), edits)
    with suppress(UnpackingError):
        list(explained("ndjson", None).read(unpacked_file(io.BytesIO(content)), SENDER))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_themselves_hold_entries(name: str) -> None:
    read = explained(name, MAPPING if name in ("csv", "xlsx") else None).read
    assert any(isinstance(item, Entry) for item in read(io.BytesIO(SAMPLES[name]), SENDER))


PIECES = [
    b"<pfif:person>",
    b"</pfif:person>",
    b"<pfif:note>",
    b"<!DOCTYPE x>",
    b"&lol;",
    b"]]>",
    b"<!--",
    b"\x00",
    b"\xff",
]


@pytest.fixture(scope="module")
def sender(url: str, service: Service) -> Iterator[httpx.Client]:
    """A client of whoever speaks for the domain."""
    caller = Caller(subject="x", role=Role.agency, organisation=SENDER.organisation, country=SENDER.country)
    headers = {"Authorization": f"Bearer {token_for(service.settings, caller)}"}
    with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
        yield client


@settings(max_examples=60, deadline=None)
@given(edits=EDITS, pieces=st.lists(st.sampled_from(PIECES) | st.binary(max_size=60), max_size=4))
def test_xml_over_http_is_answered_to_its_end_and_nothing_before_its_fault_is_lost(
    sender: httpx.Client, edits: list[Edit], pieces: list[bytes]
) -> None:
    """A good person, then whatever comes: the person is entered, and each item is in one of the numbers."""
    good, rest = pfif.document(pfif.person()).removesuffix(b"</pfif:pfif>"), pfif.person(pfif.note()).encode()
    body = good + edited(rest, edits) + b"".join(pieces)
    answer = sender.post("/v1/imports", params={"format": "pfif"}, content=body)
    assert answer.status_code == 200
    *refused, ended = map(json.loads, answer.text.splitlines())
    assert ended["complete"] and ended["new"] + ended["corrected"] + ended["unchanged"] > 0
    assert ended["read"] == sum(ended[count] for count in ("new", "corrected", "unchanged", "rejected"))
    assert len(refused) == ended["rejected"]
