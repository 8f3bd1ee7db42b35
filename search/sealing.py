"""What an index holds of a person is sealed: documents whole, blocking keys as tokens that can only be compared."""

import os
from base64 import urlsafe_b64encode
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from search.engine import EngineUnavailableError
from tracing.keys.secret import derived

_NONCE_BYTES = 12
_TOKEN_BYTES = 15
"""Of a token: two of a thousand million keys are mistaken for one another once in a million million indexes."""


class IndexSeal:
    """Seals documents (AES-256-GCM, NIST SP 800-38D) and makes tokens (keyed BLAKE2b, RFC 7693).

    An index is derived from the log, so its secret may be lost: a new one and a rebuild make up for it.
    """

    def __init__(self, secret: bytes) -> None:
        """Derive both keys from a secret of 32 bytes."""
        self._cipher = AESGCM(derived(secret, b"index documents"))
        self._token_key = derived(secret, b"index keys")

    def token(self, key: str) -> str:
        """What stands for a blocking key in an index: 20 letters, the same for the same key."""
        digest = blake2b(key.encode("utf-8", "surrogatepass"), key=self._token_key, digest_size=_TOKEN_BYTES).digest()
        return urlsafe_b64encode(digest).decode()

    def sealed(self, number: int, body: bytes) -> bytes:
        """A document's body, which opens only as the document of this number."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, body, _bound_to(number))

    def opened(self, number: int, sealed: bytes) -> bytes:
        """The body.

        Raises:
            EngineUnavailableError: it was sealed with another secret, for another number, or was changed.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound_to(number))
        except (InvalidTag, ValueError):
            raise EngineUnavailableError(
                "the search index was sealed with another secret: run `tracing rebuild records`"
            ) from None


def _bound_to(number: int) -> bytes:
    return number.to_bytes(8, "big")
