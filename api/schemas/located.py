"""A sought person who was located: what is noted, and what may be told."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from tracing.located import Location, Statement
from tracing.locating import Located
from tracing.records import Record
from tracing.value import Value


class LocatedShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How the person whom a notice seeks was found; its owner and whoever located her read this."""

    location: Location
    authorities: Annotated[tuple[str, ...], Field(description="Who located her, beside the notice's owner.")]


class LocationAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What is noted."""

    record: UUID
    located: LocatedShown
    position: Annotated[int, Field(ge=0, description="Log position; reads take it as `at_least`.")]
    created: Annotated[bool, Field(description="False when the same was noted before.")]


class StatementAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What whoever seeks the person may be told."""

    record: UUID
    state: Annotated[str, Field(description=f"One of {', '.join(f'`{each.name}`' for each in Statement)}.")]
    statement: Statement


def located_shown(record: Record) -> LocatedShown | None:
    """How the person of a notice was found, if she was."""
    if record.located is None:
        return None
    return LocatedShown(location=record.located.location, authorities=record.reserved_for or ())


def location_answer(done: Located) -> LocationAnswer:
    """The answer to a command on a location."""
    shown = located_shown(done.record)
    assert shown is not None  # the command noted it
    return LocationAnswer(record=done.record.id, located=shown, position=done.position, created=done.created)
