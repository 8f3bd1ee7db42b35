"""Examples in the API's description. Everybody in them is invented; a test posts each of them."""

from typing import Any

from tracing.reports import ReportKind

RECORD = "0f4bd3c4-6a52-5d3e-8a1c-7f0f6a0d2b11"
OTHER_RECORD = "9a1e5a0b-2f0c-5b7e-9d56-3b0a4c8e7f22"

REPORTS: dict[ReportKind, dict[str, Any]] = {
    ReportKind.yellow_notice: {
        "reference": "UA-2026-000123",
        "occurred_at": "2026-03-01",
        "person": {
            "names": [
                {"given": "Yuliia", "family": "Kovalchuk"},
                {"given": "Юлія", "family": "Ковальчук", "kind": "main"},
            ],
            "sex": "female",
            "birth_date": "1998-03-17",
            "nationalities": ["UKR"],
            "documents": [{"type": "passport", "number": "FE123456", "issuer": "UKR", "expires": "2031-05-01"}],
            "marks": [{"kind": "scar", "body_part": "left hand"}],
            "languages": ["ukr"],
        },
        "details": {
            "alert_kind": "missing",
            "circumstances": "Did not arrive at the work she was promised.",
            "last_seen": {"at": "2026-02-27", "place": {"country": "UKR", "name": "Kyiv"}},
        },
    },
    ReportKind.sighting: {
        "reference": "TO-2026-0815",
        "occurred_at": "2026-03-20T22:15:00+01:00",
        "place": {"country": "ITA", "name": "Torino", "kind": "street"},
        "person": {"names": [{"full": "Julia Kovaltchouk"}], "sex": "female", "age": {"min": 26, "max": 28}},
        "details": {"source_grade": "B", "content_grade": 2},
    },
    ReportKind.border_crossing: {
        "reference": "PL-DOR-7781",
        "occurred_at": "2026-03-04T06:40:00+01:00",
        "place": {"country": "POL", "name": "Świecko", "kind": "border_point", "latitude": 52.32, "longitude": 14.6},
        "person": {
            "names": [{"given": "YULIIA", "family": "KOVALCHUK"}],
            "sex": "female",
            "birth_date": "1998-03-17",
            "nationalities": ["UKR"],
            "documents": [{"type": "passport", "number": "FE123456", "issuer": "UKR"}],
        },
        "details": {"direction": "exit", "other_country": "DEU", "transport": "road"},
    },
    ReportKind.shelter_registration: {
        "reference": "2026/31",
        "occurred_at": "2026-04-02",
        "place": {"country": "FRA", "kind": "shelter"},
        "person": {"names": [{"full": "Yulia", "kind": "alias"}], "age": {"min": 25, "max": 30}, "languages": ["ukr"]},
        "details": {
            "movement": "in",
            "consent": {"state": "given", "scopes": ["tracing"], "given_at": "2026-04-03"},
        },
    },
}

POSTED: dict[str, Any] = {
    "record": RECORD,
    "position": 1042,
    "created": True,
    "version": 1,
    "disputes": [],
    "suggestions": [],
}

CROSSED: dict[str, Any] = {
    **POSTED,
    "gate": {
        "result": "hit",
        "actions": [
            {
                "because": "person",
                "action": "missing",
                "instruction": "Speak with the person alone. Ask whether they are safe and whether they want help.",
                "call": "ukr.bureau",
            }
        ],
    },
}

DISPUTED = {
    "record": RECORD,
    "position": 1043,
    "created": True,
    "version": 2,
    "disputes": [
        {
            "field": "person.documents.0.expires",
            "rule": "document-expired",
            "explanation": "The document had expired when the event happened.",
        }
    ],
    "suggestions": [],
}

RECORD_READ: dict[str, Any] = {
    "record": RECORD,
    "kind": "sighting",
    "organisation": "ita.police",
    "country": "ITA",
    "report": {"kind": "sighting", **REPORTS[ReportKind.sighting]},
    "version": 1,
    "imported_from": None,
    "recorded_at": "2026-03-21T08:00:00Z",
    "changed_at": "2026-03-21T08:00:00Z",
    "disputes": [],
    "retracted": None,
    "restricted": None,
    "located": None,
    "held": False,
    "photographs": [],
}

LOOKUP = {"identifier": REPORTS[ReportKind.sighting]["reference"]}

LOOKED_UP: dict[str, Any] = {"records": [RECORD_READ], "complete": True}

CORRECTION: dict[str, Any] = {
    "report": {"kind": "sighting", **REPORTS[ReportKind.sighting], "occurred_at": "2026-03-20T21:15:00+01:00"},
    "reason": "The clock of the camera was an hour fast.",
}

RETRACTION = {"reason": "The same person was reported twice by mistake."}

BATCH = (
    '{"kind": "border_crossing", "reference": "PL-1", "occurred_at": "2026-03-04", '
    '"person": {"names": [{"full": "Nadia Petrenko"}]}}\n'
    '{"kind": "border_crossing", "reference": "PL-2", "occurred_at": "2026-03-04", "person": {}}\n'
)

BATCH_ANSWERED = (
    f'{{"line":1,"status":201,"record":"{RECORD}","position":1042,"created":true,"disputes":[],"suggestions":[]}}\n'
    '{"line":2,"status":422,"code":"invalid","detail":"`problems` names fields and rules.","problems":['
    '{"field":"body","rule":"`person` needs one identifying thing: a name, document, mark, relative, phone, '
    'account, photograph or face"}],"record":null}\n'
)

IMPORTED = (
    '{"source":"line 2","problems":[{"field":"body","rule":"`person` needs one identifying thing: a name, document, '
    'mark, relative, phone, account, photograph or face"}]}\n'
    '{"complete":true,"code":null,"detail":null,"read":2,"new":1,"corrected":0,"unchanged":0,"disputed":0,'
    '"rejected":1}\n'
)

_VIEW = {"position": 1042, "lag_seconds": 0.0, "dead_letters": 0}

READY: dict[str, Any] = {
    "status": "green",
    "log": "green",
    "search": "green",
    "views": "green",
    "log_position": 1042,
    "view": {"records": _VIEW, "matcher": _VIEW, "candidates": _VIEW, "identities": _VIEW},
}

NOT_READY: dict[str, Any] = READY | {"status": "red", "search": "red", "view": {}}

METRICS = (
    "# TYPE tracing_requests_total counter\n"
    'tracing_requests_total{method="POST",route="/v1/sightings",status="201"} 17.0\n'
)

CANDIDATE_ID = "3d0c2f4e-94f6-5c3b-8a8e-0b9f5f1f2c33"

SEARCH: dict[str, Any] = {
    "queries": {
        "q1": {
            "person": {"names": [{"full": "Yulia Kovalchuck"}], "sex": "female", "birth_date": "1998"},
            "filters": {"age": {"min": 20, "max": 40}, "kinds": ["yellow_notice", "border_crossing", "sighting"]},
            "limit": 5,
        }
    }
}

REASONS: list[dict[str, Any]] = [
    {
        "feature": "name",
        "direction": "for",
        "level": "similar",
        "weight": 9.1,
        "sentence": "The names are alike once romanised, or one leaves a part out.",
    },
    {
        "feature": "mark",
        "direction": "missing",
        "level": "missing",
        "weight": 0.0,
        "sentence": "Not stated by both, so no evidence.",
    },
]

BARS = [{"what": "prior", "bits": -11.7, "total": -11.7}, {"what": "name", "bits": 9.1, "total": -2.6}]

FOUND: dict[str, Any] = {
    "answers": {
        "q1": {
            "total": 1,
            "page": 1,
            "limit": 5,
            "results": [
                {
                    "identity": RECORD,
                    "joined": False,
                    "contested": False,
                    "suggested_group": None,
                    "weight": 2.4,
                    "probability": 0.84,
                    "evidence": 14.2,
                    "reasons": REASONS,
                    "matched": [{"record": RECORD, "weight": 2.4, "probability": 0.84}],
                    "records": [RECORD_READ],
                }
            ],
        }
    }
}
