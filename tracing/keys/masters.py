"""Master keys: they wrap data keys, and are kept where the log is not."""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES, NONCE_BYTES = 32, 12


class MasterKeyError(ValueError):
    """A master key is missing, or what it should open was changed; the message holds no key."""


class Wrapped(NamedTuple):
    """A data key that only a master key opens.

    Attributes:
        master: id of the master key.
        content: the sealed key.
    """

    master: str
    content: bytes


class MasterKeys(Protocol):
    """Who wraps data keys: a file does; so would a service or a device that never gives its key away."""

    @property
    def current(self) -> str:
        """Id of the key under which new data keys are wrapped."""
        ...

    def wrap(self, key: bytes, bound_to: bytes) -> Wrapped:
        """Seal a data key with the current master key, so that it opens only together with `bound_to`."""
        ...

    def unwrap(self, master: str, wrapped: bytes, bound_to: bytes) -> bytes:
        """The data key, from the id of its master key and its sealed form.

        Raises:
            MasterKeyError: its master key is not known, or it was changed, or bound to something else.
        """
        ...


class HeldMasterKeys:
    """Master keys in memory (AES-256-GCM, NIST SP 800-38D)."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """Take keys of 32 bytes by their ids; the last one is the current one."""
        self._ciphers: dict[str, AESGCM] = {}
        self._current = ""
        self._take(keys)

    @property
    def current(self) -> str:
        """Id of the key under which new data keys are wrapped."""
        return self._current

    def wrap(self, key: bytes, bound_to: bytes) -> Wrapped:
        """Seal a data key with the current master key."""
        master, nonce = self.current, secrets.token_bytes(NONCE_BYTES)
        return Wrapped(master, nonce + self._ciphers[master].encrypt(nonce, key, master.encode() + b" " + bound_to))

    def unwrap(self, master: str, wrapped: bytes, bound_to: bytes) -> bytes:
        """The data key.

        Raises:
            MasterKeyError: as the protocol says.
        """
        # Found without a call where it can be: a replay comes here once for each stream.
        cipher = self._ciphers.get(master) or self._cipher(master)
        try:
            return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], master.encode() + b" " + bound_to)
        except (InvalidTag, ValueError):
            raise MasterKeyError("a data key cannot be opened: it was changed, or wrapped by another master") from None

    def _cipher(self, master: str) -> AESGCM:
        try:
            return self._ciphers[master]
        except KeyError:
            raise MasterKeyError("a data key was wrapped by a master key that is not here") from None

    def _take(self, keys: Mapping[str, bytes]) -> None:
        self._ciphers = {master: AESGCM(key) for master, key in keys.items()}
        self._current = list(keys)[-1]


class MasterKeyFile(HeldMasterKeys):
    """Master keys in a file: a line each, id and key in base64; the last is the current one.

    A file that changed is read again, so that a service learns a new key while it runs.
    """

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            MasterKeyError: it is missing, or a line is not an id and 32 bytes in base64.
        """
        self.path = path
        self._read_at = path.stat().st_mtime_ns if path.exists() else -1
        super().__init__(read_master_keys(path))

    @property
    def current(self) -> str:
        """Id of the last key in the file."""
        self._refresh()
        return self._current

    def _cipher(self, master: str) -> AESGCM:
        if master not in self._ciphers:
            self._refresh()
        return super()._cipher(master)

    def _refresh(self) -> None:
        # Without the file the service goes on with the keys that it has, as long as they are enough.
        changed_at = self.path.stat().st_mtime_ns if self.path.exists() else self._read_at
        if changed_at != self._read_at:
            self._take(read_master_keys(self.path))
            self._read_at = changed_at


def read_master_keys(path: Path) -> dict[str, bytes]:
    """The keys of a file by their ids, oldest first.

    Raises:
        MasterKeyError: the file is missing, holds none, or a line is not an id and 32 bytes in base64.
    """
    keys: dict[str, bytes] = {}
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        raise MasterKeyError("the file of master keys does not exist: run `tracing migrate`") from None
    for line in lines:
        master, _, encoded = line.partition(" ")
        try:
            keys[master] = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            keys[master] = b""
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise MasterKeyError(f"a line of the file of master keys holds an id and {KEY_BYTES} bytes in base64")
    return keys


def add_master_key(path: Path) -> str:
    """Make a new key the current one of a file, which is made where there is none; its id."""
    keys = read_master_keys(path) if path.exists() else {}
    master = f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(4)}"
    write_master_keys(path, keys | {master: secrets.token_bytes(KEY_BYTES)})
    return master


def write_master_keys(path: Path, keys: Mapping[str, bytes]) -> None:
    """Put keys into a file that its owner alone can read; it holds the old ones or the new ones, never half."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for master, key in keys.items():
            file.write(master.encode() + b" " + base64.b64encode(key) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
