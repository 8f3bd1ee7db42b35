"""Where each field stands in each format of zone (ICAO Doc 9303 parts 4–7), as data."""

from tracing.value import Value


class Span(Value, frozen=True, kw_only=True):
    """A stretch of one line, both counted from 0; `end` is not in it."""

    line: int
    start: int
    end: int

    def of(self, lines: tuple[str, ...]) -> str:
        """The characters of the stretch."""
        return lines[self.line][self.start : self.end]


class Check(Value, frozen=True, kw_only=True):
    """A check digit: where it stands, and the stretches that it guards, in their order."""

    name: str
    digit: Span
    guards: tuple[Span, ...]


class Layout(Value, frozen=True, kw_only=True):
    """A format of zone.

    Attributes:
        name: `TD1`, `TD2`, `TD3`, `MRV-A` or `MRV-B`.
        lines, length: how many lines, and how many characters each has.
        fields: stretches by the names of :class:`tracing.mrz.zone.Zone`'s fields.
        checks: the digits of single fields, then the composite digit where there is one.
    """

    name: str
    lines: int
    length: int
    fields: dict[str, Span]
    checks: tuple[Check, ...]


def _span(line: int, first: int, last: int) -> Span:
    """A stretch by the positions that Doc 9303 prints: lines and characters counted from 1, the last included."""
    return Span(line=line - 1, start=first - 1, end=last)


def _check(name: str, line: int, place: int, *guards: Span) -> Check:
    return Check(name=name, digit=_span(line, place, place), guards=guards)


def _two_lines(name: str, length: int, optional_last: int, *composite: Check, optional_digit: bool) -> Layout:
    optional = _span(2, 29, optional_last)
    checks = [
        _check("number", 2, 10, _span(2, 1, 9)),
        _check("birth_date", 2, 20, _span(2, 14, 19)),
        _check("expires", 2, 28, _span(2, 22, 27)),
    ]
    if optional_digit:
        checks.append(_check("optional", 2, optional_last + 1, optional))
    return Layout(
        name=name,
        lines=2,
        length=length,
        fields={
            "code": _span(1, 1, 2),
            "issuer": _span(1, 3, 5),
            "names": _span(1, 6, length),
            "number": _span(2, 1, 9),
            "nationality": _span(2, 11, 13),
            "birth_date": _span(2, 14, 19),
            "sex": _span(2, 21, 21),
            "expires": _span(2, 22, 27),
            "optional": optional,
        },
        checks=(*checks, *composite),
    )


_TD1 = Layout(
    name="TD1",
    lines=3,
    length=30,
    fields={
        "code": _span(1, 1, 2),
        "issuer": _span(1, 3, 5),
        "number": _span(1, 6, 14),
        "optional": _span(1, 16, 30),
        "birth_date": _span(2, 1, 6),
        "sex": _span(2, 8, 8),
        "expires": _span(2, 9, 14),
        "nationality": _span(2, 16, 18),
        "optional_2": _span(2, 19, 29),
        "names": _span(3, 1, 30),
    },
    checks=(
        _check("number", 1, 15, _span(1, 6, 14)),
        _check("birth_date", 2, 7, _span(2, 1, 6)),
        _check("expires", 2, 15, _span(2, 9, 14)),
        _check("composite", 2, 30, _span(1, 6, 30), _span(2, 1, 7), _span(2, 9, 15), _span(2, 19, 29)),
    ),
)
_TD2 = _two_lines(
    "TD2",
    36,
    35,
    _check("composite", 2, 36, _span(2, 1, 10), _span(2, 14, 20), _span(2, 22, 35)),
    optional_digit=False,
)
_TD3 = _two_lines(
    "TD3",
    44,
    42,
    _check("composite", 2, 44, _span(2, 1, 10), _span(2, 14, 20), _span(2, 22, 43)),
    optional_digit=True,
)
_MRV_A = _two_lines("MRV-A", 44, 44, optional_digit=False)
_MRV_B = _two_lines("MRV-B", 36, 36, optional_digit=False)

LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in (_TD1, _TD2, _TD3, _MRV_A, _MRV_B)}
"""Every format by its name in Doc 9303."""


def layout_of(lines: tuple[str, ...]) -> Layout | None:
    """The format of lines by their number, their length, and the `V` with which visas begin; None if there is none."""
    visa = bool(lines) and lines[0].startswith("V")
    for layout in LAYOUTS.values():
        fits = len(lines) == layout.lines and all(len(line) == layout.length for line in lines)
        if fits and visa == layout.name.startswith("MRV"):
            return layout
    return None
