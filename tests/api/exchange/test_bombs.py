"""Ten gigabytes in a megabyte, or in ten: every door gives them up soon, and unpacks next to nothing of them."""

import gzip
import io
import json
import resource
import time
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from api.cli.main import app as command_line
from tests.api.conftest import ClientOf
from tests.api.exchange import tables
from tracing import log
from tracing.access import Role
from tracing.keys.masters import add_master_key

TEN_GIGABYTES = 10_000_000_000
MEMBER, PART = 10_000_000, 50_000_000
SECONDS = 30.0
"""More than a second or two, for a machine that is busy; unpacking all of it takes minutes on one that is not."""
MEMORY = TEN_GIGABYTES // 100


@pytest.fixture(scope="module")
def packed() -> bytes:
    """Ten megabytes of gzip that hold ten gigabytes."""
    return gzip.compress(bytes(MEMBER)) * (TEN_GIGABYTES // MEMBER)


@pytest.fixture(scope="module")
def book() -> bytes:
    """A workbook whose table of contents names one sheet two hundred times, each time as a part of its own."""
    head, tail = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">', b"</worksheet>"
    content = io.BytesIO(tables.workbook(["31"]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", head + b" " * (PART - len(head + tail)) + tail)
        archive.filelist += archive.filelist[-1:] * (TEN_GIGABYTES // PART - 1)
    with zipfile.ZipFile(content) as archive:
        assert sum(part.file_size for part in archive.infolist()) >= TEN_GIGABYTES
    return content.getvalue()


@contextmanager
def soon_and_in_little_memory() -> Iterator[None]:
    """The work of a `with`, in whatever threads, is done soon and makes this process grow by little."""
    started, before = time.monotonic(), _most_memory()
    yield
    assert _most_memory() - before < MEMORY
    assert time.monotonic() - started < SECONDS


def _most_memory() -> int:
    """Bytes that this process ever had in memory at one time."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def ended(response: httpx.Response) -> dict[str, object]:
    assert response.status_code == 200
    last: dict[str, object] = json.loads(response.text.splitlines()[-1])
    return last


def test_over_http(client_of: ClientOf, packed: bytes, book: bytes) -> None:
    twice = gzip.compress(packed)
    assert len(twice) < 1_000_000 and len(book) < 1_000_000
    shelter, gzipped = client_of(Role.shelter), {"Content-Encoding": "gzip"}
    shelter.timeout = httpx.Timeout(SECONDS)
    mapping = {"Tracing-Mapping": json.dumps(tomllib.loads(tables.MAPPING.decode()))}
    assert shelter.post("/v1/imports", params={"format": "ndjson"}, content=b"").is_success  # what is made once
    with soon_and_in_little_memory():
        for form in ("ndjson", "pfif", "ftm", "paxlst"):
            refused = ended(shelter.post("/v1/imports", params={"format": form}, content=twice, headers=gzipped))
            assert refused["new"] == 0 and refused["rejected"], "some give up at the first byte, some at the ratio"
        batch = ended(shelter.post("/v1/reports:batch", content=twice, headers=gzipped))
        assert (batch["status"], batch["code"]) == (400, "malformed")
        table = shelter.post("/v1/imports", params={"format": "xlsx"}, content=book, headers=mapping)
        assert (ended(table)["rejected"], ended(table)["new"]) == (1, 0)


def test_by_an_operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bytes, book: bytes) -> None:
    monkeypatch.setenv("TRACING_LOG", f"sqlite:///{tmp_path}/log.sqlite")
    log.migrate(f"sqlite:///{tmp_path}/log.sqlite")
    monkeypatch.setenv("TRACING_MASTER_KEY_FILE", str(tmp_path / "master-keys"))
    add_master_key(tmp_path / "master-keys")
    (tmp_path / "bomb").write_bytes(packed)
    (tmp_path / "bomb.xlsx").write_bytes(book)
    (tmp_path / "columns.toml").write_bytes(tables.MAPPING)
    owner = ["--organisation", "ita.shelter", "--country", "ITA"]
    commands = [["ndjson", "bomb"], ["xlsx", "bomb.xlsx", "--mapping", str(tmp_path / "columns.toml")]]
    with soon_and_in_little_memory():
        for form, name, *options in commands:
            done = CliRunner().invoke(command_line, ["import", form, str(tmp_path / name), *options, *owner])
            assert done.exit_code == 1 and "Traceback" not in done.output
