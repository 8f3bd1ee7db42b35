"""What a reviewer is warned of before two records are confirmed as one person, and what the warning asks for."""

from enum import StrEnum

from tracing.errors import DocumentMisuseError, TellingFactMissingError
from tracing.events import Evidence, Lead, Opinion, Suggestion, Verdict
from tracing.judgements import Judgement


class Caution(StrEnum):
    """Why `same` needs more than two reviewers."""

    document_misuse = "document_misuse"
    """The evidence suggests two persons, of whom one used a document of the other: never `same`."""
    kin = "kin"
    """The evidence suggests kin: `same` needs a telling fact."""
    known_kin = "known_kin"
    """One of the two is known to have a twin or other kin among the records: `same` needs a telling fact."""
    face_led = "face_led"
    """Only the face speaks for it, or the face against the names: `same` needs a telling fact, or two countries."""
    child = "child"
    """One of the two was a child when it was reported: `same` needs two reviewers from different countries."""


def cautions_of(judgement: Judgement, *, known_kin: bool, child: bool) -> frozenset[Caution]:
    """The cautions of a pair: from its evidence, and from what only views and comparison know."""
    evidence = judgement.evidence
    holds = {
        Caution.document_misuse: evidence.suggests is Suggestion.document_misuse,
        Caution.kin: evidence.suggests is Suggestion.kin,
        Caution.known_kin: known_kin,
        Caution.face_led: evidence.led_by is Lead.face or _face_against_name(evidence),
        Caution.child: child,
    }
    return frozenset(caution for caution, held in holds.items() if held)


def _face_against_name(evidence: Evidence) -> bool:
    """The face speaks for one person and the names against it: it leads, whatever else agrees."""
    weights = {feature.feature: feature.weight for feature in evidence.features}
    return weights.get("face", 0.0) > 0 > weights.get("name", 0.0)


def check_same(opinion: Opinion, cautions: frozenset[Caution]) -> None:
    """Refuse a `same` that a caution rules out.

    Raises:
        DocumentMisuseError: the pair suggests a misused document.
        TellingFactMissingError: the pair may be of kin, and the opinion cites nothing that kin do not share.
    """
    if opinion.verdict is not Verdict.same:
        return
    if Caution.document_misuse in cautions:
        raise DocumentMisuseError(
            "The records suggest two persons, one of whom used a document given by another. "
            "Answer `document_misuse`, `different` or `unsure`."
        )
    if cautions & {Caution.kin, Caution.known_kin} and opinion.telling_fact is None:
        raise TellingFactMissingError(
            "Twins or other kin are known or likely here. Cite a `telling_fact` that kin do not share: "
            "a mark, a fingerprint reference or a document."
        )


def agreed(earlier: list[Opinion], opinion: Opinion, cautions: frozenset[Caution]) -> bool:
    """Whether an opinion and those before it with the same verdict, each of another reviewer, settle the pair.

    Where two countries are needed, a second reviewer of the same country is not refused, for that would tell of the
    first one's answer: the pair goes on waiting.
    """
    if not earlier:
        return False
    if opinion.verdict is not Verdict.same:
        return True
    facts = any(said.telling_fact is not None for said in (*earlier, opinion))
    abroad = any(said.country != opinion.country for said in earlier)
    return abroad or (Caution.child not in cautions and (facts or Caution.face_led not in cautions))
