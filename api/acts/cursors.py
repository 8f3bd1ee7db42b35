"""Cursors: where a reader stands among the changes that it may see.

A log position would tell how much others have written. A cursor names the last change that the reader was told of, by
record and version, and nothing else; so it is the same whatever is hidden from the reader. A mark shows that it was
given out by this service to this organisation: nobody can ask, by a cursor of their own making, whether there is a
record.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from hmac import compare_digest
from typing import Annotated
from uuid import UUID

from fastapi import Query

from projections.changes import Change
from tracing.access import Caller
from tracing.application import Tracing
from tracing.errors import NotFoundError

_MARK_BYTES = 16
_CHANGE_BYTES = 20

After = Annotated[
    str | None,
    Query(
        max_length=48,
        pattern=r"^[A-Za-z0-9_-]{48}$",
        description="A cursor that you were given: only what changed after it.",
    ),
]


class ForeignCursorError(ValueError):
    """The cursor was not given out here, or to another organisation."""

    def __init__(self) -> None:
        super().__init__("a cursor is one that your organisation was given here; leave it out to begin anew")


class Cursors:
    """Makes cursors and reads them.

    Args:
        key: 32 bytes; with another one, cursors that were given out before are refused.
        application: knows where each change stands.
    """

    def __init__(self, key: bytes, application: Tracing) -> None:
        self._key, self._application = key, application

    def cursor(self, change: Change, caller: Caller) -> str:
        """The cursor of a change for the organisation of a caller: 48 letters, always the same."""
        content = change.record.bytes + change.version.to_bytes(4, "big")
        return urlsafe_b64encode(content + self._mark(content, caller)).decode()

    def position(self, after: str | None, caller: Caller) -> int:
        """The log position of a cursor's change; 0 for none, the beginning.

        Raises:
            ForeignCursorError: it was not given out by this service to the caller's organisation.
        """
        if after is None:
            return 0
        try:
            given = urlsafe_b64decode(after)
        except ValueError:
            raise ForeignCursorError from None
        content, mark = given[:_CHANGE_BYTES], given[_CHANGE_BYTES:]
        if not compare_digest(mark, self._mark(content, caller)):
            raise ForeignCursorError
        try:
            return self._application.position_of(UUID(bytes=content[:16]), int.from_bytes(content[16:], "big"))
        except NotFoundError:
            raise ForeignCursorError from None  # the log was restored from an older copy

    def _mark(self, content: bytes, caller: Caller) -> bytes:
        text = content + caller.organisation.encode()
        return blake2b(text, key=self._key, digest_size=_MARK_BYTES, person=b"tracing cursor").digest()
