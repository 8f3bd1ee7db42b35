"""What a reader of a foreign format gives: reports to be entered, and what could not be."""

from typing import NamedTuple

from api.http.validation import Problem
from tracing.access import OrganisationId
from tracing.person import CountryCode
from tracing.reports import AnyReport
from tracing.value import Value


class Sender(Value, frozen=True, kw_only=True):
    """Who sends a report, and will own the record."""

    organisation: OrganisationId
    country: CountryCode


class Entry(NamedTuple):
    """A report to be entered.

    Attributes:
        source: where it stands, e.g. `line 12`; never what it says.
        content: what to hand in again should it be refused.
        supersedes: whether the source says how things stand now, so that another content than before is a correction;
            otherwise it is a conflict, for two reports may have been given one reference by mistake.
        dated: whether `occurred_at` is when the source said so: then what it said before what is known changes nothing.
    """

    source: str
    content: bytes
    report: AnyReport
    sender: Sender
    supersedes: bool = False
    dated: bool = False


class Refusal(NamedTuple):
    """Something that was not entered, and why; `content` is empty when there is nothing to hand in again."""

    source: str
    content: bytes
    problems: tuple[Problem, ...]
