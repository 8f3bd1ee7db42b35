"""What it takes to confirm a pair that a caution stands on."""

from itertools import permutations
from uuid import UUID

import msgspec
import pytest

from tests.examples import BORDER, BUREAU, FIRST_REVIEWER, SECOND_REVIEWER, THIRD_REVIEWER, evidence, report
from tracing.access import Caller, Role
from tracing.application import Tracing
from tracing.cautions import Caution, cautions_of
from tracing.errors import DocumentMisuseError, SameReviewerError, TellingFactMissingError
from tracing.events import FeatureLevel, Lead, Suggestion, Verdict
from tracing.judgements import Judgement, State
from tracing.opinions import FactKind, TellingFact

FACT = TellingFact(kind=FactKind.fingerprint_reference, reference="FP-2026/118")
SECOND_IN_FRANCE = Caller(subject="reviewer-4", role=Role.reviewer, organisation="fra.second", country="FRA")


@pytest.fixture
def proposed(app: Tracing) -> Judgement:
    one = app.post(report("N-1"), BUREAU).record.id
    other = app.post(report("X-1", kind="border_crossing"), BORDER).record.id
    return app.propose(one, other, evidence(1, 1)).judgement


def say(
    app: Tracing, pair: UUID, caller: Caller, *cautions: Caution, fact: TellingFact | None = None,
    verdict: Verdict = Verdict.same,
) -> Judgement:  # fmt: skip
    version = app.judgement(pair).version
    return app.judge(
        pair, verdict, "seen", caller,
        expected_version=version, telling_fact=fact, cautions=frozenset(cautions),
    ).judgement  # fmt: skip


@pytest.mark.parametrize("caution", [Caution.kin, Caution.known_kin])
def test_who_may_be_a_twin_is_confirmed_by_a_telling_fact_alone(
    app: Tracing, proposed: Judgement, caution: Caution
) -> None:
    with pytest.raises(TellingFactMissingError):
        say(app, proposed.id, FIRST_REVIEWER, caution)
    assert app.judgement(proposed.id) == proposed, "nothing was written"

    assert say(app, proposed.id, FIRST_REVIEWER, caution, fact=FACT).state is State.confirmed_once
    with pytest.raises(TellingFactMissingError):
        say(app, proposed.id, SECOND_REVIEWER, caution)
    confirmed = say(app, proposed.id, SECOND_REVIEWER, caution, fact=FACT)
    assert confirmed.state is State.confirmed
    assert [opinion.telling_fact for opinion in confirmed.opinions] == [FACT, FACT]


@pytest.mark.parametrize("verdict", [Verdict.different, Verdict.kin, Verdict.unsure])
def test_no_caution_stands_against_any_other_answer(app: Tracing, proposed: Judgement, verdict: Verdict) -> None:
    assert say(app, proposed.id, FIRST_REVIEWER, *Caution, verdict=verdict).state is not State.proposed


def test_a_misused_document_is_never_one_person(app: Tracing, proposed: Judgement) -> None:
    with pytest.raises(DocumentMisuseError):
        say(app, proposed.id, FIRST_REVIEWER, Caution.document_misuse, fact=FACT)


def test_two_reviewers_find_a_misused_document_and_one_can_take_it_back(app: Tracing, proposed: Judgement) -> None:
    misuse = Verdict.document_misuse
    assert say(app, proposed.id, FIRST_REVIEWER, verdict=misuse).state is State.confirmed_once
    with pytest.raises(SameReviewerError):
        say(app, proposed.id, FIRST_REVIEWER, verdict=misuse)
    assert say(app, proposed.id, SECOND_REVIEWER).state is State.confirmed_once, "two verdicts do not add up"
    found = say(app, proposed.id, THIRD_REVIEWER, verdict=misuse)
    assert found.state is State.document_misuse and not found.is_open

    assert app.propose(found.record_a, found.record_b, evidence(1, 1)).position is None, "it is remembered"
    withdrawn = app.withdraw(found.id, "mistake", FIRST_REVIEWER, expected_version=found.version)
    assert withdrawn.judgement.state is State.withdrawn


def test_a_child_is_confirmed_from_two_countries(app: Tracing, proposed: Judgement) -> None:
    say(app, proposed.id, FIRST_REVIEWER, Caution.child)
    waiting = say(app, proposed.id, SECOND_IN_FRANCE, Caution.child, fact=FACT)
    assert waiting.state is State.confirmed_once, "answered like a first one, so that it tells nothing of the other"
    assert say(app, proposed.id, SECOND_REVIEWER, Caution.child).state is State.confirmed


@pytest.mark.parametrize("first_cites", [True, False])
def test_a_face_alone_needs_a_second_fact(app: Tracing, proposed: Judgement, first_cites: bool) -> None:
    say(app, proposed.id, FIRST_REVIEWER, Caution.face_led, fact=FACT if first_cites else None)
    second = say(app, proposed.id, SECOND_IN_FRANCE, Caution.face_led, fact=None if first_cites else FACT)
    assert second.state is State.confirmed


def test_a_face_alone_needs_a_second_country_otherwise(app: Tracing, proposed: Judgement) -> None:
    say(app, proposed.id, FIRST_REVIEWER, Caution.face_led)
    assert say(app, proposed.id, SECOND_IN_FRANCE, Caution.face_led).state is State.confirmed_once
    assert say(app, proposed.id, THIRD_REVIEWER, Caution.face_led).state is State.confirmed


@pytest.mark.parametrize("suggests", Suggestion)
def test_evidence_brings_its_own_cautions(proposed: Judgement, suggests: Suggestion) -> None:
    shown = msgspec.structs.replace(proposed.evidence, suggests=suggests, led_by=Lead.face)
    pair = msgspec.structs.replace(proposed, evidence=shown)
    own = {Suggestion.kin: {Caution.kin}, Suggestion.document_misuse: {Caution.document_misuse}}
    for known_kin, child in permutations((True, False)):
        others = {Caution.known_kin} if known_kin else {Caution.child}
        expected = own.get(suggests, set()) | others | {Caution.face_led}
        assert cautions_of(pair, known_kin=known_kin, child=child) == expected
    assert cautions_of(proposed, known_kin=False, child=False) == frozenset()


@pytest.mark.parametrize(("face", "name", "led"), [(12.0, -9.0, True), (12.0, 9.0, False), (-6.0, -9.0, False)])
def test_a_face_leads_where_the_names_contradict_it(proposed: Judgement, face: float, name: float, led: bool) -> None:
    features = tuple(
        FeatureLevel(feature=feature, level="x", weight=weight)
        for feature, weight in {"face": face, "name": name, "mark": 4.7}.items()
    )
    shown = msgspec.structs.replace(proposed.evidence, features=features)
    pair = msgspec.structs.replace(proposed, evidence=shown)
    assert (Caution.face_led in cautions_of(pair, known_kin=False, child=False)) is led
