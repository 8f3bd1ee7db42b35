"""Name symbols: which words are known names, and which of them are forms of one name.

The table `name_symbols.json.gz` is made by :mod:`search.comparison.name_symbols_table` from the name tagger of rigour.
"""

import gzip
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from search.names import NamePart
from search.romanisation import is_latin


@cache
def _symbols_by_word() -> dict[str, tuple[int, ...]]:
    packed = files("search.comparison").joinpath("name_symbols.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=dict[str, tuple[int, ...]])


@lru_cache(maxsize=200_000)
def symbols(written: str, romanised: str) -> frozenset[int] | None:
    """The symbols of a word; None for a word that is no known name, and empty for one without other forms."""
    known = _symbols_by_word()
    found = known.get(romanised) if is_latin(written) else known.get(written, known.get(romanised))
    return None if found is None else frozenset(found)


def shared_symbols(a: NamePart, b: NamePart) -> int | None:
    """How many symbols two words share: None where one of them is no known name, and so nothing is known."""
    one = symbols(a.written, a.romanised)
    other = symbols(b.written, b.romanised) if one is not None else None
    return None if one is None or other is None else len(one & other)
