"""Examples of the audit log in the API's description; everybody in them is invented."""

from typing import Any

from api import examples

QUESTION: dict[str, Any] = {"record": examples.RECORD, "since": "2026-03-01"}
PERIOD: dict[str, Any] = {"since": "2026-01-01", "until": "2026-07-01"}
PERSON: dict[str, Any] = {"records": [examples.RECORD]}

ENTRIES: dict[str, Any] = {
    "entries": [
        {
            "number": 4711,
            "at": "2026-03-21T09:30:00.250Z",
            "subject": "officer-17",
            "role": "officer",
            "organisation": "fra.police",
            "country": "FRA",
            "action": "read_record",
            "purpose": "find_missing_person",
            "case": "2026/17",
            "data": ["report"],
            "records": [examples.RECORD],
            "result": "answered",
            "request": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
            "concerns": "",
        }
    ],
    "next": None,
}
STATISTICS: dict[str, Any] = {
    "counts": [
        {"country": "FRA", "action": "search", "purpose": "find_missing_person", "count": 214},
        {"country": "ITA", "action": "search", "purpose": "identify_victim", "count": None},
    ]
}
REPORT: dict[str, Any] = {
    "disclosures": [
        {
            "day": "2026-03-21",
            "organisation": "fra.police",
            "country": "FRA",
            "action": "read_record",
            "purpose": "find_missing_person",
            "data": ["report"],
        }
    ]
}
CHECKPOINT: dict[str, Any] = {
    "size": 4711,
    "note": "tracing/audit\n4711\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— tracing/audit Az3grlgtzP…\n",
    "public_key": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
}
