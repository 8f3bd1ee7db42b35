"""Every message of the desk is there in every language, and every code that can be shown has words."""

import re
from enum import StrEnum
from gettext import c2py
from importlib.resources import files
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import api.desk
from api.desk.pages.record import Act
from api.desk.people.history import STEPS
from api.desk.reviewing.comparing import DIFFERENT, SAME
from api.desk.reviewing.keys import ACTS
from api.desk.routing import FOREIGN_FORM
from api.desk.words.labels import LABELS
from api.desk.words.labels_of_office import OFFICE_LABELS
from api.desk.words.labels_of_records import LABELS_OF_RECORDS
from api.desk.words.labels_of_reports import REPORT_LABELS
from api.desk.words.problems import PROBLEMS
from api.desk.words.reasons import VERDICT_REASONS
from api.http.problem_types import all_problems
from api.schemas.operations import Colour
from api.schemas.states import CandidateState
from projections.candidates import QueueOrder
from projections.numbers import AgeGroup
from projections.owned import Entered, OwnState
from search.sentences import SENTENCES, Language
from tracing.access import RecipientRule, Role
from tracing.audit.entries import Action, Purpose
from tracing.audit.verification import Fault
from tracing.cautions import Caution
from tracing.disputes import RULES
from tracing.erasure import ErasureGround, RestrictionGround
from tracing.events import Suggestion, Verdict
from tracing.identities import PROFILE_FIELDS
from tracing.located import ContactWish, LocatedKind, Statement
from tracing.opinions import FactKind
from tracing.person.description import Relation, Sex
from tracing.person.documents import DocumentStatus, DocumentType
from tracing.person.marks import MarkKind
from tracing.person.names import NameKind
from tracing.person.places import PlaceKind
from tracing.reports import AlertKind, Direction, Movement, ReportKind
from tracing.subscriptions import AlertTopic

PLACEHOLDER = re.compile(r"%\(\w+\)\w")
OTHERS = [language for language in Language if language is not Language.en]

ENUMERATIONS: dict[str, type[StrEnum]] = {
    "kind": ReportKind,
    "role": Role,
    "purpose": Purpose,
    "sex": Sex,
    "name": NameKind,
    "document": DocumentType,
    "document_status": DocumentStatus,
    "mark": MarkKind,
    "relation": Relation,
    "place": PlaceKind,
    "direction": Direction,
    "movement": Movement,
    "state": CandidateState,
    "suggestion": Suggestion,
    "caution": Caution,
    "fact": FactKind,
    "order": QueueOrder,
    "action": Action,
    "fault": Fault,
    "colour": Colour,
    "age_group": AgeGroup,
    "own_state": OwnState,
    "entered": Entered,
    "recipient_rule": RecipientRule,
    "act_done": Act,
    "restriction_ground": RestrictionGround,
    "erasure_ground": ErasureGround,
    "located_kind": LocatedKind,
    "wish": ContactWish,
    "alert_topic": AlertTopic,
    "alert_kind": AlertKind,
}


def messages() -> set[str | tuple[str, ...]]:
    """Every message in templates and code; of those with a plural, both forms."""
    found = extract_from_dir(
        Path(api.desk.__file__).parent,
        method_map=[("**.py", "python"), ("**/templates/**.html", "jinja2")],
        options_map={"**/templates/**.html": {"encoding": "utf-8"}},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
    )
    return {message if isinstance(message, str) else tuple(message) for _, _, message, _, _ in found}


def texts(message: Message) -> tuple[str, ...]:
    return tuple(map(str, message.string if isinstance(message.string, tuple) else (message.string,)))


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_is_missing_doubtful_or_left_over(language: Language) -> None:
    with files("api.desk").joinpath("locale", f"{language}.po").open("rb") as file:
        catalogue = {message.id: message for message in read_po(file, locale=language.value) if message.id}
    wanted = messages()
    assert len(wanted) > 300
    assert set(catalogue) == wanted
    for message in catalogue.values():
        assert all(texts(message)) and not message.fuzzy, message.id
        first = message.id if isinstance(message.id, str) else message.id[0]
        assert {tuple(PLACEHOLDER.findall(text)) for text in texts(message)} == {tuple(PLACEHOLDER.findall(first))}


def test_no_group_of_words_hides_another_of_its_name() -> None:
    for groups in (LABELS_OF_RECORDS, OFFICE_LABELS, REPORT_LABELS):
        assert [name for name, words in groups.items() if LABELS[name] is not words] == []


def test_every_code_has_words() -> None:
    for group, enumeration in ENUMERATIONS.items():
        assert set(LABELS[group]) == set(enumeration), group
    assert set(LABELS["field"]) == set(PROFILE_FIELDS)
    assert set(LABELS["dispute"]) == set(RULES)
    features = set(SENTENCES[Language.en]) - {"views", "strength", "general", "deciding"}
    assert set(LABELS["feature"]) == features | {"prior"}
    assert set(LABELS["act"]) == {*Act, "lifting"} and set(LABELS["statement"]) == set(Statement.__members__)
    assert set(LABELS["step"]) == set(STEPS.values())
    assert set(Verdict) < set(LABELS["verdict"]) == set(LABELS["verdict_means"]) == set(VERDICT_REASONS)
    assert set(LABELS["key"]) == set(ACTS)
    assert set(PROBLEMS) <= {*all_problems(), FOREIGN_FORM}


def test_what_is_called_same_or_different_is_a_level_that_exists() -> None:
    for table in (SAME, DIFFERENT):
        for feature, levels in table.items():
            assert levels <= set(SENTENCES[Language.en][feature]), feature
    assert not any(SAME[feature] & levels for feature, levels in DIFFERENT.items() if feature in SAME)


@pytest.mark.parametrize("language", OTHERS)
def test_each_number_takes_the_form_that_its_language_gives_it(language: Language) -> None:
    """The forms of a catalogue stand in the order of CLDR's names: zero, one, two, few, many, other."""
    with files("api.desk").joinpath("locale", f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language.value)
    form_of = c2py(catalogue.plural_expr)
    named = Locale(language.value).plural_form
    forms = [name for name in ("zero", "one", "two", "few", "many", "other") if name in {named(n) for n in range(200)}]
    assert [forms[form_of(n)] for n in range(200)] == [named(n) for n in range(200)]
