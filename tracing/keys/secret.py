"""Secrets of 32 bytes in files, and the keys that are derived from them."""

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES = 32


class SecretError(ValueError):
    """A file of a secret is missing or holds none; the message names the rule and not the content."""


def make_secret(path: Path) -> None:
    """Write a new secret, readable by its owner alone; where the file exists, nothing happens."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(SECRET_BYTES)) + b"\n")


def read_secret(path: Path) -> bytes:
    """The secret in a file.

    Raises:
        SecretError: there is no such file, or it does not hold 32 bytes in base64.
    """
    try:
        secret = base64.b64decode(path.read_bytes().strip(), validate=True)
    except FileNotFoundError:
        raise SecretError("the file of this secret does not exist: run `tracing migrate`") from None
    except binascii.Error:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise SecretError(f"the file of this secret holds {SECRET_BYTES} bytes in base64")
    return secret


def derived(secret: bytes, purpose: bytes) -> bytes:
    """A key of 32 bytes for one purpose (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=SECRET_BYTES, salt=None, info=b"tracing " + purpose).derive(secret)
