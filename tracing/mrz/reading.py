"""Reading a zone: every field, and every check digit by itself."""

import re
from collections.abc import Iterator, Sequence

from tracing.mrz.characters import FILLER, check_digit, is_zone_text
from tracing.mrz.layouts import Check, Layout, layout_of
from tracing.mrz.zone import Zone
from tracing.value import Value

_DATE = re.compile(r"[0-9]{6}|[0-9]{4}<<|[0-9]{2}<<<<|<<<<<<")


class UnreadableZoneError(ValueError):
    """The lines are no zone of any format; the message names the rule and never what they hold."""


class Fault(Value, frozen=True, kw_only=True):
    """A field that cannot be trusted: the check digit or rule that it breaks, never its value.

    `rule` is `check-digit`, or `date` for six characters that are no date, or `sex` for an unknown letter.
    """

    field: str
    rule: str


class Reading(Value, frozen=True, kw_only=True):
    """What was read of a zone, and which fields of it are doubtful; `lines` are in capitals, without spaces."""

    lines: tuple[str, ...]
    zone: Zone
    faults: tuple[Fault, ...] = ()


def read_zone(lines: Sequence[str]) -> Reading:
    """Read the lines of a zone as a document reader gave them.

    A wrong check digit loses nothing: the field is read all the same and named among the faults.

    Raises:
        UnreadableZoneError: number or length of the lines fits no format, or a character is not one of a zone.
    """
    cleaned = tuple("".join(line.split()).upper() for line in lines)
    layout = layout_of(cleaned)
    if layout is None:
        raise UnreadableZoneError("a zone has two lines of 44 or 36 characters, or three of 30")
    if not all(map(is_zone_text, cleaned)):
        raise UnreadableZoneError("a zone holds capital letters A to Z, digits and `<` only")
    return Reading(lines=cleaned, zone=_zone(layout, cleaned), faults=tuple(_faults(layout, cleaned)))


def _zone(layout: Layout, lines: tuple[str, ...]) -> Zone:
    said = {name: span.of(lines) for name, span in layout.fields.items()}
    surname, given_names = _names(said["names"])
    number, optional = said["number"], said["optional"]
    if (tail := long_number_tail(layout, lines)) is not None:
        number, optional = number + tail[0], tail[2]
    return Zone(
        layout=layout.name,
        code=said["code"].rstrip(FILLER),
        issuer=said["issuer"].rstrip(FILLER),
        surname=surname,
        given_names=given_names,
        names_cut=not said["names"].endswith(FILLER),
        number=number.rstrip(FILLER),
        nationality=said["nationality"].rstrip(FILLER),
        birth_date=said["birth_date"],
        sex=said["sex"].rstrip(FILLER),
        expires=said["expires"],
        optional=optional.rstrip(FILLER),
        optional_2=said.get("optional_2", "").rstrip(FILLER),
        optional_digit_left_out=any(c.name == "optional" and c.digit.of(lines) == FILLER for c in layout.checks),
    )


def _names(field: str) -> tuple[str, str]:
    surname, _, given_names = field.rstrip(FILLER).partition(2 * FILLER)
    return surname.replace(FILLER, " "), given_names.replace(FILLER, " ")


def long_number_tail(layout: Layout, lines: tuple[str, ...]) -> tuple[str, str, str] | None:
    """Of a number longer than nine characters: its end, its check digit, and the optional data behind them.

    Parts 5 and 6 put `<` in the digit's place of a long number, and its end and digit at the start of the optional
    data, closed by `<`. None for every other number.
    """
    number = next(check for check in layout.checks if check.name == "number")
    if layout.name not in ("TD1", "TD2") or number.digit.of(lines) != FILLER:
        return None
    optional = layout.fields["optional"].of(lines)
    head = optional.partition(FILLER)[0]
    if len(head) < 2 or not head[-1].isdigit():
        return None
    return head[:-1], head[-1], optional[len(head) + 1 :]


def _faults(layout: Layout, lines: tuple[str, ...]) -> Iterator[Fault]:
    for check in layout.checks:
        if not _is_right(layout, check, lines):
            yield Fault(field=check.name, rule="check-digit")
    for name in ("birth_date", "expires"):
        if not _DATE.fullmatch(layout.fields[name].of(lines)):
            yield Fault(field=name, rule="date")
    if layout.fields["sex"].of(lines) not in ("M", "F", FILLER):
        yield Fault(field="sex", rule="sex")


def _is_right(layout: Layout, check: Check, lines: tuple[str, ...]) -> bool:
    digit, guarded = check.digit.of(lines), "".join(span.of(lines) for span in check.guards)
    if check.name == "number" and (tail := long_number_tail(layout, lines)) is not None:
        return check_digit(guarded + tail[0]) == tail[1]
    # Empty optional data may go without their digit (part 4, section 4.2.2.2).
    if check.name == "optional" and digit == FILLER and not guarded.strip(FILLER):
        return True
    return digit == check_digit(guarded)
