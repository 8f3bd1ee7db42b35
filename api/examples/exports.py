"""Examples of exports and of the feed of changes in the API's description; everybody in them is invented."""

from typing import Any

from api import examples
from api.examples.pairs import HTCDS, HTCDS_CSV

FILES: dict[str, Any] = {
    "ndjson": '{"organisation":"pol.border","country":"POL","kind":"border_crossing","reference":"PL-DOR-7781",'
    '"occurred_at":"2026-03-04T06:40:00+01:00","person":{"names":[{"given":"YULIIA","family":"KOVALCHUK"}]}}\n',
    "htcds-csv": HTCDS_CSV,
    "htcds-json": HTCDS,
    "pfif": '<?xml version="1.0" encoding="UTF-8"?>\n<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4">\n<pfif:person>\n'
    "<pfif:person_record_id>missing.example.org/0f4bd3c4-6a52-5d3e-8a1c-7f0f6a0d2b11</pfif:person_record_id>\n",
}
"""The beginning of a file in each format."""

CHANGES: list[dict[str, Any]] = [
    {
        "specversion": "1.0",
        "id": f"{examples.RECORD}.2",
        "source": "/v1/records",
        "type": "record.corrected",
        "time": "2026-03-04T08:15:00Z",
        "subject": examples.RECORD,
        "position": "D0s-3y9cVg6dDh0fOltTfJ0AAAABb2ZfbWFkZS11cC1jdXJz",
    }
]
