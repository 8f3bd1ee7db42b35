"""Who may see a record: the truth table of the one rule."""

from itertools import product

import pytest
from hypothesis import given
from pydantic import TypeAdapter, ValidationError

from tests.strategies import readers, visibilities
from tracing.access import (
    OWNER_ONLY,
    Caller,
    Reader,
    RecipientRule,
    Recipients,
    Role,
    Visibility,
    may_see,
    reader_of,
)

ALL = Recipients()
ONLY_FRANCE = Recipients(rule=RecipientRule.only, countries=("FRA",))
ONLY_BORDER = Recipients(rule=RecipientRule.only, organisations=("pol.border",))
NOT_FRANCE = Recipients(rule=RecipientRule.all_but, countries=("FRA",))
NOT_POLICE = Recipients(rule=RecipientRule.all_but, organisations=("fra.police",))

OWNER = Reader(organisation="ukr.bureau")
FRENCH_OFFICER = Reader(organisation="fra.police", country="FRA", everywhere=True)
SPANISH_OFFICER = Reader(organisation="esp.police", country="ESP", everywhere=True)
BORDER_AGENCY = Reader(organisation="pol.border")

TRUTH = {
    (OWNER, ALL): True,
    (OWNER, OWNER_ONLY): True,
    (OWNER, ONLY_FRANCE): True,
    (OWNER, ONLY_BORDER): True,
    (OWNER, NOT_FRANCE): True,
    (OWNER, NOT_POLICE): True,
    (FRENCH_OFFICER, ALL): True,
    (FRENCH_OFFICER, OWNER_ONLY): False,
    (FRENCH_OFFICER, ONLY_FRANCE): True,
    (FRENCH_OFFICER, ONLY_BORDER): False,
    (FRENCH_OFFICER, NOT_FRANCE): False,
    (FRENCH_OFFICER, NOT_POLICE): False,
    (SPANISH_OFFICER, ALL): True,
    (SPANISH_OFFICER, OWNER_ONLY): False,
    (SPANISH_OFFICER, ONLY_FRANCE): False,
    (SPANISH_OFFICER, ONLY_BORDER): False,
    (SPANISH_OFFICER, NOT_FRANCE): True,
    (SPANISH_OFFICER, NOT_POLICE): True,
    (BORDER_AGENCY, ALL): False,
    (BORDER_AGENCY, OWNER_ONLY): False,
    (BORDER_AGENCY, ONLY_FRANCE): False,
    (BORDER_AGENCY, ONLY_BORDER): True,
    (BORDER_AGENCY, NOT_FRANCE): False,
    (BORDER_AGENCY, NOT_POLICE): False,
}


def test_the_table_is_whole() -> None:
    readers_, rules = (OWNER, FRENCH_OFFICER, SPANISH_OFFICER, BORDER_AGENCY), (ALL, OWNER_ONLY, ONLY_FRANCE)
    assert set(product(readers_, rules)) <= set(TRUTH) and len(TRUTH) == 4 * 6


@pytest.mark.parametrize(("reader", "recipients"), list(TRUTH))
def test_may_see(reader: Reader, recipients: Recipients) -> None:
    visibility = Visibility(organisation="ukr.bureau", country="UKR", recipients=recipients)
    assert may_see(reader, visibility) is TRUTH[reader, recipients]


@given(readers, visibilities)
def test_laws_of_the_rule(reader: Reader, visibility: Visibility) -> None:
    listed = reader.organisation in visibility.recipients.organisations or (
        reader.country != "" and reader.country in visibility.recipients.countries
    )
    match visibility.recipients.rule:
        case _ if reader.organisation == visibility.organisation:
            assert may_see(reader, visibility)
        case RecipientRule.only:
            assert may_see(reader, visibility) == listed
        case RecipientRule.all_but | RecipientRule.all:
            assert not may_see(reader, visibility) or (reader.everywhere and not listed)


@pytest.mark.parametrize("role", list(Role))
def test_readers_by_role(role: Role) -> None:
    caller = Caller(subject="s", role=role, organisation="fra.police", country="FRA")
    expected = {
        Role.officer: FRENCH_OFFICER,
        Role.reviewer: FRENCH_OFFICER,
        Role.bureau: FRENCH_OFFICER,
        Role.agency: Reader(organisation="fra.police"),
        Role.shelter: Reader(organisation="fra.police"),
        Role.auditor: None,
        Role.admin: None,
    }
    assert reader_of(caller) == expected[role]


@pytest.mark.parametrize(
    "data",
    [
        {"countries": ["FRA"]},
        {"rule": "all", "organisations": ["fra.police"]},
        {"rule": "all_but"},
        {"rule": "only", "organisations": ["Not A Name"]},
    ],
)
def test_recipients_that_contradict_themselves_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Recipients).validate_python(data)


def test_only_without_a_list_means_the_owner() -> None:
    assert TypeAdapter(Recipients).validate_python({"rule": "only"}) == OWNER_ONLY
