"""Machine-readable zones of travel documents (ICAO Doc 9303 parts 3–7): read, checked and written."""

from tracing.mrz.characters import check_digit
from tracing.mrz.corrections import Correction, corrections
from tracing.mrz.layouts import LAYOUTS, Layout
from tracing.mrz.person import person_of
from tracing.mrz.reading import Fault, Reading, UnreadableZoneError, read_zone
from tracing.mrz.writing import write_zone
from tracing.mrz.zone import Zone, born, valid_until

__all__ = [
    "LAYOUTS",
    "Correction",
    "Fault",
    "Layout",
    "Reading",
    "UnreadableZoneError",
    "Zone",
    "born",
    "check_digit",
    "corrections",
    "person_of",
    "read_zone",
    "valid_until",
    "write_zone",
]
