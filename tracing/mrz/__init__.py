"""Machine-readable zones of travel documents (ICAO Doc 9303 parts 3–7): read, checked and written."""

from tracing.mrz.characters import check_digit
from tracing.mrz.corrections import Correction, corrections
from tracing.mrz.layouts import LAYOUTS, Layout
from tracing.mrz.person import person_of
from tracing.mrz.reading import Fault, Reading, UnreadableZoneError, read_zone
from tracing.mrz.writing import write_zone
from tracing.mrz.zone import Zone

__all__ = [
    "LAYOUTS",
    "Correction",
    "Fault",
    "Layout",
    "Reading",
    "UnreadableZoneError",
    "Zone",
    "check_digit",
    "corrections",
    "person_of",
    "read_zone",
    "write_zone",
]
