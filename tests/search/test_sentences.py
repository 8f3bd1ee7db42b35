"""Every level of every feature has its sentence in every language."""

import pytest

from search.comparison.face_constants import DISTANCES
from search.comparison.feature import FeatureComparison
from search.explanation import sentence
from search.sentences import SENTENCES, Language, best_language
from search.weights import WEIGHTS

LEVELS = {feature: set(levels) for feature, levels in WEIGHTS.items()}
LEVELS |= {"name": {"same", "similar", "partly", "different"}, "crowd": {"nothing_telling"}, "general": {"missing"}}
LEVELS["household"] = {"shared_contacts"}
LEVELS["face"] = {level for _, level in DISTANCES}


@pytest.mark.parametrize("language", Language)
def test_a_sentence_for_every_level(language: Language):
    told = {feature: set(levels) for feature, levels in SENTENCES[language].items()}
    views = told.pop("views")
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
