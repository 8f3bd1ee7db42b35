"""Signing in at an issuer: a small one on loopback that signs real tokens and checks what it is sent."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError

from api.app import create_app
from api.desk.visits.visit import COOKIE
from api.settings import Settings
from api.wiring import migrate, open_service
from tests.api.conftest import embedded_settings, serving

CLIENT, PASSWORD, PERSON = "tracing-desk", "correct horse", "anna.marin"


class Issuer:
    """Signs whoever asks in as one person; what it says can be changed to lies."""

    def __init__(self) -> None:
        self.key = generate_private_key(SECP256R1())
        self.url = ""
        self.asked: dict[str, str] = {}
        self.lies: dict[str, Any] = {}
        self.app = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})
        self.app.get("/.well-known/openid-configuration")(self.metadata)
        self.app.get("/keys")(self.keys)
        self.app.get("/authorize")(self.authorize)
        self.app.post("/token")(self.token)

    def metadata(self) -> dict[str, str]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "alg": "ES256", "use": "sig"}]}

    def authorize(self, request: Request) -> RedirectResponse:
        self.asked = dict(request.query_params)
        said = {"code": "the-code", "state": self.lies.get("state", self.asked["state"])}
        return RedirectResponse(f"{self.asked['redirect_uri']}?{urlencode(said)}")

    async def token(self, request: Request) -> JSONResponse:
        sent = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{PASSWORD}".encode()).decode()
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        given = (request.headers["authorization"], sent["code"], challenge, sent["redirect_uri"])
        if given != (basic, "the-code", self.asked["code_challenge"], self.asked["redirect_uri"]):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(datetime.now(UTC).timestamp())
        common = {"iss": self.url, "iat": now, "exp": now + 300, "sub": PERSON}
        identity = {"aud": CLIENT, "nonce": self.asked["nonce"], "auth_time": now} | self.lies.get("identity", {})
        access = {"aud": "tracing", "role": "officer", "organisation": "fra.police", "country": "FRA"}
        return JSONResponse(
            {
                "access_token": self.signed(common | access | self.lies.get("access", {}), "at+jwt"),
                "id_token": self.signed(common | identity, "JWT"),
                "token_type": "Bearer",
            }
        )

    def signed(self, claims: dict[str, Any], kind: str) -> str:
        return jwt.encode(claims, self.key, algorithm="ES256", headers={"kid": "one", "typ": kind})


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    with serving(issuer.app) as url:
        issuer.url = url
        yield issuer


@pytest.fixture(scope="module")
def url(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("at-issuer")
    settings = embedded_settings(folder).model_copy(
        update={
            "demo_key": None,
            "oidc_issuer": issuer.url,
            "oidc_jwks_url": f"{issuer.url}/keys",
            "desk_client_id": CLIENT,
            "desk_client_secret": Settings(desk_client_secret=PASSWORD).desk_client_secret,
        }
    )
    migrate(settings)
    service = open_service(settings)
    app = create_app(service)
    with serving(app) as url:
        # The port is known only now.
        app.state.desk_sign_in._settings = settings.model_copy(update={"desk_url": url})
        yield url
    service.close()


@pytest.fixture
def client(url: str, issuer: Issuer) -> Iterator[httpx.Client]:
    issuer.lies = {}
    with httpx.Client(base_url=url, timeout=60) as client:
        yield client


def signed_in(client: httpx.Client, path: str = "/desk/sign-in/start?next=/desk/search") -> httpx.Response:
    """Walk the flow as a browser does, with secure cookies on loopback."""
    jar: dict[str, str] = {}
    response = client.get(path)
    for _ in range(5):
        for cookie in response.headers.get_list("set-cookie"):
            name, _, rest = cookie.partition("=")
            jar[name] = rest.partition(";")[0].strip('"')
        place = response.headers.get("location")
        if place is None or place == "/desk/work?next=/desk/search":
            break
        response = client.get(place, headers={"Cookie": "; ".join(f"{n}={v}" for n, v in jar.items())})
    client.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
    return response


def test_a_person_signs_in_by_code_with_pkce_state_and_nonce(client: httpx.Client, issuer: Issuer) -> None:
    end = signed_in(client)
    assert end.headers["location"] == "/desk/work?next=/desk/search"
    page = client.get("/desk/work")
    assert "fra.police" in page.text and "Tracing officer" in page.text
    asked = issuer.asked
    assert (asked["response_type"], asked["code_challenge_method"], asked["scope"]) == ("code", "S256", "openid")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert "prompt" not in asked
    token = client.headers["Cookie"].partition(f"{COOKIE}=")[2].partition(";")[0]
    assert len(token) >= 43 and token not in page.text


def test_signing_in_again_asks_for_the_person_anew(client: httpx.Client, issuer: Issuer) -> None:
    signed_in(client, "/desk/sign-in/start?again=true&next=/desk/search")
    assert (issuer.asked["prompt"], issuer.asked["max_age"]) == ("login", "0")


@pytest.mark.parametrize(
    "lies",
    [
        {"state": "another"},
        {"identity": {"nonce": "another"}},
        {"identity": {"sub": "somebody.else"}},
        {"identity": {"aud": "another-client"}},
        {"identity": {"iss": "https://elsewhere.example"}},
        {"access": {"aud": "another-service"}},
        {"access": {"role": "king"}},
        {"access": {"exp": 1}},
    ],
    ids=lambda lies: str(lies)[:40],
)
def test_an_answer_that_proves_too_little_signs_nobody_in(
    client: httpx.Client, issuer: Issuer, lies: dict[str, Any]
) -> None:
    issuer.lies = lies
    end = signed_in(client)
    assert end.status_code == 401 and "Begin it again" in end.text
    assert f"{COOKIE}=" not in client.headers["Cookie"]


def test_a_code_that_another_browser_asked_for_is_refused(client: httpx.Client, url: str) -> None:
    begun = client.get("/desk/sign-in/start")
    answered = client.get(begun.headers["location"]).headers["location"]
    assert urlsplit(answered).path == "/desk/sign-in/callback"
    with httpx.Client(base_url=url, timeout=60) as another:
        assert another.get(answered).status_code == 401


def test_people_sign_in_without_an_issuer_only_where_demo_tokens_are_taken(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="desk_client_id needs"):
        Settings(desk_client_id=CLIENT)
    settings = embedded_settings(tmp_path).model_copy(update={"demo_key": None})
    migrate(settings)
    service = open_service(settings)
    try:
        with pytest.raises(ValueError, match="set a demo key"):
            create_app(service, ("anybody",))  # type: ignore[arg-type]
    finally:
        service.close()
