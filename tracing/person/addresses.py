"""Addresses of a home: where a family lives says who belongs to it."""

from typing import Annotated

from pydantic import Field

from tracing.person.countries import CountryCode
from tracing.value import Value


class Address(Value, frozen=True, kw_only=True):
    """An address of the person's home, as far as the form asks for it; never a shelter's."""

    text: Annotated[str | None, Field(min_length=1, max_length=300, description="Street and house, as written.")] = None
    town: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    postcode: Annotated[str | None, Field(min_length=1, max_length=20)] = None
    region: Annotated[str | None, Field(min_length=1, max_length=100, description="Province or state.")] = None
    country: CountryCode | None = None

    def check(self) -> None:
        """Refuse an address that names no place."""
        if not (self.text or self.town or self.postcode or self.region or self.country):
            raise ValueError("an address needs one of its parts")
