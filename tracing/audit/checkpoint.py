"""Signed checkpoints: what the log was at one size, in a form that witnesses of transparency logs read.

The form is the checkpoint of C2SP (tlog-checkpoint and signed-note, version 1.0): origin, size and root on three lines,
an empty line, and the signature with the name and the hash of its key.
"""

import base64
import binascii
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tracing.audit.keys import AuditKeys
from tracing.value import Value

ORIGIN = "tracing/audit"
_ED25519 = b"\x01"
_KEY_HASH_BYTES, _SIGNATURE_BYTES = 4, 64


class CheckpointError(ValueError):
    """A text is no checkpoint of this log, or its signature is another's."""


class Checkpoint(Value, frozen=True, kw_only=True):
    """The log at one size.

    Attributes:
        size: how many entries it had.
        root: of their Merkle tree, 32 bytes.
        signature: of :meth:`body`, 64 bytes.
    """

    size: int
    root: bytes
    signature: bytes

    def body(self) -> bytes:
        """What is signed."""
        return _body(self.size, self.root)

    def note(self, public: bytes) -> str:
        """The signed note that witnesses keep."""
        signed = base64.b64encode(_key_hash(public) + self.signature).decode()
        return f"{self.body().decode()}\n— {ORIGIN} {signed}\n"

    def is_signed_by(self, public: bytes) -> bool:
        """Whether the signature is of this key."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(self.signature, self.body())
        except InvalidSignature:
            return False
        return True


def signed(size: int, root: bytes, keys: AuditKeys) -> Checkpoint:
    """A checkpoint of the log at this size."""
    return Checkpoint(size=size, root=root, signature=keys.signing.sign(_body(size, root)))


def read_note(note: str, public: bytes) -> Checkpoint:
    """The checkpoint that a signed note holds.

    Raises:
        CheckpointError: it is no note of this log, or not signed by this key.
    """
    try:
        origin, size, root, empty, line = note.strip("\n").split("\n")
        dash, name, signed_by = line.split(" ")
        known = base64.b64decode(signed_by, validate=True)
        found = Checkpoint(
            size=int(size), root=base64.b64decode(root, validate=True), signature=known[_KEY_HASH_BYTES:]
        )
    except (ValueError, binascii.Error):
        raise CheckpointError("this is not a checkpoint of an audit log") from None
    if (origin, empty, dash, name) != (ORIGIN, "", "—", ORIGIN) or len(found.signature) != _SIGNATURE_BYTES:
        raise CheckpointError("this is not a checkpoint of this audit log")
    if known[:_KEY_HASH_BYTES] != _key_hash(public) or not found.is_signed_by(public):
        raise CheckpointError("the checkpoint is signed with another key")
    return found


def _body(size: int, root: bytes) -> bytes:
    return f"{ORIGIN}\n{size}\n{base64.b64encode(root).decode()}\n".encode()


def _key_hash(public: bytes) -> bytes:
    return sha256(ORIGIN.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_HASH_BYTES]
