"""Envelopes: what a shelter seals to its own public key (HPKE, RFC 9180), and nobody else opens, the service included.

The shelter's own computers seal and open; the service runs none of this but :func:`key_id` and :func:`is_public_key`.
"""

import base64
import os
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

PUBLIC_BYTES, _TAG_BYTES = 32, 16
_PART_BYTES = 512
"""Texts are filled up to a multiple of this, so that their length tells nothing of an address."""
MOST_BYTES = 4_096
"""Of a text in UTF-8."""
LEAST_BYTES = PUBLIC_BYTES + _PART_BYTES + _TAG_BYTES
"""Of an envelope."""
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class EnvelopeError(ValueError):
    """Something cannot be sealed or opened; the message holds nothing of it."""


def key_id(public: bytes) -> str:
    """The id of a public key: 128 bits of its SHA-256, in base64 for URLs."""
    return base64.urlsafe_b64encode(sha256(public).digest()[:16]).decode().rstrip("=")


def is_public_key(public: bytes) -> bool:
    """Whether anything can be sealed to these bytes."""
    try:
        _SUITE.encrypt(b"", X25519PublicKey.from_public_bytes(public))
    except ValueError:  # of another length, or a point to which everybody knows the secret
        return False
    return True


def seal(public: bytes, organisation: str, reference: str, text: str) -> bytes:
    """A text that only the private key opens, and only for the same registration.

    Args:
        public: the shelter's key, 32 bytes (X25519).
        organisation: whose registration it is for.
        reference: of that registration.
        text: where the shelter is, and how to reach it.

    Raises:
        EnvelopeError: the text is too long, or the key is none.
    """
    content = text.strip().encode()
    if len(content) > MOST_BYTES:
        raise EnvelopeError(f"at most {MOST_BYTES} bytes of text go into an envelope")
    filled = content.ljust(-(-max(len(content), 1) // _PART_BYTES) * _PART_BYTES)
    try:
        return _SUITE.encrypt(filled, X25519PublicKey.from_public_bytes(public), _bound_to(organisation, reference))
    except ValueError:
        raise EnvelopeError(f"a public key is {PUBLIC_BYTES} bytes (X25519)") from None


def opened(private: X25519PrivateKey, organisation: str, reference: str, sealed: bytes) -> str:
    """The text in an envelope.

    Raises:
        EnvelopeError: it was changed, sealed to another key, or for another registration.
    """
    try:
        return _SUITE.decrypt(sealed, private, _bound_to(organisation, reference)).decode().rstrip()
    except (InvalidTag, ValueError):
        raise EnvelopeError("it was changed, sealed to another key, or for another registration") from None


def make_private_key(path: Path) -> X25519PrivateKey:
    """A new private key in a file that its owner alone can read.

    Raises:
        FileExistsError: there is a file already.
    """
    key = X25519PrivateKey.generate()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def read_private_key(path: Path) -> X25519PrivateKey:
    """The private key in a file.

    Raises:
        EnvelopeError: the file holds none.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, X25519PrivateKey):
        raise EnvelopeError("the file holds no private key that `tracing seal make-key` made")
    return key


def _bound_to(organisation: str, reference: str) -> bytes:
    return f"tracing sealed contact\n{organisation}\n{reference}".encode()
