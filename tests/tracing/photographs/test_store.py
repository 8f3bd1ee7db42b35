"""Where pictures are kept, and that what is kept there is sealed."""

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.keys import MASTERS
from tests.tracing.log.samples import event
from tracing.errors import ErasedError
from tracing.events import ErasureGround, RecordErased
from tracing.log.application import LogApplication
from tracing.photographs.sealed import Photographs
from tracing.photographs.store import FolderStore, PhotographMissingError
from tracing.reports import ReportKind

CONTENT = b"a picture of a face"
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogApplication]:
    with LogApplication(f"sqlite:///{tmp_path}/log.sqlite", MASTERS, create=True) as application:
        yield application


@pytest.fixture
def record(log: LogApplication) -> UUID:
    first = event()
    log.append(first)
    return first.originator_id


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "photographs")


@pytest.fixture
def photographs(log: LogApplication, store: FolderStore) -> Photographs:
    return Photographs(log, store)


def files(store: FolderStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_what_is_put_is_got_under_its_hash(photographs: Photographs, store: FolderStore, record: UUID) -> None:
    assert photographs.put(record, CONTENT) == NAME == photographs.put(record, CONTENT)
    assert photographs.get(record, NAME) == CONTENT
    (file,) = files(store)
    assert CONTENT not in file.read_bytes()


def test_only_the_services_own_user_can_read_it(photographs: Photographs, store: FolderStore, record: UUID) -> None:
    photographs.put(record, CONTENT)
    for path in (store.folder, *store.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_what_is_not_there_or_damaged_is_missing_until_it_is_put_again(
    photographs: Photographs, store: FolderStore, record: UUID
) -> None:
    with pytest.raises(PhotographMissingError):
        photographs.get(record, NAME)
    photographs.put(record, CONTENT)
    files(store)[0].write_bytes(b"a pic")
    with pytest.raises(PhotographMissingError):
        photographs.get(record, NAME)
    photographs.put(record, CONTENT)
    assert photographs.get(record, NAME) == CONTENT


def test_a_picture_opens_only_as_the_picture_of_its_record(
    photographs: Photographs, store: FolderStore, log: LogApplication, record: UUID
) -> None:
    photographs.put(record, CONTENT)
    other = event()
    log.append(other)
    store.put(other.originator_id, NAME, store.get(record, NAME))
    with pytest.raises(PhotographMissingError):
        photographs.get(other.originator_id, NAME)


def test_pictures_go_with_the_key_of_their_record(
    photographs: Photographs, store: FolderStore, log: LogApplication, record: UUID
) -> None:
    photographs.put(record, CONTENT)
    ending = RecordErased(
        originator_id=record,
        originator_version=2,
        organisation="pol.bureau",
        kind=ReportKind.sighting,
        ground=ErasureGround.objection,
    )
    log.append_erasing(ending, record)
    with pytest.raises(ErasedError):
        photographs.get(record, NAME)
    with pytest.raises(ErasedError):
        photographs.put(record, CONTENT)
    photographs.forget(record)
    photographs.forget(uuid4())
    assert files(store) == []


def test_what_cannot_be_removed_is_told(tmp_path: Path) -> None:
    store, record = FolderStore(tmp_path / "photographs"), uuid4()
    assert store.forget(record)
    store.put(record, "a", b"sealed")
    place = tmp_path / "photographs" / record.hex[:2] / record.hex
    # Somebody moved it to another disk: it is not a folder of the store's own, and is not emptied through the link.
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    assert not store.forget(record)
    assert store.get(record, "a") == b"sealed"
