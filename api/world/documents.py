"""Passports and their machine-readable zones (ICAO Doc 9303 parts 3 and 4), written."""

import itertools
import random
from datetime import date, timedelta
from typing import Any, NamedTuple

from api.world.icao import to_mrz_letters

_WEIGHTS = (7, 3, 1)
_VALUES = {c: value for value, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_LETTERS = "ABCEFGHKLMNPRSTVX"  # without those that readers take for digits or one another


class Passport(NamedTuple):
    """A passport."""

    number: str
    issuer: str
    expires: date

    def described(self) -> dict[str, Any]:
        """The document as a report tells it."""
        return {
            "type": "passport",
            "number": self.number,
            "issuer": self.issuer,
            "expires": self.expires.isoformat(),
        }


def check_digit(text: str) -> str:
    """The check digit over digits, capitals and `<`: weights 7, 3, 1 repeating, modulo 10 (part 3, section 4.9)."""
    return str(sum(_VALUES[c] * weight for c, weight in zip(text, itertools.cycle(_WEIGHTS))) % 10)


def passport_number(rng: random.Random, pattern: str) -> str:
    """A number after a pattern of `A` (letter) and `9` (digit)."""
    return "".join(rng.choice(_LETTERS) if c == "A" else str(rng.randrange(10)) for c in pattern)


def issue(rng: random.Random, pattern: str, issuer: str, not_before: date) -> Passport:
    """A passport that is valid on a day and for up to nine years more."""
    return Passport(passport_number(rng, pattern), issuer, not_before + timedelta(days=rng.randint(60, 3300)))


def names_field(family: str, given: str, length: int) -> str:
    """`FAMILY<<GIVEN<NAMES`, filled up or cut to a length (part 4, section 4.2.3)."""
    family, given = to_mrz_letters(family), to_mrz_letters(given)
    return (f"{family}<<{given}" if family and given else family or given).ljust(length, "<")[:length]


def td3(
    *,
    number: str,
    issuer: str,
    nationality: str,
    family: str,
    given: str,
    born: str,
    sex: str,
    expires: date,
    optional: str = "",
) -> tuple[str, str]:
    """Both 44-character lines of a passport.

    Args:
        number: at most 9 letters and digits.
        issuer: ICAO code of the issuing state; `DEU` is printed as `D`.
        nationality: ICAO code.
        family: family names in any script of the transliteration tables.
        given: given names, likewise.
        born: `YYYY-MM-DD`, or only its first parts; the rest is printed as fillers.
        sex: `female`, `male` or anything else for `<`.
        expires: last day of validity.
        optional: personal number, at most 14 characters.
    """
    first = "P<" + _state(issuer) + names_field(family, given, 39)
    numbered = number.upper().ljust(9, "<")
    numbered += check_digit(numbered)
    birth = "".join((*born[2:].split("-"), "<<<<"))[:6]
    birth += check_digit(birth)
    expiry = f"{expires:%y%m%d}"
    personal = optional.upper().ljust(14, "<")
    tail = expiry + check_digit(expiry) + personal + (check_digit(personal) if optional else "<")
    letter = {"female": "F", "male": "M"}.get(sex, "<")
    return first, numbered + _state(nationality) + birth + letter + tail + check_digit(numbered + birth + tail)


def _state(code: str) -> str:
    return ("D" if code == "DEU" else code).ljust(3, "<")
