"""Every level of every feature has its sentence in every language."""

import pytest

from search.compare import compare
from search.comparison.face_constants import DISTANCES
from search.comparison.feature import FeatureComparison
from search.explanation import _DECIDING, _STRENGTHS, deciding_sentence, sentence
from search.sentences import SENTENCES, Language, best_language
from search.weights import WEIGHTS
from tests.search.people import profile

LEVELS = {feature: set(levels) for feature, levels in WEIGHTS.items()}
LEVELS |= {"name": {"same", "similar", "partly", "different"}, "crowd": {"nothing_telling"}, "general": {"missing"}}
LEVELS["household"] = {"shared_contacts"}
LEVELS["face"] = {level for _, level in DISTANCES}


@pytest.mark.parametrize("language", Language)
def test_a_sentence_for_every_level(language: Language):
    told = {feature: set(levels) for feature, levels in SENTENCES[language].items()}
    views = told.pop("views")
    assert told.pop("strength") == {word for _, word in _STRENGTHS}
    assert told.pop("deciding") == {*_DECIDING, "sentence", "nothing"}
    assert told == LEVELS
    assert views == set(SENTENCES[Language.en]["views"])


def test_languages_differ_and_missing_is_told_in_each():
    same = FeatureComparison(feature="name", level="same", weight=5.0, about="romanised")
    missing = FeatureComparison(feature="birth", level="missing", weight=0.0)
    for found in (same, missing):
        assert len({sentence(found, language) for language in Language}) == len(Language)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"), ("", "en"), ("fr", "fr"), ("ar-EG, en;q=0.8", "ar"), ("de, es;q=0.5, fr;q=0.7", "fr"),
        ("xx", "en"), ("fr;q=oops", "en"),
    ],
)  # fmt: skip
def test_the_best_language_of_a_header(header: str | None, language: str):
    assert best_language(header) is Language(language)


def test_how_many_bear_a_name_is_told_only_where_it_is_shared():
    def told(level: str, weight: float) -> str:
        return sentence(FeatureComparison(feature="name", level=level, weight=weight, about="written"))

    assert told("same", 3.0).endswith("Many people bear such a name.")
    assert told("same", 7.0).endswith("Not many people bear such a name.")
    assert told("similar", 12.0).endswith("Few people bear such a name.")
    assert "bear such a name" not in told("different", -5.0) + told("partly", 2.0)


def test_what_would_decide_is_told_in_each_language():
    empty = compare(profile(), profile())
    told = {deciding_sentence(empty, language) for language in Language}
    assert len(told) == len(Language)
    assert "a photograph of the face, a document number, a birth date or an age." in deciding_sentence(empty)
