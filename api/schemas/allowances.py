"""Letting a colleague be shown more records than one person may be."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from tracing.value import Value


class Colleague(Value, frozen=True, kw_only=True):
    """Whom a colleague's word is for. In a body, since names of officers belong into no URL."""

    subject: Annotated[
        str, Field(min_length=1, max_length=200, description="As tokens name them; of your own organisation.")
    ]


class AllowanceAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """That the colleague may be shown as many records again as one person may be within an hour."""

    until: Annotated[datetime, Field(description="When it ends.")]
    created: Annotated[bool, Field(description="False when an allowance was running already.")]
