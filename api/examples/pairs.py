"""Examples of candidates, groups and identities, as the API's description shows them."""

from typing import Any

from api.examples import BARS, CANDIDATE_ID, OTHER_RECORD, REASONS, RECORD, RECORD_READ

QUEUE: dict[str, Any] = {
    "candidates": [
        {
            "candidate": CANDIDATE_ID,
            "record_a": RECORD,
            "record_b": OTHER_RECORD,
            "state": "in_review",
            "weight": 6.2,
            "probability": 0.987,
            "suggests": "same",
            "child": False,
        }
    ],
    "next": None,
}

PROPOSAL = {"record_a": RECORD, "record_b": OTHER_RECORD, "reason": "The same tattoo is in both photographs."}
DECISION = {"verdict": "same", "reason": "Same passport, and the scar is on the same hand.", "version": 1}
WITHDRAWAL = {"reason": "The passport turned out to be borrowed.", "version": 3}

_STANDING: dict[str, Any] = {
    "candidate": CANDIDATE_ID,
    "record_a": RECORD,
    "record_b": OTHER_RECORD,
    "state": "in_review",
    "version": 1,
    "opinions": [],
}

_OPINION = {
    "verdict": "same",
    "reviewer": "first.reviewer",
    "organisation": "iom.geneva",
    "country": "CHE",
    "reason": DECISION["reason"],
    "telling_fact": None,
}

DECIDED: dict[str, Any] = {
    "standing": _STANDING
    | {
        "state": "confirmed_once",
        "version": 2,
        "opinions": [_OPINION],
    },
    "position": 1050,
}

CANDIDATE: dict[str, Any] = {
    "standing": _STANDING,
    "records": [RECORD_READ, RECORD_READ | {"record": OTHER_RECORD}],
    "weight": 6.2,
    "probability": 0.987,
    "model": "weights-1",
    "group_weight": None,
    "suggests": "same",
    "cautions": ["known_kin"],
    "reasons": REASONS,
    "bars": BARS,
    "would_decide": ["mark"],
    "would_decide_in_words": "What is missing and could decide: a mark on the body.",
    "proposed_at": "2026-03-21T08:00:01Z",
    "proposed_by": None,
    "proposed_because": "",
    "new_evidence": [],
}

GROUPS: dict[str, Any] = {
    "groups": [{"group": RECORD, "members": [RECORD, OTHER_RECORD], "candidate": CANDIDATE_ID, "weight": 6.2}],
    "next": None,
}

_PAIR = {"record_a": RECORD, "record_b": OTHER_RECORD}

GROUP: dict[str, Any] = {
    "group": RECORD,
    "members": [RECORD, OTHER_RECORD],
    "joins": [_PAIR | {"confirmed": False, "weight": 6.2, "by": ["document", "name"]}],
    "objections": [_PAIR | {"by": ["hair"]}],
    "pairs": [_PAIR | {"candidate": CANDIDATE_ID, "version": 1, "suggests": "same", "cautions": []}],
    "records": [RECORD_READ, RECORD_READ | {"record": OTHER_RECORD}],
}

GROUP_DECISION: dict[str, Any] = {
    "reason": "One passport and one scar in all of them.",
    "pairs": [{"candidate": CANDIDATE_ID, "version": 1}],
}

GROUP_DECIDED: dict[str, Any] = {
    "results": [{"candidate": CANDIDATE_ID, "status": 409, "code": "same-reviewer", "standing": None}],
    "position": None,
}

_LINK = {"record_a": RECORD, "record_b": OTHER_RECORD, "verdict": "same", "candidate": CANDIDATE_ID}

IDENTITY: dict[str, Any] = {
    "identity": RECORD,
    "redirected_from": OTHER_RECORD,
    "as_of": None,
    "members": [RECORD, OTHER_RECORD],
    "profile": [{"field": "sex", "value": "female", "records": [RECORD, OTHER_RECORD]}],
    "links": [
        _LINK
        | {
            "decided_at": "2026-04-03T09:12:44Z",
            "opinions": [_OPINION | {"at": "2026-04-02T16:40:05Z"}],
        }
    ],
    "contested": [],
}

TIMELINE: dict[str, Any] = {
    "identity": RECORD,
    "redirected_from": None,
    "as_of": None,
    "entries": [{"occurred_at": "2026-03-20T22:15:00+01:00", "reported_late": False, "record": RECORD_READ}],
    "custody": [{"holder": "the Torino group", "first": "2026-03-20", "last": "2026-03-24", "records": [RECORD]}],
    "stays": [
        {"organisation": "fra.shelter", "country": "FRA", "start": "2026-04-02", "end": None, "records": [OTHER_RECORD]}
    ],
    "legs": [{"start": RECORD, "end": OTHER_RECORD, "kilometres": None, "hours": 289.7, "impossible": False}],
}

HTCDS: list[dict[str, Any]] = [
    {
        "cas_CaseNumber": RECORD,
        "prs_FirstName": "Yuliia",
        "prs_SecondName": "Kovalchuk",
        "prs_Birthdate": "1998-03-17",
        "prs_Citizenship": ["UA"],
        "con_Consent": True,
        "hte": [{"hte_Date": "2026-03-04", "hte_Type": "Transit", "hte_City": "Świecko", "hte_Country": "PL"}],
    }
]

HTCDS_CSV = """cas_CaseNumber,prs_FirstName,prs_SecondName,hte_Date,hte_Type,hte_Country
2026/31,Yuliia,Kovalchuk,2026-03-04,Transit,PL
"""

CONTESTED: dict[str, Any] = {
    "identities": [
        {"identity": RECORD, "members": [RECORD, OTHER_RECORD], "contested": [_LINK | {"verdict": "different"}]}
    ]
}

WHY: dict[str, Any] = {
    "a": RECORD,
    "b": OTHER_RECORD,
    "reason": "Never compared: no shared key and no near face.",
    "compared": False,
    "shared_keys": [],
    "common_keys": [],
    "faces_near": False,
    "weight": -11.8,
    "probability": 0.0003,
    "model": "weights-1",
    "reasons": REASONS,
    "bars": BARS,
    "would_decide": ["mark"],
    "would_decide_in_words": "What is missing and could decide: a mark on the body.",
    "candidate": None,
    "state": None,
}
