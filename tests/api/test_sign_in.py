"""Acts that cannot simply be undone want a person who signed in a short while ago; everything else goes on."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import jwt
import pytest

from api.access.tokens import DEMO_ISSUER, demo_key
from api.wiring import Service
from tests.examples import FOR_A_CASE
from tracing.access import Role

ACTS = [
    (Role.reviewer, "/v1/candidates/{}/judgements", {"verdict": "same", "reason": "Scar.", "version": 1}),
    (Role.reviewer, "/v1/groups/{}/judgements", {}),
    (Role.bureau, "/v1/records/{}/erasure", {"ground": "objection"}),
    (Role.auditor, "/v1/audit/subject-access", {}),
]


def token(service: Service, role: Role, ago: timedelta) -> str:
    assert service.settings.demo_key is not None
    now = datetime.now(UTC)
    claims = {
        "iss": DEMO_ISSUER,
        "aud": "tracing",
        "iat": now,
        "exp": now + timedelta(hours=1),
        "auth_time": int((now - ago).timestamp()),
        "sub": "somebody",
        "role": role.value,
        "organisation": "fra.review",
        "country": "FRA",
    }
    return jwt.encode(claims, demo_key(service.settings.demo_key), algorithm="EdDSA")


@pytest.mark.parametrize(("role", "path", "body"), ACTS, ids=[path for _, path, _ in ACTS])
def test_whoever_signed_in_long_ago_must_do_so_again(
    url: str, service: Service, role: Role, path: str, body: object
) -> None:
    def tried(minutes: int) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token(service, role, timedelta(minutes=minutes))}", **FOR_A_CASE}
        return httpx.post(f"{url}{path.format(uuid4())}", json=body, headers=headers)

    refused, passed = tried(20), tried(5)
    assert (refused.status_code, refused.json()["code"]) == (401, "stale-sign-in")
    challenge = refused.headers["www-authenticate"]
    assert 'error="insufficient_user_authentication"' in challenge and 'max_age="900"' in challenge
    assert passed.status_code in (404, 422)


def test_looking_goes_on(url: str, service: Service) -> None:
    headers = {"Authorization": f"Bearer {token(service, Role.officer, timedelta(hours=9))}", **FOR_A_CASE}
    query = {"queries": {"q": {"person": {"names": [{"full": "Nobody Atall"}]}}}}
    assert httpx.post(f"{url}/v1/search", json=query, headers=headers).status_code == 200
