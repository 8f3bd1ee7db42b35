"""How rare a part of a name is: what agreement on it is worth.

The table `common_name_parts.json` is made by :mod:`search.comparison.commonness_table` and holds shares within the
country or language where the part is most common. Two records are thereby treated as if both came from there, which
errs on the side of too little evidence.
"""

import math
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from search.names import NamePart

UNLISTED_BITS = 8.5
"""A part that is not in the table: one bearer in 360, rarer than any in the table."""
_BITS_OF_A_LETTER = 1.5
_BITS_OF_ONE_LETTER = 2.0


@cache
def _bits_by_sound() -> dict[str, float]:
    text = files("search.comparison").joinpath("common_name_parts.json").read_bytes()
    shares = msgspec.json.decode(text, type=dict[str, float])
    return {heard: -math.log2(share) for heard, share in shares.items()}


@lru_cache(maxsize=200_000)
def rarity_bits(part: NamePart) -> float:
    """Bits that full agreement on a part brings: common parts and short ones are shared by chance more often."""
    by_length = _BITS_OF_ONE_LETTER + _BITS_OF_A_LETTER * (len(part.sound) - 1)
    return min(_bits_by_sound().get(part.sound, UNLISTED_BITS), UNLISTED_BITS, by_length)
