"""An example of numbers in the API's description; invented, as all of them."""

from typing import Any

RELEASE: dict[str, Any] = {
    "released": "2026-07-01",
    "by_sex": [
        {"sex": "female", "people": 1240, "reports": 3010},
        {"sex": "male", "people": 860, "reports": 1790},
    ],
    "by_age": [
        {"age_group": "0-8", "people": None, "reports": None},
        {"age_group": "9-17", "people": 430, "reports": 1120},
        {"age_group": "18-29", "people": 980, "reports": 2340},
    ],
    "by_route": [{"came_from": "MDA", "went_to": "ITA", "people": 40, "reports": 60}],
    "by_month": [{"month": "2026-06", "kind": "sighting", "people": 70, "reports": 90}],
}
