"""Answers for those who run the service."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from tracing.value import Value


class Colour(StrEnum):
    """How a part does: all well, working with a flaw, not working."""

    green = "green"
    yellow = "yellow"
    red = "red"


class Alive(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The process answers."""

    status: Literal["alive"] = "alive"


class ViewHealth(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How far a view has come."""

    position: Annotated[int, Field(description="Log position up to which the view is complete.")]
    lag_seconds: Annotated[float, Field(description="For how long the oldest event not taken yet has waited.")]
    dead_letters: Annotated[int, Field(description="Events that the view could not take.")]


class Readiness(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Whether requests can be served: red is answered with status 503."""

    status: Colour
    log: Colour
    search: Colour
    views: Colour
    log_position: Annotated[int | None, Field(description="Position of the last event; null when out of reach.")]
    view: Annotated[dict[str, ViewHealth], Field(description="Each view by name; empty when out of reach.")]
