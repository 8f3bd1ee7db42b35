"""Invented callers and reports that tests share, in as few words as a test needs."""

from typing import Any

from tracing.access import Caller, Role
from tracing.events import Evidence, FeatureLevel
from tracing.reports import AnyReport, read_report

BUREAU = Caller(subject="bureau-1", role=Role.bureau, organisation="ukr.bureau", country="UKR")
BORDER = Caller(subject="border-1", role=Role.agency, organisation="pol.border", country="POL")
SHELTER = Caller(subject="shelter-1", role=Role.shelter, organisation="ita.shelter", country="ITA")
OFFICER = Caller(subject="officer-1", role=Role.officer, organisation="fra.police", country="FRA")
AUDITOR = Caller(subject="auditor-1", role=Role.auditor, organisation="int.audit", country="CHE")
FIRST_REVIEWER = Caller(subject="reviewer-1", role=Role.reviewer, organisation="fra.review", country="FRA")
SECOND_REVIEWER = Caller(subject="reviewer-2", role=Role.reviewer, organisation="esp.review", country="ESP")
THIRD_REVIEWER = Caller(subject="reviewer-3", role=Role.reviewer, organisation="deu.review", country="DEU")

FOR_A_CASE = {"Tracing-Purpose": "find_missing_person", "Tracing-Case": "2026/17"}
"""Headers that say what a search or a look is for."""


def report(reference: str = "R-1", kind: str = "yellow_notice", **changes: Any) -> AnyReport:
    """A valid report with a name; `changes` replace top-level fields."""
    data: dict[str, Any] = {
        "kind": kind,
        "reference": reference,
        "occurred_at": "2026-03-01T12:00:00+02:00",
        "person": {"names": [{"full": "Yuliia Kovalchuk"}]},
    }
    return read_report(data | changes)


def evidence(*versions: int, weight: float = 4.0) -> Evidence:
    """What the matcher found for a pair at these evidence versions."""
    first, second = versions or (1, 1)
    return Evidence(
        weight=weight,
        probability=0.9,
        model="test-1",
        versions=(first, second),
        features=(FeatureLevel(feature="name", level="same", weight=weight),),
    )
