"""The store of photographs."""

import hashlib
import stat
from pathlib import Path

import pytest

from tracing.photographs.store import FolderStore, PhotographMissingError


def test_what_is_put_is_got_under_its_hash(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "photographs")
    name = store.put(b"a picture")
    assert name == hashlib.sha256(b"a picture").hexdigest() == store.put(b"a picture")
    assert store.get(name) == b"a picture" == FolderStore(tmp_path / "photographs").get(name)
    assert len([path for path in store.folder.rglob("*") if path.is_file()]) == 1


def test_only_the_services_own_user_can_read_it(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "photographs")
    store.put(b"a picture")
    for path in (store.folder, *store.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_what_is_not_there_or_damaged_is_missing_until_it_is_put_again(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    with pytest.raises(PhotographMissingError):
        store.get(64 * "a")
    name = store.put(b"a picture")
    (tmp_path / name[:2] / name).write_bytes(b"a pic")
    with pytest.raises(PhotographMissingError):
        store.get(name)
    store.put(b"a picture")
    assert store.get(name) == b"a picture"
