"""Pairing the parts of two names one to one, whatever their order and wherever words were joined."""

from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Indel

from search.comparison.name_parts import CUT, PartAgreement, compare_parts
from search.names import NamePart, NameView, is_particle, joined
from tracing.value import Value

_WORTH_JOINING = 0.4
"""Share of letters in common below which two words are not joined to see: it costs more than all the rest."""
_JOINED_AT_LEAST = 0.88
_LONG = 5
"""Letters that a word needs to be two joined ones."""
_FULL_LENGTHS = range(38, 41)
"""Letters and fillers of a name that takes all 39 places of a passport's machine-readable line (ICAO Doc 9303 part 4):
one place more or less for fillers that are read as one space, or that stood in the last place."""


class Alignment(Value, frozen=True, kw_only=True):
    """Parts paired, the closest first, and those of each name that found no partner.

    Where one of the names may have been cut off, what the other has beyond it is left out.
    """

    pairs: tuple[tuple[NamePart, NamePart, PartAgreement], ...]
    left_a: tuple[NamePart, ...]
    left_b: tuple[NamePart, ...]

    def swapped(self) -> "Alignment":
        """The same alignment seen from the other name."""
        pairs = tuple((other, one, found) for one, other, found in self.pairs)
        return Alignment(pairs=pairs, left_a=self.left_b, left_b=self.left_a)


def align(a: NameView, b: NameView) -> Alignment:
    """Pair the parts of two names; each part is used once and the closest pairs come first."""
    if _order(a) <= _order(b):
        return _align(a.parts, b.parts)
    return _align(b.parts, a.parts).swapped()


def _order(name: NameView) -> list[str]:
    return [part.written + part.role for part in name.parts]


@lru_cache(maxsize=100_000)
def _align(a: tuple[NamePart, ...], b: tuple[NamePart, ...]) -> Alignment:
    parts_a, parts_b = _join_where_other_did(a, b), _join_where_other_did(b, a)
    cut_a, cut_b = _may_be_cut(a), _may_be_cut(b)
    compare = _compare_cut if cut_a or cut_b else compare_parts
    found = [(compare(one, other), i, j) for i, one in enumerate(parts_a) for j, other in enumerate(parts_b)]
    # Of pairs equally close the words decide, so that the order of the parts makes no difference.
    ranked = sorted(
        (-agreed.closeness, *_in_order(parts_a[i].written, parts_b[j].written), i, j, agreed) for agreed, i, j in found
    )
    used_a: set[int] = set()
    used_b: set[int] = set()
    pairs = []
    for _, _, _, i, j, agreed in ranked:
        if i not in used_a and j not in used_b and _may_pair(parts_a[i], parts_b[j], agreed):
            used_a.add(i)
            used_b.add(j)
            pairs.append((parts_a[i], parts_b[j], agreed))
    return Alignment(
        pairs=tuple(pairs),
        left_a=() if cut_b else tuple(part for i, part in enumerate(parts_a) if i not in used_a),
        left_b=() if cut_a else tuple(part for j, part in enumerate(parts_b) if j not in used_b),
    )


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _may_be_cut(parts: tuple[NamePart, ...]) -> bool:
    """Whether a name fills the line of a travel document, so that more of it may have been left out."""
    return sum(len(part.romanised) for part in parts) + len(parts) in _FULL_LENGTHS


def _compare_cut(a: NamePart, b: NamePart) -> PartAgreement:
    """The agreement of two parts, one of which may have lost its end."""
    shorter, longer = sorted((a.romanised, b.romanised), key=len)
    found = compare_parts(a, b)
    return CUT if found.closeness < CUT.closeness and longer.startswith(shorter) else found


def _may_pair(a: NamePart, b: NamePart, found: PartAgreement) -> bool:
    """A particle is no partner for a name that it is not: the name would pass for one that says next to nothing."""
    return found.closeness > 0 and (found.agrees or is_particle(a) == is_particle(b))


def _join_where_other_did(parts: tuple[NamePart, ...], other: tuple[NamePart, ...]) -> tuple[NamePart, ...]:
    """Join two neighbours that the other name writes as one word: `Abd Allah` beside `Abdullah`."""
    long_ones = [part for part in other if len(part.romanised) >= _LONG]
    if len(parts) < 2 or not long_ones:
        return parts
    for place, (one, next_one) in enumerate(pairwise(parts)):
        letters = one.romanised + next_one.romanised
        for long in long_ones:
            if abs(len(long.romanised) - len(letters)) > 2:
                continue
            if Indel.normalized_similarity(letters, long.romanised) < _WORTH_JOINING:
                continue
            alone = max(compare_parts(one, long).closeness, compare_parts(next_one, long).closeness)
            together = joined(one, next_one)
            closeness = compare_parts(together, long).closeness
            if closeness >= _JOINED_AT_LEAST and closeness > alone:
                return (*parts[:place], together, *parts[place + 2 :])
    return parts
