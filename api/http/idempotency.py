"""`Idempotency-Key`: what stands for the reference of a report that has none.

The key becomes the report's reference, and so makes the record's id: the same key with the same content is answered as
the first time, however often it is sent; with another content it is answered 422. By the IETF's draft
(draft-ietf-httpapi-idempotency-key-header) a key is a string in quotes; one without is read too.
"""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header

from tracing.errors import ConflictingReportError
from tracing.reports import AnyReport

HEADER = "Idempotency-Key"
PREFIX = "idempotency-key:"
"""What references begin with that were made of a key."""

_PATTERN = r'^(?:"[A-Za-z0-9._:/+=@~-]{1,150}"|[A-Za-z0-9._:/+=@~-]{1,150})$'
_KEY = re.compile(_PATTERN)

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias=HEADER,
        pattern=_PATTERN,
        description="Stands for the reference of a report that has none: a new random text for each report, such as a "
        "UUID, and the same one whenever that report is sent again. Never a name. With a reference it means nothing.",
    ),
]
"""The header as routes declare it."""


class KeyReusedError(ConflictingReportError):
    """The organisation has already posted another report under this key."""

    def __init__(self, record: UUID) -> None:
        super().__init__(record)
        self.args = (
            "This key was already used for a report with other content. Use a new key for each report, or post a "
            "correction to the record.",
        )


def with_reference(report: Any, key: str | None, line: int | None = None) -> Any:
    """A decoded report with a reference made of the key, if it has none and the key is one.

    Args:
        report: as it was sent, whatever it is.
        key: the header's value.
        line: number of the line of a batch, all of whose lines share a key.
    """
    if not isinstance(report, dict) or "reference" in report or key is None or not _KEY.match(key):
        return report
    bare = key.strip('"')
    return report | {"reference": f"{PREFIX}{bare}" if line is None else f"{PREFIX}{bare}:{line}"}


def conflict_of(error: ConflictingReportError, report: AnyReport) -> ConflictingReportError:
    """The error in the words of who sent a key, if the report's reference was made of one."""
    return KeyReusedError(error.record) if report.reference.startswith(PREFIX) else error
