"""Free text made alike, so that equal things are written equally."""

import unicodedata
from functools import lru_cache

from search.mark_words import BODY_WORDS, LOOK_WORDS


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Text with its case, Unicode form and spacing made alike."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=10_000)
def body_part(text: str) -> str:
    """A place on the body, its words in order of the alphabet: `Hand, left` and `left hand` → `hand left`."""
    found = (BODY_WORDS.get(word, word) for word in _words(text))
    return " ".join(sorted(set(found) - _NO_PLACE))


@lru_cache(maxsize=10_000)
def looks(text: str) -> tuple[str, ...]:
    """What a mark looks like, by known words of four languages: `tatouage: rose` → `("rose",)`."""
    return tuple(sorted({LOOK_WORDS[word] for word in _words(text) if word in LOOK_WORDS}))


_NO_PLACE = frozenset(
    {"the", "of", "on", "side", "his", "her", "upper", "lower", "de", "du", "la", "le", "l", "sur", "en", "el", "del"}
    | {"sobre", "على", "في", "من"}
)


def _words(text: str) -> list[str]:
    words = "".join(sign if sign.isalnum() else " " for sign in fold(text)).split()
    return [word.removeprefix("ال") if len(word) > 3 else word for word in words]


_COLOURS = {
    "bla": "black", "black": "black", "bro": "brown", "brown": "brown", "brof": "fair", "fair": "fair",
    "gry": "grey", "grey": "grey", "gray": "grey", "gryg": "grey", "haib": "bald", "bald": "bald", "haid": "dyed",
    "dyed": "dyed", "othd": "dark", "dark": "dark", "red": "red", "reda": "red", "auburn": "red", "whi": "white",
    "white": "white", "yelb": "blond", "yelbd": "blond", "brol": "blond", "blond": "blond", "blonde": "blond",
    "blue": "blue", "green": "green", "hazel": "hazel",
}  # fmt: skip


@lru_cache(maxsize=10_000)
def colour(text: str) -> str:
    """A colour of eyes or hair by its plain English word; INTERPOL's codes are read, other text is only folded."""
    folded = fold(text)
    for word in reversed(folded.replace("-", " ").split()):
        if word in _COLOURS:
            return _COLOURS[word]
    return folded
