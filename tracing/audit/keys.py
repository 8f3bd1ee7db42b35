"""The secret of the audit log: from one file come the key that seals entries and the one that signs checkpoints."""

import base64
import binascii
import os
import secrets
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES, _NONCE_BYTES, _KEY_BYTES = 32, 12, 32


class AuditKeyError(ValueError):
    """The file of the audit secret is missing or holds none; the message names the rule and not the content."""


class AuditKeys:
    """Seals entries (AES-256-GCM, NIST SP 800-38D) and signs checkpoints (Ed25519, RFC 8032)."""

    def __init__(self, secret: bytes) -> None:
        """Derive both keys from a secret of 32 bytes (HKDF, RFC 5869)."""
        self._sealing = AESGCM(_derived(secret, b"audit entries"))
        self.signing = Ed25519PrivateKey.from_private_bytes(_derived(secret, b"audit checkpoints"))

    @cached_property
    def public(self) -> bytes:
        """The public key with which anybody can check a checkpoint: 32 bytes."""
        return self.signing.public_key().public_bytes_raw()

    def seal(self, number: int, entry: bytes) -> bytes:
        """An entry that only the secret opens, and only as the entry of this number."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._sealing.encrypt(nonce, entry, _bound_to(number))

    def opened(self, number: int, sealed: bytes) -> bytes:
        """What was sealed.

        Raises:
            ValueError: it was changed, sealed for another number, or with another secret.
        """
        try:
            return self._sealing.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound_to(number))
        except (InvalidTag, ValueError):
            raise ValueError("an audit entry cannot be opened") from None


def make_audit_secret(path: Path) -> None:
    """Write a new secret, readable by its owner alone; where the file exists, nothing happens."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(SECRET_BYTES)) + b"\n")


def read_audit_keys(path: Path) -> AuditKeys:
    """The keys of the secret in a file.

    Raises:
        AuditKeyError: there is no such file, or it does not hold 32 bytes in base64.
    """
    try:
        secret = base64.b64decode(path.read_bytes().strip(), validate=True)
    except FileNotFoundError:
        raise AuditKeyError("the file of the audit secret does not exist: run `tracing migrate`") from None
    except binascii.Error:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise AuditKeyError(f"the file of the audit secret holds {SECRET_BYTES} bytes in base64")
    return AuditKeys(secret)


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=b"tracing " + purpose).derive(secret)


def _bound_to(number: int) -> bytes:
    return number.to_bytes(8, "big")
