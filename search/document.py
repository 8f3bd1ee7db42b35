"""What a search engine holds of a record."""

from datetime import date, datetime
from uuid import UUID

from search.profile import Profile
from tracing.access import Visibility
from tracing.reports import ReportKind
from tracing.value import Value


class Document(Value, frozen=True, kw_only=True):
    """One record, ready to be found and compared. Always written whole.

    Attributes:
        record: the record's id.
        number: log position of the record's first event; older records have smaller numbers, and equal scores are
            ordered by it. It never leaves the service.
        version: log position of the event up to which the record was folded; an older version never replaces a
            newer one.
        evidence_version: see :class:`tracing.records.Record`.
        retracted: a tombstone, of a record that is not in use: it has no profile and no keys, and no query finds it.
        countries: codes of the places in the report, for filters.
        occurred_from, occurred_to: earliest and latest moment (UTC) the event can have happened.
        born_from, born_to: earliest and latest day of birth that the report allows; None when it says nothing.
        keys: blocking keys and those of its reference and identifiers, see :mod:`search.blocking`.
        profile: what comparison needs, prepared; see :mod:`search.profile`.
    """

    record: UUID
    number: int
    version: int
    evidence_version: int
    kind: ReportKind
    visibility: Visibility
    occurred_from: datetime
    occurred_to: datetime
    retracted: bool = False
    countries: tuple[str, ...] = ()
    sex: str | None = None
    born_from: date | None = None
    born_to: date | None = None
    keys: tuple[str, ...] = ()
    profile: Profile | None = None


class Filters(Value, frozen=True, kw_only=True):
    """Conditions that narrow a search; empty means no condition.

    `kinds`, `countries` and the time are strict. `sex` and the birth range let a record pass that does not state them,
    because a missing field must not hide a person.
    """

    kinds: tuple[ReportKind, ...] = ()
    countries: tuple[str, ...] = ()
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    sex: str | None = None
    born_from: date | None = None
    born_to: date | None = None
    organisations: tuple[str, ...] = ()
