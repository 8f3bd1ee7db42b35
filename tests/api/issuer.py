"""A stand-in for an issuer of tokens (OpenID Connect): publishes keys, signs tokens, says whether they still hold."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, HMACAlgorithm, OKPAlgorithm, RSAAlgorithm

ISSUER = "https://id.example"
RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
ED_KEY = ed25519.Ed25519PrivateKey.generate()
SECRET = b"a secret of thirty-two bytes ----------"


def published(kid: str, key: dict[str, Any], algorithm: str) -> dict[str, Any]:
    return key | {"kid": kid, "alg": algorithm, "use": "sig"}


KEYS = [
    published("rsa", RSAAlgorithm.to_jwk(RSA_KEY.public_key(), as_dict=True), "RS256"),
    published("ec", ECAlgorithm.to_jwk(EC_KEY.public_key(), as_dict=True), "ES256"),
    published("ed", OKPAlgorithm.to_jwk(ED_KEY.public_key(), as_dict=True), "EdDSA"),
    published("secret", HMACAlgorithm.to_jwk(SECRET, as_dict=True), "HS256"),
]


CLIENT, CLIENT_SECRET = "tracing", "a/secret:of its own"


class Issuer:
    """Publishes keys and says whether a token still holds (RFC 7662), over HTTP; counts how often it is asked."""

    def __init__(self) -> None:
        self.keys = list(KEYS)
        self.fetched = self.asked = 0
        self.revoked: set[str] = set()
        self.says: bytes | None = None
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.fetched += 1
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps({"keys": issuer.keys}).encode())

            def do_POST(self) -> None:
                issuer.asked += 1
                sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                known = "tracing:a%2Fsecret%3Aof%20its%20own"
                allowed = self.headers["Authorization"] == "Basic " + base64.b64encode(known.encode()).decode()
                self.send_response(200 if allowed else 401)
                self.end_headers()
                says = {"active": sent["token"][0] not in issuer.revoked}
                self.wfile.write(json.dumps(says).encode() if issuer.says is None else issuer.says)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"
        self.settings: dict[str, Any] = {
            "oidc_issuer": ISSUER,
            "oidc_jwks_url": self.url,
            "oidc_introspection_url": f"http://127.0.0.1:{self.server.server_port}/introspection",
            "oidc_client_id": CLIENT,
            "oidc_client_secret": CLIENT_SECRET,
        }


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """An issuer that answers on loopback."""
    found = Issuer()
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield found
    finally:
        found.server.shutdown()
        found.server.server_close()
        thread.join()


def claims(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    good: dict[str, Any] = {
        "iss": ISSUER,
        "aud": "tracing",
        "iat": now,
        "nbf": now,
        "exp": now + timedelta(hours=1),
        "sub": "m.rossi",
        "role": "officer",
        "organisation": "ita.police",
        "country": "IT",
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(key: Any = RSA_KEY, algorithm: str = "RS256", kid: str | None = "rsa", **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm, headers={} if kid is None else {"kid": kid})
