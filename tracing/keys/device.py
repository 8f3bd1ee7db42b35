"""A device that keeps a key and never gives it away (PKCS#11): it seals the master keys that the file holds.

The device is asked once for each master key, when a process starts or meets a new one, and not for each data key: a
replay opens a million of those.
"""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import PKCS11Error
from pkcs11.mechanisms import GCMParams
from pkcs11.types import DecryptMixin, EncryptMixin

from tracing.value import Value

_NONCE_BYTES, _TAG_BITS = 12, 128


class DeviceError(ValueError):
    """The device cannot be used, or what it should open was changed; the message holds no key and no PIN."""


class DeviceAddress(Value, frozen=True, kw_only=True):
    """Where a device and its key are, as a PKCS#11 URI says it (RFC 7512).

    Attributes:
        library: the device's library (`module-path`).
        token: label of the token.
        key: label of its key (`object`).
        pin_file: file that holds the PIN (`pin-source`).
    """

    library: Path
    token: str
    key: str
    pin_file: Path


def read_address(uri: str) -> DeviceAddress:
    """The address in a URI: `pkcs11:token=…;object=…?module-path=/…&pin-source=/…`.

    Raises:
        ValueError: it is none, lacks one of the four, or has something else.
    """
    parts = urlsplit(uri)
    pairs = [pair.partition("=") for pair in (*parts.path.split(";"), *parts.query.split("&"))]
    found = {name: unquote(value).removeprefix("file:") for name, _, value in pairs}
    names = sorted(name for name, _, _ in pairs)
    if parts.scheme != "pkcs11" or names != ["module-path", "object", "pin-source", "token"]:
        raise ValueError("a device is named as pkcs11:token=…;object=…?module-path=/…&pin-source=/…")
    return DeviceAddress(
        library=Path(found["module-path"]),
        token=found["token"],
        key=found["object"],
        pin_file=Path(found["pin-source"]),
    )


class KeyDevice:
    """Seals and opens by a key of AES-256 that stays in a device (AES-GCM, NIST SP 800-38D)."""

    def __init__(self, address: DeviceAddress) -> None:
        """Open nothing yet."""
        self._address = address

    def make_key(self) -> None:
        """Make the key in the device, such that it is never given away; where there is one, nothing happens.

        Raises:
            DeviceError: the device cannot be used.
        """
        with self._session(writing=True) as session:
            label = self._address.key
            if not list(session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.LABEL: label})):
                kept = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}
                session.generate_key(KeyType.AES, 256, label=label, store=True, template=kept)

    def seal(self, content: bytes, bound_to: bytes) -> bytes:
        """Content that only the device's key opens, and only together with `bound_to`.

        Raises:
            DeviceError: the device cannot be used.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        with self._session() as session:
            key = _key(session, self._address.key)
            assert isinstance(key, EncryptMixin)  # as AES keys are made
            how = GCMParams(nonce, bound_to, _TAG_BITS)
            return nonce + _whole(key.encrypt(content, mechanism=Mechanism.AES_GCM, mechanism_param=how))

    def opened(self, sealed: bytes, bound_to: bytes) -> bytes:
        """What was sealed.

        Raises:
            DeviceError: the device cannot be used, or it was changed, or sealed by another key.
        """
        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        with self._session() as session:
            key = _key(session, self._address.key)
            assert isinstance(key, DecryptMixin)
            how = GCMParams(nonce, bound_to, _TAG_BITS)
            return _whole(key.decrypt(content, mechanism=Mechanism.AES_GCM, mechanism_param=how))

    @contextmanager
    def _session(self, *, writing: bool = False) -> Iterator[pkcs11.Session]:
        try:
            pin = self._address.pin_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise DeviceError("the file of the device's PIN cannot be read") from None
        try:
            # One at a time: whoever signs in signs in the whole process.
            with _ONE_AT_A_TIME:
                token = pkcs11.lib(str(self._address.library)).get_token(token_label=self._address.token)
                with token.open(rw=writing, user_pin=pin) as session:
                    yield session
        except PKCS11Error as error:
            raise DeviceError(f"the device refused: {_REASONS.get(type(error).__name__, 'see its own log')}") from None


_ONE_AT_A_TIME = threading.Lock()
_REASONS = {
    "NoSuchToken": "there is no token of this label",
    "NoSuchKey": "its token has no key of this label",
    "PinIncorrect": "the PIN is wrong",
    "PinLocked": "the PIN is locked",
    "PKCS11Error": "its library cannot be loaded",
    "GeneralError": "it cannot open this: it was changed, or sealed by another key",
    "EncryptedDataInvalid": "it cannot open this: it was changed, or sealed by another key",
}


def _key(session: pkcs11.Session, label: str) -> pkcs11.SecretKey:
    found = session.get_key(object_class=ObjectClass.SECRET_KEY, label=label)
    assert isinstance(found, pkcs11.SecretKey)
    return found


def _whole(content: bytes | Iterator[bytes]) -> bytes:
    """What a device answers; it answers in parts only where it was asked in parts."""
    assert isinstance(content, bytes)
    return content
