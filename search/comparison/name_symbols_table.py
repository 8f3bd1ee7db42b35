"""Makes the table of name symbols: `python -m search.comparison.name_symbols_table`.

Source: the name tagger of rigour (MIT licence), which knows from Wikidata and from its own lists which words are forms
of one name: `Yang`, `Young` and `Duong`, or `Bill` and `William`. Each word of faker's locales (MIT licence) is put to
it once, here. In a running process the tagger would take 290 MB and seven seconds of processor time before the first
answer; the table takes 4 MB and 20 ms.
"""

import gzip
import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import faker.providers.person
import msgspec

from search.names import words
from search.romanisation import is_latin, romanise

TABLE = Path(__file__).with_name("name_symbols.json.gz")

_NAME_CATEGORIES = frozenset(("NAME", "NICK"))
"""Categories of rigour's symbols that stand for a name of a person."""


def symbols_by_word() -> dict[str, list[int]]:
    """Numbers of the symbols of each known word, in order of the alphabet; a word that shares none has none.

    Words of Latin letters are romanised, others as written. Symbols that only one word has are left out.
    """
    tagged: dict[str, set[str]] = defaultdict(set)
    for word in sorted(vocabulary()):
        found = _tag(word)
        if found:
            tagged[romanise(word) if is_latin(word) else word] |= found
    bearers: dict[str, set[str]] = defaultdict(set)
    for word, symbols in tagged.items():
        for symbol in symbols:
            bearers[symbol].add(romanise(word))
    shared = sorted(
        (symbol for symbol, words in bearers.items() if len(words) > 1), key=lambda s: (-len(bearers[s]), s)
    )
    numbers = {symbol: number for number, symbol in enumerate(shared)}
    return {
        word: sorted(numbers[symbol] for symbol in symbols if symbol in numbers)
        for word, symbols in sorted(tagged.items())
    }


def _tag(word: str) -> set[str]:
    from rigour.names import NameTypeTag, analyze_names

    return {
        span.symbol.id
        for name in analyze_names(NameTypeTag.PER, [word], phonetics=False)
        for span in name.spans
        if len(span.parts) == 1 and span.symbol.category.value in _NAME_CATEGORIES
    }


def vocabulary() -> set[str]:
    """The words of all names of persons in faker's locales, folded, and their romanised forms."""
    found: set[str] = set()
    for module in pkgutil.walk_packages(faker.providers.person.__path__, "faker.providers.person."):
        provider = getattr(importlib.import_module(module.name), "Provider", None)
        for attribute, value in vars(provider).items() if provider else ():
            if "name" in attribute and not callable(value):
                found.update(word for name in _texts(value) for word in words(name))
    found |= {romanise(word) for word in found}
    return {word for word in found if len(word) > 1 or not is_latin(word)} - {""}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | tuple | list | set | frozenset):
        for item in value:
            yield from _texts(item)


def table() -> bytes:
    """The bytes of the table file."""
    return gzip.compress(msgspec.json.encode(symbols_by_word()), mtime=0)


if __name__ == "__main__":
    TABLE.write_bytes(table())
