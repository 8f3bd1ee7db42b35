"""What a reader may have mistaken: changes of alike characters that make every check digit right."""

from collections.abc import Iterator
from itertools import combinations, product

from tracing.mrz.layouts import LAYOUTS, Layout, Span
from tracing.mrz.reading import Reading, read_zone
from tracing.value import Value

# Pairs that optical readers take for each other in the type OCR-B.
_ALIKE = {
    "0": "OQD", "O": "0QD", "Q": "0O", "D": "0O", "1": "I", "I": "1", "L": "1", "8": "B", "B": "8", "5": "S", "S": "5",
    "2": "Z", "Z": "2", "6": "G", "G": "6", "4": "A", "A": "4", "7": "T", "T": "7",
}  # fmt: skip
_DIGIT_OF = {
    sign: next(other for other in alike if other.isdigit()) for sign, alike in _ALIKE.items() if sign.isalpha()
}
_DIGITS_ONLY = ("birth_date", "expires")

MOST_CHANGES = 2
"""With more, wrong corrections outnumber right ones: one in ten of any strings has the right digit by chance."""


class Correction(Value, frozen=True, kw_only=True):
    """A suggestion for a person to check, never applied by itself: which fields change, and the corrected lines."""

    fields: tuple[str, ...]
    lines: tuple[str, ...]


def corrections(reading: Reading) -> tuple[Correction, ...]:
    """All corrections with the fewest changes that leave no fault; empty when nothing is wrong or nothing helps.

    `L8989O2C3` with the digit 6 gives one, with `0` for `O`. Letters where only digits stand, as in `74O812`, are
    certainly mistaken and do not count as changes.
    """
    if not any(fault.rule == "check-digit" for fault in reading.faults):
        return ()
    layout = LAYOUTS[reading.zone.layout]
    lines = _with_digits(reading.lines, layout)
    for changes in range(MOST_CHANGES + 1):
        found = dict.fromkeys(_candidates(lines, layout, changes))
        if found:
            return tuple(Correction(fields=_changed(layout, reading.lines, each), lines=each) for each in found)
    return ()


def _with_digits(lines: tuple[str, ...], layout: Layout) -> tuple[str, ...]:
    changed = [list(line) for line in lines]
    for span in (*(layout.fields[name] for name in _DIGITS_ONLY), *(check.digit for check in layout.checks)):
        line = changed[span.line]
        line[span.start : span.end] = [_DIGIT_OF.get(sign, sign) for sign in line[span.start : span.end]]
    return tuple("".join(line) for line in changed)


def _candidates(lines: tuple[str, ...], layout: Layout, changes: int) -> Iterator[tuple[str, ...]]:
    """The lines with so many characters exchanged for alike ones, where that leaves no fault."""
    for chosen in combinations(_doubtful(lines, layout), changes):
        for signs in product(*(_ALIKE[lines[line][place]] for line, place in chosen)):
            changed = [list(line) for line in lines]
            for (line, place), sign in zip(chosen, signs, strict=True):
                changed[line][place] = sign
            candidate = tuple("".join(line) for line in changed)
            if not read_zone(candidate).faults:
                yield candidate


def _doubtful(lines: tuple[str, ...], layout: Layout) -> list[tuple[int, int]]:
    """Places of characters that could be others, in stretches that a digit guards, and the digits themselves."""
    spans = {span for check in layout.checks for span in (*check.guards, check.digit)}
    places = {(span.line, place) for span in spans for place in range(span.start, span.end)}
    return sorted(place for place in places if lines[place[0]][place[1]] in _ALIKE)


def _changed(layout: Layout, before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    named: list[tuple[str, Span]] = [*layout.fields.items(), *((check.name, check.digit) for check in layout.checks)]
    return tuple(dict.fromkeys(name for name, span in named if span.of(before) != span.of(after)))
