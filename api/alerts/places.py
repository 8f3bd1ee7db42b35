"""Cursors of alerts: the place of one in its list, sealed, so that it tells nobody how much others have written."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64Error
from struct import Struct
from typing import Annotated

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from pydantic import Field

from api.acts.cursors import ForeignCursorError
from projections.alerts import BEGINNING, Place
from tracing.access import Caller

_FORM = Struct(">QI")

Cursor = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_-]{38}$", description="A place in the list, as an answer gave it to you.")
]


class Places:
    """Makes cursors and reads them; the same place is always the same cursor.

    Args:
        key: 32 bytes; with another one, cursors that were given out before are refused.
        caller: to whose organisation they are given.
    """

    def __init__(self, key: bytes, caller: Caller) -> None:
        self._cipher, self._bound = AESSIV(key), [b"alerts", caller.organisation.encode()]

    def cursor(self, place: Place) -> str:
        """The cursor of a place."""
        sealed = self._cipher.encrypt(_FORM.pack(*place), self._bound)
        return urlsafe_b64encode(sealed).decode().rstrip("=")

    def place(self, cursor: str | None) -> Place:
        """The place of a cursor; of none the beginning.

        Raises:
            ForeignCursorError: it was not given out by this service to the caller's organisation.
        """
        if cursor is None:
            return BEGINNING
        try:
            sealed = urlsafe_b64decode(cursor + "==")
            return Place(*_FORM.unpack(self._cipher.decrypt(sealed, self._bound)))
        except (NoBase64Error, InvalidTag, ValueError):
            raise ForeignCursorError from None
