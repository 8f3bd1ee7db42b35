"""What of a record that a caller may see is shown to that caller: the rest is its owner's.

Where a shelter is, is the shelter's to tell. Others learn the country, and whom to call; they are matched by the place
all the same.
"""

import msgspec

from tracing.access import Caller
from tracing.field_classes import FieldClass
from tracing.records import Record
from tracing.reports import ShelterRegistration
from tracing.rights import SHOWN, cut


def disclosed(record: Record, caller: Caller) -> Record:
    """The record as a caller reads it: of others' records what :data:`tracing.rights.SHOWN` gives to the caller's role.

    Of a shelter's registration others than the shelter read neither its name, nor where it or the place it passed the
    person on to is, nor addresses, nor further identifiers; unless it says that they may (`details.place_revealed`).
    """
    report = record.report
    if record.organisation == caller.organisation:
        return record
    shown = SHOWN[caller.role]
    if isinstance(report, ShelterRegistration):
        if report.details.place_revealed:
            shown |= {FieldClass.shelter}
        else:
            report = _without_place(report)
    report = cut(report, shown)
    return record if report is record.report else msgspec.structs.replace(record, report=report)


def _without_place(report: ShelterRegistration) -> ShelterRegistration:
    place = report.place and msgspec.structs.replace(report.place, name=None, latitude=None, longitude=None)
    person = msgspec.structs.replace(report.person, addresses=())
    # Ids in a shelter's own register can tell whose it is, and what could not be read could be anything.
    return msgspec.structs.replace(report, place=place, person=person, identifiers=(), unread={})
