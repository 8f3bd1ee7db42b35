"""The characters of a machine-readable zone and the digit that guards a field (ICAO Doc 9303 part 3, section 4.9)."""

FILLER = "<"

_VALUES = {str(digit): digit for digit in range(10)}
_VALUES |= {chr(ord("A") + place): 10 + place for place in range(26)}
_VALUES[FILLER] = 0
_WEIGHTS = (7, 3, 1)


def is_zone_text(text: str) -> bool:
    """Whether a text holds nothing but A–Z, 0–9 and the filler `<`."""
    return all(sign in _VALUES for sign in text)


def check_digit(text: str) -> str:
    """The check digit of a field: `check_digit("L898902C3")` is `"6"`.

    Each character's value (0–9, A–Z as 10–35, `<` as 0) is multiplied by 7, 3, 1 in turn; the digit is the sum modulo
    10.

    Raises:
        KeyError: a character that no zone holds.
    """
    return str(sum(_VALUES[sign] * _WEIGHTS[place % 3] for place, sign in enumerate(text)) % 10)
