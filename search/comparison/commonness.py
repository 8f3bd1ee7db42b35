"""How rare a part of a name is."""

from functools import lru_cache

from search.names import NamePart

_RAREST_BITS = 8.0


@lru_cache(maxsize=200_000)
def rarity_bits(part: NamePart) -> float:
    """Bits that agreement on a part brings: short ones are shared by chance more often."""
    return min(_RAREST_BITS, 2.0 + 1.5 * len(part.sound))
