"""Writing a zone: what :func:`tracing.mrz.reading.read_zone` reads comes out again."""

from tracing.mrz.characters import FILLER, check_digit
from tracing.mrz.layouts import LAYOUTS, Layout, Span
from tracing.mrz.zone import Zone

_NUMBER = 9


def write_zone(zone: Zone) -> tuple[str, ...]:
    """The lines of a zone, filled up and with all check digits.

    Raises:
        ValueError: a field is longer than its place; names may be, and are cut (part 3, section 4.6).
    """
    layout = LAYOUTS[zone.layout]
    lines = [[FILLER] * layout.length for _ in range(layout.lines)]
    for name, text in _fields(zone, layout).items():
        _put(lines, layout.fields[name], name, text)
    for check in layout.checks:
        written = tuple("".join(line) for line in lines)
        guarded = "".join(span.of(written) for span in check.guards)
        digit = FILLER if _goes_without(check.name, zone, layout) else check_digit(guarded)
        _put(lines, check.digit, check.name, digit)
    return tuple("".join(line) for line in lines)


def _fields(zone: Zone, layout: Layout) -> dict[str, str]:
    number, optional = zone.number, zone.optional
    if _is_long(zone, layout):
        number = zone.number[:_NUMBER]
        optional = zone.number[_NUMBER:] + check_digit(zone.number) + FILLER + zone.optional
    fields = {
        "code": zone.code,
        "issuer": zone.issuer,
        "names": _names(zone)[: layout.fields["names"].end - layout.fields["names"].start],
        "number": number,
        "nationality": zone.nationality,
        "birth_date": zone.birth_date,
        "sex": zone.sex,
        "expires": zone.expires,
        "optional": optional.rstrip(FILLER),
    }
    return fields | ({"optional_2": zone.optional_2} if "optional_2" in layout.fields else {})


def _names(zone: Zone) -> str:
    names = f"{zone.surname}{2 * FILLER}{zone.given_names}" if zone.given_names else zone.surname
    return names.replace(" ", FILLER)


def _goes_without(check: str, zone: Zone, layout: Layout) -> bool:
    if check == "number":
        return _is_long(zone, layout)
    return check == "optional" and zone.optional_digit_left_out and not zone.optional


def _is_long(zone: Zone, layout: Layout) -> bool:
    return layout.name in ("TD1", "TD2") and len(zone.number) > _NUMBER


def _put(lines: list[list[str]], span: Span, name: str, text: str) -> None:
    if len(text) > span.end - span.start:
        raise ValueError(f"`{name}` takes at most {span.end - span.start} characters here")
    lines[span.line][span.start : span.start + len(text)] = text
