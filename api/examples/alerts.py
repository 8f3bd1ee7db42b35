"""Examples of alerts and subscriptions in the API's description. Everybody in them is invented."""

from typing import Any

from api.examples import OTHER_RECORD, RECORD

SUBSCRIPTION = "5f0c9b1e-7a38-4f3c-9c2e-1d6f8a2b4c60"
CURSOR = "q7nR0sYx3mLw8VtKcE1uJpZ5aHbG2dFoNiSkTe"
REQUEST: dict[str, Any] = {
    "topics": ["candidate", "document_seen", "gate_hit", "merge_undone"],
    "ends_at": "2026-09-30T00:00:00Z",
    "webhook": "https://alerts.example/tracing",
}
SEARCH: dict[str, Any] = {
    "person": {"names": [{"full": "Thabo Mokoena"}], "birth_date": "1999-08-02", "nationalities": ["ZAF"]}
}
SEARCHING: dict[str, Any] = {"search": SEARCH, "ends_at": "2026-09-30T00:00:00Z"}
SHOWN: dict[str, Any] = {
    "id": SUBSCRIPTION,
    "topics": ["candidate", "document_seen", "gate_hit", "merge_undone"],
    "subscribed_by": "desk@zaf.bureau",
    "subscribed_at": "2026-04-01T08:00:00Z",
    "ends_at": "2026-09-30T00:00:00Z",
    "purpose": "find_missing_person",
    "case": "2026/17",
    "webhook": "https://alerts.example/tracing",
    "delivery": {"waiting": 0, "failures": 0, "given_up": 0},
}
MADE: dict[str, Any] = {
    "subscription": SHOWN,
    "secret": "whsec_VGhpcyBpcyBhbiBleGFtcGxlIGFuZCBub3QgYSBzZWNyZXQ=",
    "position": 4711,
}
ALERT: dict[str, Any] = {
    "id": "0c2b7c0e-6b0f-5c41-8f55-0e1d3a6d9b77",
    "subscription": SUBSCRIPTION,
    "topic": "document_seen",
    "at": "2026-05-02T03:12:00Z",
    "records": [RECORD, OTHER_RECORD],
    "links": [
        f"/v1/records/{RECORD}",
        f"/v1/records/{OTHER_RECORD}",
        f"/v1/why?a={RECORD}&b={OTHER_RECORD}",
    ],
}
PAGE: dict[str, Any] = {"alerts": [ALERT], "cursor": CURSOR}
