"""Marks on the body that outlast a change of name."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tracing.person.dates import PartialDate
from tracing.value import Value


class MarkKind(StrEnum):
    """Kinds of lasting mark."""

    scar = "scar"
    tattoo = "tattoo"
    birthmark = "birthmark"
    burn = "burn"
    amputation = "amputation"
    deformity = "deformity"
    piercing = "piercing"
    other = "other"


class Mark(Value, frozen=True, kw_only=True):
    """A scar, tattoo or other lasting mark, and where on the body it is."""

    kind: MarkKind
    body_part: Annotated[str | None, Field(max_length=80, description="e.g. `left hand`")] = None
    text: Annotated[str, Field(max_length=500, description="What it looks like, in any language.")] = ""
    seen: Annotated[PartialDate | None, Field(description="When it was first or last seen.")] = None
