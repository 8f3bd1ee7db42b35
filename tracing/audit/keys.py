"""The secret of the audit log: from one file come the key that seals entries and the one that signs checkpoints."""

import secrets
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracing.keys.secret import SecretError, derived, read_secret

_NONCE_BYTES = 12


class AuditKeyError(ValueError):
    """The file of the audit secret is missing or holds none; the message names the rule and not the content."""


class AuditKeys:
    """Seals entries (AES-256-GCM, NIST SP 800-38D) and signs checkpoints (Ed25519, RFC 8032)."""

    def __init__(self, secret: bytes) -> None:
        """Derive both keys from a secret of 32 bytes (HKDF, RFC 5869)."""
        self._sealing = AESGCM(derived(secret, b"audit entries"))
        self.signing = Ed25519PrivateKey.from_private_bytes(derived(secret, b"audit checkpoints"))

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


def read_audit_keys(path: Path) -> AuditKeys:
    """The keys of the secret in a file, which :func:`tracing.keys.secret.make_secret` makes.

    Raises:
        AuditKeyError: there is no such file, or it does not hold 32 bytes in base64.
    """
    try:
        return AuditKeys(read_secret(path))
    except SecretError as error:
        raise AuditKeyError(str(error)) from None


def _bound_to(number: int) -> bytes:
    return number.to_bytes(8, "big")
