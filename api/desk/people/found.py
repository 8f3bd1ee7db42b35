"""Who was found, as pages tell it: one person with the strongest reasons."""

from typing import Any

from api.desk.people.way import last_seen
from api.schemas.search import SearchResult

_TOLD = 3
"""Reasons shown for and against each result."""


def told(result: SearchResult) -> dict[str, Any]:
    """A result with its strongest reasons, and the report that last says where the person was."""
    telling = sorted(result.reasons, key=lambda reason: -abs(reason.weight))
    return {
        "result": result,
        "names": list(dict.fromkeys(name.text for record in result.records for name in record.report.person.names)),
        "for": [reason for reason in telling if reason.direction == "for"][:_TOLD],
        "against": [reason for reason in telling if reason.direction == "against"][:_TOLD],
        "last": last_seen(result.records),
    }
