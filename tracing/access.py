"""Grants: who may see a record.

One predicate, :func:`may_see`, decides. Search engines and SQL views apply the same rule to what they store of a
record, its :class:`Visibility`, so that a hidden record is never fetched, counted or ranked for somebody who may not
see it.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tracing.person.countries import CountryCode
from tracing.value import Value

OrganisationId = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$",
        description="Short name of an organisation, e.g. `pol.border`.",
    ),
]


class Role(StrEnum):
    """What a caller is working as."""

    officer = "officer"
    agency = "agency"
    shelter = "shelter"
    reviewer = "reviewer"
    bureau = "bureau"
    auditor = "auditor"
    admin = "admin"


class RecipientRule(StrEnum):
    """How a list of recipients is meant."""

    all = "all"
    only = "only"
    all_but = "all_but"


class Recipients(Value, frozen=True, kw_only=True):
    """Who a record is meant for: everybody, only those listed, or everybody but those listed.

    The owner organisation always sees its own record.
    """

    rule: RecipientRule = RecipientRule.all
    countries: Annotated[tuple[CountryCode, ...], Field(max_length=250)] = ()
    organisations: Annotated[tuple[OrganisationId, ...], Field(max_length=250)] = ()

    def check(self) -> None:
        """Refuse a rule that its lists contradict."""
        listed = bool(self.countries or self.organisations)
        if self.rule is RecipientRule.all and listed:
            raise ValueError("recipients `all` takes no countries or organisations")
        if self.rule is RecipientRule.all_but and not listed:
            raise ValueError("recipients `all_but` needs the countries or organisations left out")


OWNER_ONLY = Recipients(rule=RecipientRule.only)


class Caller(Value, frozen=True, kw_only=True):
    """Who is asking: a person or system of one organisation, working in one role.

    Organisation and country come from the signed token, never from a request's body.
    """

    subject: str
    role: Role
    organisation: str
    country: str


class Visibility(Value, frozen=True, kw_only=True):
    """All that decides who may see a record; small, and shared by many records."""

    organisation: str
    country: str
    recipients: Recipients = Recipients()


class Reader(Value, frozen=True, kw_only=True):
    """What of a caller decides which records it may see.

    Attributes:
        organisation: sees its own records.
        country: the country whose records' recipients lists are asked; empty for readers with no country-wide right.
        everywhere: whether records meant for all are meant for this reader too.
    """

    organisation: str
    country: str = ""
    everywhere: bool = False


# Tracing officers, reviewers and bureaus are who "all recipients" means. A border agency and a shelter see their own
# records and those that name their organisation. Auditors and administrators see no person at all.
_COUNTRY_WIDE = frozenset({Role.officer, Role.reviewer, Role.bureau})
_OWN = frozenset({Role.agency, Role.shelter})


def reader_of(caller: Caller) -> Reader | None:
    """The reader that a caller is, or None for roles that see no records."""
    if caller.role in _COUNTRY_WIDE:
        return Reader(organisation=caller.organisation, country=caller.country, everywhere=True)
    if caller.role in _OWN:
        return Reader(organisation=caller.organisation)
    return None


def gate_reader_of(caller: Caller) -> Reader:
    """As whom a border agency's gate is answered "hit" or "no hit": for its country, of whose records it sees none."""
    return Reader(organisation=caller.organisation, country=caller.country, everywhere=True)


def may_see(reader: Reader, visibility: Visibility) -> bool:
    """Whether a reader may see records of this visibility. The one rule; engines are tested against it."""
    if reader.organisation == visibility.organisation:
        return True
    recipients = visibility.recipients
    listed = reader.organisation in recipients.organisations or (
        bool(reader.country) and reader.country in recipients.countries
    )
    if recipients.rule is RecipientRule.only:
        return listed
    return reader.everywhere and not listed
