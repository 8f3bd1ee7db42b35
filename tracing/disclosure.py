"""What of a record that a caller may see is shown to that caller: the rest is its owner's.

Where a shelter is, is the shelter's to tell. Others learn the country, and whom to call; they are matched by the place
all the same.
"""

import msgspec

from tracing.access import Caller
from tracing.records import Record
from tracing.reports import ShelterRegistration


def disclosed(record: Record, caller: Caller) -> Record:
    """The record as a caller reads it.

    Of a shelter's registration others than the shelter read neither its name, nor where it or the place it passed the
    person on to is, nor addresses; unless it says that they may (`details.place_revealed`).
    """
    report = record.report
    if record.organisation == caller.organisation or not isinstance(report, ShelterRegistration):
        return record
    if report.details.place_revealed:
        return record
    place = report.place and msgspec.structs.replace(report.place, name=None, latitude=None, longitude=None)
    shown = msgspec.structs.replace(
        report,
        place=place,
        person=msgspec.structs.replace(report.person, addresses=()),
        details=msgspec.structs.replace(report.details, shelter=None, transferred_to=None),
        # What could not be read when it was imported could be anything.
        unread={},
    )
    return msgspec.structs.replace(record, report=shown)
