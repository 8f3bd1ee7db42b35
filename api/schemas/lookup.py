"""Looking records up by what they are called elsewhere."""

from typing import Annotated

from pydantic import Field

from api.schemas.reports import RecordAnswer, record_shown
from tracing.access import Caller
from tracing.records import Record
from tracing.references import ReferenceText
from tracing.value import Value

MOST = 100
"""Records in one answer."""


class Lookup(Value, frozen=True, kw_only=True):
    """What records are called."""

    identifier: Annotated[
        ReferenceText,
        Field(description="A reference, notice number, case number or id in a partner's register; case is no matter."),
    ]


class LookupAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The records that are called so."""

    records: Annotated[tuple[RecordAnswer, ...], Field(description="All that you may see, oldest first.")]
    complete: Annotated[bool, Field(description=f"False when more than {MOST} are called so.")]


def lookup_answer(records: list[Record], caller: Caller) -> LookupAnswer:
    """What is answered; one record more than :data:`MOST` says that there are more."""
    shown = tuple(record_shown(record, caller) for record in records[:MOST])
    return LookupAnswer(records=shown, complete=len(records) <= MOST)
