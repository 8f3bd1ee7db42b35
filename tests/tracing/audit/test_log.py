"""Entries come back as they went in, in one order for all writers, and unreadable without the secret."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sql

from tests.stores import StoreUrls
from tracing.access import Caller, Role
from tracing.audit.checkpoint import CheckpointError, read_note
from tracing.audit.entries import Action, Asked, Entry, Purpose, entry_now, may_read
from tracing.audit.keys import AuditKeyError, AuditKeys, read_audit_keys
from tracing.audit.log import AuditLog, AuditUnavailableError
from tracing.audit.tree import is_included, leaf_hash
from tracing.audit.verification import Finding, prove, verify
from tracing.errors import NotFoundError
from tracing.keys.secret import make_secret

OFFICE = "fra.tracing"
RECORD = UUID("6f9619ff-8b86-5d11-b42d-00c04fc964ff")


def entry(subject: str = "somebody", country: str = "FRA", at: datetime = datetime(2026, 3, 1, tzinfo=UTC)) -> Entry:
    return Entry(
        at=at,
        subject=subject,
        role=Role.officer,
        organisation="fra.tracing",
        country=country,
        action=Action.read_record,
        purpose=Purpose.find_missing_person,
        case="2026/17",
        data=("report",),
        records=(RECORD,),
    )


def test_entries_come_back_in_their_order(log: AuditLog) -> None:
    written = [entry(str(number)) for number in range(5)]
    assert [log.append(one) for one in written] == [1, 2, 3, 4, 5]
    assert [(found.number, found.entry) for found in log.entries(Asked())] == list(enumerate(written, 1))
    assert [found.number for found in log.entries(Asked(), after=3)] == [4, 5]


def test_writers_at_once_get_numbers_without_gaps(log: AuditLog, urls: StoreUrls, keys: AuditKeys) -> None:
    other = AuditLog(urls.views, keys)
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda number: (log, other)[number % 2].append(entry(str(number))), range(80)))
    other.close()
    assert sorted(numbers) == list(range(1, 81))
    assert not [found for found in verify(log.rows(), keys) if isinstance(found, Finding)]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        (Asked(subject="one"), [1]),
        (Asked(country="ITA"), [2]),
        (Asked(record=RECORD), [1, 2]),
        (Asked(record=uuid4()), []),
        (Asked(organisation="fra.tracing", action=Action.read_record), [1, 2]),
        (Asked(action=Action.search), []),
        (Asked(since=datetime(2026, 3, 2, tzinfo=UTC)), [2]),
        (Asked(until=datetime(2026, 3, 2, tzinfo=UTC)), [1]),
    ],
)
def test_what_is_asked_for_is_found(log: AuditLog, asked: Asked, numbers: list[int]) -> None:
    log.append(entry("one"))
    log.append(entry("two", "ITA", datetime(2026, 3, 2, tzinfo=UTC)))
    assert [found.number for found in log.entries(asked)] == numbers


def test_the_store_holds_nothing_that_can_be_read(tmp_path: Path, keys: AuditKeys) -> None:
    log = AuditLog(f"sqlite:///{tmp_path}/audit.sqlite", keys)
    log.migrate()
    log.append(entry("a-very-telling-subject"))
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    log.close()
    for telling in (b"a-very-telling-subject", b"fra.tracing", b"2026/17", RECORD.bytes, str(RECORD).encode()):
        assert telling not in content


def test_a_store_that_cannot_be_written_is_an_error_and_not_a_silence(tmp_path: Path, keys: AuditKeys) -> None:
    log = AuditLog(f"sqlite:///{tmp_path}/nowhere/audit.sqlite", keys)
    with pytest.raises(AuditUnavailableError):
        log.append(entry())
    with pytest.raises(AuditUnavailableError):
        list(log.entries(Asked()))
    with pytest.raises(AuditUnavailableError):
        log.checkpoint()


def test_a_proof_can_be_checked_by_whoever_holds_the_checkpoint(log: AuditLog, keys: AuditKeys) -> None:
    for number in range(11):
        log.append(entry(str(number)))
    proof = prove(log, 7)
    checkpoint = read_note(proof.checkpoint, keys.public)
    assert checkpoint == log.checkpoint()
    assert proof.leaf == leaf_hash(log.row(7).sealed)
    assert is_included(proof.leaf, 6, checkpoint.size, proof.hashes, checkpoint.root)
    with pytest.raises(NotFoundError):
        prove(log, 12)


def test_an_empty_log_has_no_checkpoint(log: AuditLog, keys: AuditKeys) -> None:
    assert log.checkpoint() is None
    assert list(verify(log.rows(), keys)) == []


def test_a_note_is_of_this_log_and_this_key(log: AuditLog, keys: AuditKeys) -> None:
    log.append(entry())
    checkpoint = log.checkpoint()
    assert checkpoint is not None
    note = checkpoint.note(keys.public)
    assert read_note(note, keys.public) == checkpoint
    for wrong in ("", "nothing", note.replace("tracing/audit", "another/log"), note.replace("\n1\n", "\n2\n")):
        with pytest.raises(CheckpointError):
            read_note(wrong, keys.public)
    with pytest.raises(CheckpointError):
        read_note(note, AuditKeys(b"another secret of 32 bytes......").public)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "audit-key"
    with pytest.raises(AuditKeyError, match="migrate"):
        read_audit_keys(path)
    make_secret(path)
    public = read_audit_keys(path).public
    make_secret(path)
    assert read_audit_keys(path).public == public
    assert path.stat().st_mode & 0o777 == 0o600
    for wrong in (b"", b"AAAA", b"not base64 at all!"):
        path.write_bytes(wrong)
        with pytest.raises(AuditKeyError):
            read_audit_keys(path)


def test_who_may_read_an_entry() -> None:
    written = entry()

    def caller(
        role: Role, organisation: str = "fra.tracing", country: str = "FRA", subject: str = "somebody"
    ) -> Caller:
        return Caller(subject=subject, role=role, organisation=organisation, country=country)

    assert may_read(caller(Role.auditor, "audit", "NLD", "other"), written)
    assert may_read(caller(Role.bureau, "fra.bureau", "FRA", "other"), written)
    assert not may_read(caller(Role.bureau, "ita.bureau", "ITA", "other"), written)
    assert may_read(caller(Role.officer), written)
    assert not may_read(caller(Role.officer, subject="other"), written)
    assert not may_read(caller(Role.officer, organisation="fra.other"), written)
    assert not may_read(caller(Role.admin), written)


def test_an_entry_begins_with_who_and_when() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    asked = entry_now(Caller(subject="s", role=Role.reviewer, organisation="o", country="FRA"), Action.judge)
    assert (asked.subject, asked.role, asked.organisation, asked.country) == ("s", Role.reviewer, "o", "FRA")
    assert before <= asked.at <= datetime.now(UTC)
    assert entry_now(None, Action.search).role is None


def test_a_store_changed_by_hand_is_found(log: AuditLog, urls: StoreUrls, keys: AuditKeys) -> None:
    for number in range(3):
        log.append(entry(str(number)))
    driver = urls.views.replace("postgresql://", "postgresql+psycopg://")
    engine = sql.create_engine(driver)
    with engine.begin() as connection:
        connection.execute(sql.text("DELETE FROM audit_entry WHERE number = 2"))
    engine.dispose()
    assert [found.number for found in verify(log.rows(), keys) if isinstance(found, Finding)] == [2]
