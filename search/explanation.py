"""Why two records are, or are not, thought to be one person: English sentences that hold no value of a person."""

from search.compare import Comparison, compare
from search.comparison.feature import FeatureComparison
from search.engine import Index
from search.reach import Reach, Subject, never_compared, reach
from tracing.value import Value

_SENTENCES = {
    ("name", "same"): "The names are the same{view}.",
    ("name", "similar"): "The names are alike{view}, or one leaves a part out.",
    ("name", "partly"): "Part of the names agrees{view}; other parts differ.",
    ("name", "different"): "The names have nothing in common.",
    ("birth", "same_day"): "The birth dates are the same.",
    ("birth", "day_month_swapped"): "The birth dates are the same with day and month swapped.",
    ("birth", "one_slip"): "The birth dates differ by one slip: a digit, or the year by one.",
    ("birth", "same_month"): "Month and year of birth agree; a day is not known to both.",
    ("birth", "same_year"): "The year of birth agrees; more is not known to both.",
    ("birth", "filler_year"): "The year of birth agrees; 1 January often stands for an unknown day.",
    ("birth", "same_month_other_day"): "Month and year of birth agree, the day differs.",
    ("birth", "same_year_other_day"): "The year of birth agrees, month and day differ.",
    ("birth", "near_year"): "The times of birth lie close together but do not agree.",
    ("birth", "other_year"): "The times of birth exclude each other.",
    ("birth", "child_other_year"): "The times of birth exclude each other, and a child's age is well known.",
    ("birth", "estimate_near"): "Age or birth as stated miss each other by little; estimates err so.",
    ("birth", "estimate_apart"): "Age or birth as stated lie some years apart.",
    ("birth", "estimate_far"): "Age or birth as stated lie far apart.",
    ("birth", "windows_overlap"): "What is known of age or birth allows one person.",
    ("sex", "same"): "The sex is the same.",
    ("sex", "same_as_name"): "The sex is the same, as the name suggests already.",
    ("sex", "different"): "The sex differs.",
    ("nationality", "shared"): "They share a nationality.",
    ("nationality", "shared_as_name"): "They share a nationality, as the name suggests already.",
    ("nationality", "different"): "They share no nationality; documents can be false.",
    ("birth_country", "shared"): "The country of birth is the same.",
    ("birth_country", "different"): "The country of birth differs.",
    ("document", "same_number"): "They share a document number.",
    ("document", "same_number_other_issuer"): "A document number is the same; its issuer differs or it is very short.",
    ("document", "one_character"): "Two document numbers differ in one character.",
    ("document", "different"): "The document numbers differ; people get new documents.",
    ("face", "very_near"): "The faces are very near to each other.",
    ("face", "near"): "The faces are near to each other.",
    ("face", "fairly_near"): "The faces are fairly near to each other.",
    ("face", "doubtful"): "The faces are at a doubtful distance.",
    ("face", "far"): "The faces are far from each other.",
    ("face", "very_far"): "The faces are very far from each other.",
    ("mark", "same"): "The same kind of mark is on the same part of the body.",
    ("mark", "same_place"): "A mark is on the same part of the body.",
    ("mark", "same_kind"): "They share a kind of mark; where it is, is not known to both.",
    ("mark", "other_side"): "The same kind of mark is on the other side of the body.",
    ("mark", "none"): "No mark is common to both.",
    ("relative", "same"): "A relative has the same name.",
    ("relative", "different"): "The relatives' names differ.",
    ("phone", "same"): "They share a phone number.",
    ("account", "same"): "They share an account.",
    ("address", "same"): "They share a home's address.",
    ("address", "same_town"): "Their homes are in the same town.",
    ("address", "same_region"): "Their homes are in the same region.",
    ("address", "other_region"): "Their homes are in different regions; people move.",
    ("language", "shared"): "They share a language.",
    ("language", "different"): "They share no language.",
    ("height", "overlap"): "The heights agree.",
    ("height", "near"): "The heights differ by little.",
    ("height", "apart"): "The heights exclude each other.",
    ("eyes", "same_rare"): "The eyes have the same, less common colour.",
    ("eyes", "same_common"): "The eyes have the same, common colour.",
    ("eyes", "different"): "The colour of the eyes differs.",
    ("hair", "same_rare"): "The hair has the same, less common colour.",
    ("hair", "same_common"): "The hair has the same, common colour.",
    ("hair", "different"): "The colour of the hair differs.",
    ("journey", "same_place_and_day"): "They were near the same place within a day.",
    ("journey", "impossible"): "Nobody could have travelled between the two places in the time.",
    ("kinship", "siblings"): "Another given name with the same family: this fits brothers, sisters or twins.",
    ("crowd", "nothing_telling"): "Nothing agrees but what many people share; a name alone proposes nobody.",
}

_VIEWS = {
    "romanised": " once romanised",
    "sound": " in sound",
    "skeleton": " in their consonants",
    "letters": " but for a few letters",
    "short_form": ", one of them as a short form",
    "initial": ", one of them as an initial",
}

_MISSING = "Not stated by both, so no evidence."

_DECIDING = ("face", "document", "birth", "mark", "relative", "account", "phone", "name")
"""What can settle a pair, the most telling first."""


def sentence(feature: FeatureComparison) -> str:
    """What one feature found, in plain English."""
    if feature.direction == "missing":
        return _MISSING
    return _SENTENCES[feature.feature, feature.level].format(view=_VIEWS.get(feature.about, ""))


def what_would_decide(comparison: Comparison) -> tuple[str, ...]:
    """Features that the pair lacks and that could settle it, the most telling first."""
    lacking = {feature.feature for feature in comparison.features if feature.direction == "missing"}
    return tuple(feature for feature in _DECIDING if feature in lacking)


class WhyNot(Value, frozen=True, kw_only=True):
    """Whether two profiles would be compared at all, and what comes out.

    Attributes:
        reach: what brings the two together, or why nothing does.
        comparison: what comparing them gives in any case.
    """

    reach: Reach
    comparison: Comparison

    @property
    def reason(self) -> str:
        """Why the pair is or is not before a reviewer, in one sentence."""
        if (never := never_compared(self.reach)) is not None:
            return never
        if self.comparison.proposed:
            return "The evidence reaches the review threshold."
        return "The evidence stays below the review threshold."


def why_not(index: Index, a: Subject, b: Subject) -> WhyNot:
    """Explain any two records, those never compared too.

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
    """
    return WhyNot(reach=reach(index, a, b), comparison=compare(a.profile, b.profile))
