"""Master keys: they wrap data keys, and are kept where the log is not."""

import base64
import binascii
import os
import secrets
from collections.abc import Container, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracing.keys.device import DeviceError, KeyDevice

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
    """Who wraps data keys: keys in a file, which a device may have sealed; so would a service that keeps its own."""

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
    """Master keys in a file: a line each, oldest first; the last is the current one.

    A file that changed is read again, so that a service learns a new key while it runs.
    """

    def __init__(self, path: Path, device: KeyDevice | None = None) -> None:
        """Read the file, whose keys a device may have sealed.

        Raises:
            MasterKeyError: as :func:`read_master_keys`.
        """
        self.path, self._device = path, device
        self._read_at = path.stat().st_mtime_ns if path.exists() else -1
        super().__init__(read_master_keys(path, device))

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
            self._take(read_master_keys(self.path, self._device))
            self._read_at = changed_at


def read_master_keys(path: Path, device: KeyDevice | None = None) -> dict[str, bytes]:
    """The keys of a file by their ids, oldest first.

    Raises:
        MasterKeyError: the file is missing, holds none, or a line is none; or a device sealed one and is not here.
    """
    lines = _lines(path)
    keys = {master: _opened(master, content, device) for master, content in lines.items()}
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise MasterKeyError(f"a line of the file of master keys holds an id and {KEY_BYTES} bytes in base64")
    return keys


def master_ids(path: Path) -> list[str]:
    """The ids of the keys in a file, oldest first; no key is opened.

    Raises:
        MasterKeyError: the file is missing.
    """
    return list(_lines(path))


def unsealed_ids(path: Path) -> list[str]:
    """The ids of the keys in a file that no device has sealed; raises as :func:`master_ids`."""
    return [master for master, content in _lines(path).items() if not content.startswith(_BY_DEVICE)]


def add_master_key(path: Path, device: KeyDevice | None = None) -> str:
    """Make a new key the current one of a file, which is made where there is none; its id.

    Args:
        path: of the file.
        device: that seals it; its key is made where there is none and the file is new.

    Raises:
        MasterKeyError: the device cannot be used.
    """
    lines = _lines(path) if path.exists() else {}
    master, key = f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(4)}", secrets.token_bytes(KEY_BYTES)
    content = base64.b64encode(key).decode()
    if device is not None:
        try:
            if all(not line.startswith(_BY_DEVICE) for line in lines.values()):
                device.make_key()
            content = _BY_DEVICE + base64.b64encode(device.seal(key, master.encode())).decode()
        except DeviceError as error:
            raise MasterKeyError(str(error)) from None
    _write(path, lines | {master: content})
    return master


def keep_master_keys(path: Path, kept: Container[str]) -> None:
    """Take all keys out of a file but these; raises as :func:`master_ids`."""
    _write(path, {master: content for master, content in _lines(path).items() if master in kept})


_BY_DEVICE = "pkcs11 "
"""Stands before the sealed form of a key that a device sealed."""


def _lines(path: Path) -> dict[str, str]:
    """What stands after each id: a key in base64, or :data:`_BY_DEVICE` and its sealed form."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        raise MasterKeyError("the file of master keys does not exist: run `tracing migrate`") from None
    return {master: content for master, _, content in (line.partition(" ") for line in lines)}


def _opened(master: str, content: str, device: KeyDevice | None) -> bytes:
    """A key; nothing for a line that is none."""
    try:
        held = base64.b64decode(content.removeprefix(_BY_DEVICE), validate=True)
    except (binascii.Error, ValueError):
        return b""
    if not content.startswith(_BY_DEVICE):
        return held
    if device is None:
        raise MasterKeyError("a device sealed a master key: name it in TRACING_MASTER_KEY_DEVICE")
    try:
        return device.opened(held, master.encode())
    except DeviceError as error:
        raise MasterKeyError(str(error)) from None


def _write(path: Path, lines: Mapping[str, str]) -> None:
    """Write a file that its owner alone can read; it holds the old lines or the new ones, never half."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.writelines(f"{master} {content}\n" for master, content in lines.items())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
