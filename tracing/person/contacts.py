"""Phones and accounts: what is left of a person online when papers are taken."""

from typing import Annotated

import phonenumbers
from pydantic import AfterValidator, Field

from tracing.value import Value


def to_e164(number: str) -> str:
    """`+380 44 123 45 67` → `+380441234567`; a number without a country prefix is kept as it was written."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number, None), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return number


PhoneNumber = Annotated[
    str, Field(min_length=3, max_length=40, description="E.164 where possible."), AfterValidator(to_e164)
]


class Account(Value, frozen=True, kw_only=True):
    """An account on a network or messenger."""

    platform: Annotated[str, Field(min_length=1, max_length=60)]
    handle: Annotated[str, Field(min_length=1, max_length=200)]
