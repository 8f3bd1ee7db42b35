"""A machine-readable zone as a page shows it: what it says, which check digits are wrong, and what may be meant."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tracing.mrz import Correction, Fault, UnreadableZoneError, corrections, person_of, read_zone
from tracing.person import Person


class ZoneRead(NamedTuple):
    """The lines as they were read.

    Attributes:
        person: what they say of the holder; None where they are no zone, and are kept as they are.
        faults: fields whose check digit or form is wrong.
        offered: other readings in which every check digit is right; none is taken unless somebody says so.
    """

    person: Person | None
    faults: tuple[Fault, ...] = ()
    offered: tuple[Correction, ...] = ()


def zone_read(lines: Sequence[str], on: date) -> ZoneRead | None:
    """What lines say, read on a day; None where there are none."""
    given = [line for line in lines if line.strip()]
    if not given:
        return None
    try:
        reading = read_zone(given)
    except UnreadableZoneError:
        return ZoneRead(None)
    return ZoneRead(person_of(reading.zone, on), reading.faults, corrections(reading))
