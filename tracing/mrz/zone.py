"""What a machine-readable zone says."""

from datetime import date

from tracing.mrz.characters import FILLER
from tracing.value import Value


class Zone(Value, frozen=True, kw_only=True):
    """The fields of a zone, each as printed, without the fillers at its end.

    Attributes:
        layout: name of the format.
        code: kind of document, e.g. `P`, `I`, `V`, `AC`.
        issuer, nationality: codes of ICAO Doc 9303 part 3, section 5, e.g. `UKR`, `D`, `XXA`.
        surname, given_names: with a space for each single filler.
        names_cut: whether the names reach the end of their field, so that some of them may be missing.
        number: the whole number, also where it runs over into the optional data (parts 5 and 6, section 4.2).
        birth_date, expires: `YYMMDD`; unknown parts are `<`.
        sex: `M`, `F`, or empty for unspecified.
        optional, optional_2: further data of the issuer, without what belongs to a long number.
        optional_digit_left_out: in a TD3, whether `<` stands for the check digit of empty optional data; `0` may too.
    """

    layout: str
    code: str
    issuer: str
    surname: str
    given_names: str = ""
    names_cut: bool = False
    number: str
    nationality: str
    birth_date: str
    sex: str = ""
    expires: str
    optional: str = ""
    optional_2: str = ""
    optional_digit_left_out: bool = False

    def born(self, event: date) -> str | None:
        """The birth date, see :func:`born`."""
        return born(self.birth_date, event)

    def valid_until(self, event: date) -> str | None:
        """The expiry date, see :func:`valid_until`."""
        return valid_until(self.expires, event)


def born(text: str, event: date) -> str | None:
    """A birth date `YYMMDD`, whole or in part, in the century that puts it before the event; None when unknown.

    On 1 March 2026 `980317` is `1998-03-17`, `98<<<<` is `1998`, and `270101` is `1927-01-01`.
    """
    year = _two_digits(text[:2])
    if year is None:
        return None
    century = event.year - event.year % 100
    whole = century + year
    if whole > event.year or (whole == event.year and _parts_after(text, event)):
        whole -= 100
    return _partial(whole, text)


def valid_until(text: str, event: date) -> str | None:
    """An expiry date `YYMMDD`, in the century nearest to the event: documents are valid some years, not fifty."""
    year = _two_digits(text[:2])
    if year is None:
        return None
    century = event.year - event.year % 100
    whole = min((century + year + shift for shift in (-100, 0, 100)), key=lambda found: abs(found - event.year))
    return _partial(whole, text)


def _two_digits(text: str) -> int | None:
    return int(text) if len(text) == 2 and text.isascii() and text.isdigit() else None


def _parts_after(text: str, event: date) -> bool:
    month, day = _two_digits(text[2:4]), _two_digits(text[4:6])
    return month is not None and (month, day or 0) > (event.month, event.day)


def _partial(year: int, text: str) -> str | None:
    """ISO 8601 as far as the parts are known; None when they make no date."""
    month, day = text[2:4], text[4:6]
    if month == 2 * FILLER:
        return f"{year:04}"
    if day == 2 * FILLER:
        return f"{year:04}-{month}" if (number := _two_digits(month)) and number <= 12 else None
    try:
        return date(year, int(month), int(day)).isoformat()
    except ValueError:
        return None
