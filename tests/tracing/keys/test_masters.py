"""Master keys: what they wrap opens nowhere else, and their file is read again when it changes."""

import stat
from pathlib import Path

import pytest

from tracing.keys.masters import (
    HeldMasterKeys,
    MasterKeyError,
    MasterKeyFile,
    Wrapped,
    add_master_key,
    keep_master_keys,
    master_ids,
    read_master_keys,
    unsealed_ids,
)

KEY = bytes(range(40))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "master-keys"


def test_what_is_wrapped_opens_only_for_what_it_is_bound_to(path: Path) -> None:
    add_master_key(path)
    masters = MasterKeyFile(path)
    wrapped = masters.wrap(KEY, b"stream")
    assert masters.unwrap(*wrapped, b"stream") == KEY
    with pytest.raises(MasterKeyError, match="cannot be opened"):
        masters.unwrap(*wrapped, b"another")
    changed = Wrapped(wrapped.master, wrapped.content[:-1] + bytes([wrapped.content[-1] ^ 1]))
    with pytest.raises(MasterKeyError, match="cannot be opened"):
        masters.unwrap(*changed, b"stream")
    with pytest.raises(MasterKeyError, match="not here"):
        HeldMasterKeys({"other": bytes(32)}).unwrap(*wrapped, b"stream")


def test_a_key_that_is_added_becomes_current_in_a_running_process(path: Path) -> None:
    first = add_master_key(path)
    masters = MasterKeyFile(path)
    before = masters.wrap(KEY, b"stream")
    second = add_master_key(path)
    after = masters.wrap(KEY, b"stream")
    assert (before.master, after.master) == (first, second) and masters.current == second
    assert masters.unwrap(*before, b"stream") == masters.unwrap(*after, b"stream") == KEY


def test_a_process_learns_a_key_that_it_has_not_seen_when_it_meets_it(path: Path) -> None:
    add_master_key(path)
    masters = MasterKeyFile(path)
    add_master_key(path)
    assert masters.unwrap(*MasterKeyFile(path).wrap(KEY, b"stream"), b"stream") == KEY


def test_the_file_is_its_owners_alone(path: Path) -> None:
    add_master_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("content", ["", "one\n", "one AAAA\n", "one !\n", "\n"])
def test_a_file_without_keys_is_refused_and_not_quoted(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(MasterKeyError, match="32 bytes in base64") as caught:
        read_master_keys(path)
    assert "one" not in str(caught.value)


def test_without_a_file_the_error_says_what_makes_one(path: Path) -> None:
    with pytest.raises(MasterKeyError, match="tracing migrate"):
        MasterKeyFile(path)


def test_keys_come_back_in_their_order_and_only_those_kept(path: Path) -> None:
    made = [add_master_key(path) for _ in range(3)]
    keys = read_master_keys(path)
    assert list(keys) == master_ids(path) == unsealed_ids(path) == made and MasterKeyFile(path).current == made[-1]
    keep_master_keys(path, made[1:])
    assert read_master_keys(path) == {master: keys[master] for master in made[1:]}
