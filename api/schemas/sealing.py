"""The public keys to which a shelter seals where it is."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from tracing.events import SealingKeyRegistered
from tracing.value import Value


class PublicKey(Value, frozen=True, kw_only=True):
    """A public key of the shelter's own."""

    public_key: Annotated[
        str, Field(max_length=44, description="X25519, 32 bytes in base64; `tracing seal make-key` prints it.")
    ]

    def raw(self) -> bytes:
        """The key's bytes; none where the text is not base64."""
        try:
            return base64.b64decode(self.public_key, validate=True)
        except (binascii.Error, ValueError):
            return b""


class SealingKey(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A registered key."""

    key: Annotated[str, Field(description="Its id, which `sealed_contact` names.")]
    public_key: str
    registered_by: Annotated[str, Field(description="Who of the shelter's staff did it.")]
    registered_at: datetime


class SealingKeysAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """All keys of the shelter, oldest first."""

    keys: tuple[SealingKey, ...]


def keys_shown(keys: Sequence[SealingKeyRegistered]) -> SealingKeysAnswer:
    """The keys as they are sent."""
    return SealingKeysAnswer(
        keys=tuple(
            SealingKey(
                key=key.key,
                public_key=key.public_key,
                registered_by=key.registered_by,
                registered_at=key.timestamp,
            )
            for key in keys
        )
    )
