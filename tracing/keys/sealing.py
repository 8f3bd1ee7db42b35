"""Data keys: one a stream, with which its events are sealed."""

import os
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracing.keys.masters import KEY_BYTES, NONCE_BYTES, MasterKeys

KEY_ID_BYTES = 8
_FORM = b"\x01"
"""First byte of everything sealed: AES-256-GCM (NIST SP 800-38D) with a nonce of 12 random bytes in front."""
ERASED = ""
"""Stands in the place of a master key's id where the data key was erased."""


class SealedWithAnotherKeyError(ValueError):
    """What was sealed cannot be opened: it was changed, moved to another place, or sealed with another key."""


class StreamKey(NamedTuple):
    """The data key of a stream as it is stored.

    Attributes:
        stream: whose events it seals.
        master: id of the master key that wrapped it; :data:`ERASED` for a key that was erased.
        wrapped: the key; None for one that was erased.
        about: records of which the stream's events tell, beside its own: the two of a judgement. To erase one of
            them erases this key too.
    """

    stream: UUID
    master: str
    wrapped: bytes | None
    about: tuple[UUID, ...] = ()


class DataKey:
    """A key that is open: seals the events of one stream and opens them."""

    __slots__ = ("_cipher", "_id")

    def __init__(self, key: bytes) -> None:
        """Take the id, 8 bytes, and the key, 32 bytes."""
        self._id, self._cipher = key[:KEY_ID_BYTES], AESGCM(key[KEY_ID_BYTES:])

    def seal(self, place: bytes, content: bytes) -> bytes:
        """Content that only this key opens, and only in its place."""
        nonce = os.urandom(NONCE_BYTES)
        return _FORM + nonce + self._cipher.encrypt(nonce, content, place + self._id)

    def opened(self, place: bytes, sealed: bytes) -> bytes:
        """What was sealed.

        Raises:
            SealedWithAnotherKeyError: it was not sealed by this key for this place, or was changed.
        """
        if sealed.startswith(_FORM):
            try:
                return self._cipher.decrypt(sealed[1:_CONTENT], sealed[_CONTENT:], place + self._id)
            except (InvalidTag, ValueError):
                pass
        raise SealedWithAnotherKeyError("what was sealed cannot be opened")


_CONTENT = 1 + NONCE_BYTES


def place_of(stream: str, version: int, topic: str) -> bytes:
    """What an event is bound to beside the id of its key: its stream (32 hexadecimal digits), version and topic."""
    return f"{stream} {version} {topic} ".encode()


class DataKeys:
    """Makes data keys and opens those that are stored.

    None is held: opening one takes two millionths of a second, less than what keeping many costs a replay, and a key
    that is erased is never found here by mistake.
    """

    def __init__(self, masters: MasterKeys) -> None:
        """Wrap with these master keys."""
        self.masters = masters

    def make(self, stream: UUID, about: tuple[UUID, ...] = ()) -> StreamKey:
        """A new key for a stream."""
        master, wrapped = self.masters.wrap(os.urandom(KEY_ID_BYTES + KEY_BYTES), stream.hex.encode())
        return StreamKey(stream, master, wrapped, about)

    def wrapped_anew(self, key: StreamKey) -> StreamKey:
        """The same key, wrapped by the current master key.

        Raises:
            MasterKeyError: as :meth:`opened`.
        """
        assert key.wrapped is not None  # an erased key is never wrapped again
        bound_to = key.stream.hex.encode()
        master, wrapped = self.masters.wrap(self.masters.unwrap(key.master, key.wrapped, bound_to), bound_to)
        return key._replace(master=master, wrapped=wrapped)

    def opened(self, stream: str, master: str, wrapped: bytes) -> DataKey:
        """The open key of a stream (32 hexadecimal digits), from the id of its master key and its wrapped form.

        Raises:
            MasterKeyError: the master key is not known, or the wrapped form was changed.
        """
        return DataKey(self.masters.unwrap(master, wrapped, stream.encode()))
