"""Every answer tells browsers and proxies to keep, run and frame nothing, whatever the answer is."""

import httpx
import pytest

from tests.api.conftest import ClientOf
from tracing.access import Role

EXPECTED = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
}


@pytest.mark.parametrize("path", ["/livez", "/v1/openapi.json", "/v1/nowhere", "/v1/records/no-id", "/metrics"])
def test_every_answer_carries_them(url: str, client_of: ClientOf, path: str) -> None:
    for answer in (httpx.get(f"{url}{path}"), client_of(Role.officer).get(path)):
        assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
