"""Whom the service believes: every way in which a token can fail to prove who is calling."""

import json
import socket
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import HMACAlgorithm, OKPAlgorithm

from api.access.tokens import (
    DEMO_ISSUER,
    KeysUnavailableError,
    TokenRefusedError,
    TokenVerifier,
    demo_key,
    demo_token,
)
from api.settings import Settings
from tests.api.issuer import (
    EC_KEY,
    ED_KEY,
    ISSUER,
    KEYS,
    RSA_KEY,
    SECRET,
    Issuer,
    claims,
    published,
    running_issuer,
    signed,
)
from tracing.access import Caller, Role


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as found:
        yield found


@pytest.fixture
def verifier(issuer: Issuer) -> TokenVerifier:
    return TokenVerifier(Settings(oidc_issuer=ISSUER, oidc_jwks_url=issuer.url))


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"), [(RSA_KEY, "RS256", "rsa"), (EC_KEY, "ES256", "ec"), (ED_KEY, "EdDSA", "ed")]
)
def test_a_token_of_the_issuer_says_who_is_calling(verifier: TokenVerifier, key: Any, algorithm: str, kid: str) -> None:
    caller = verifier.proved(signed(key, algorithm, kid)).caller
    assert caller == Caller(subject="m.rossi", role=Role.officer, organisation="ita.police", country="ITA")


HOUR = timedelta(hours=1)


def test_an_access_token_may_say_so_in_its_type(verifier: TokenVerifier) -> None:
    token = jwt.encode(claims(), RSA_KEY, "RS256", {"kid": "rsa", "typ": "at+jwt"})
    assert verifier.proved(token).caller.subject == "m.rossi"


@pytest.mark.parametrize(
    ("ago", "fresh"),
    [(timedelta(0), True), (timedelta(minutes=14), True), (timedelta(minutes=16), False), (None, False)],
)
def test_signing_in_long_ago_is_not_fresh(verifier: TokenVerifier, ago: timedelta | None, fresh: bool) -> None:
    auth_time = None if ago is None else int((datetime.now(UTC) - ago).timestamp())
    assert verifier.is_fresh(verifier.proved(signed(auth_time=auth_time))) is fresh


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"exp": datetime.now(UTC) - HOUR}, "expired"),
        ({"nbf": datetime.now(UTC) + HOUR}, "not valid yet"),
        ({"iat": datetime.now(UTC) + HOUR}, "not valid yet"),
        ({"aud": "another"}, "another service"),
        ({"aud": None}, "lacks one of"),
        ({"exp": None}, "lacks one of"),
        ({"iat": None}, "lacks one of"),
        ({"sub": None}, "lacks one of"),
        ({"iss": None}, "issuer"),
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": DEMO_ISSUER}, "issuer"),
        ({"role": None}, "`role`"),
        ({"role": "superuser"}, "`role`"),
        ({"role": ["officer"]}, "`role`"),
        ({"organisation": None}, "`organisation`"),
        ({"organisation": "Two Words"}, "`organisation`"),
        ({"country": None}, "`country`"),
        ({"country": "Italy"}, "`country`"),
    ],
)
def test_a_claim_that_is_wrong_or_missing_is_refused(
    verifier: TokenVerifier, changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(TokenRefusedError, match=told):
        verifier.proved(signed(**changes))


def confused_with_hmac() -> str:
    """An HS256 token signed with the public key's text, which a careless verifier takes for the secret."""
    header, body = (
        jwt.utils.base64url_encode(json.dumps(part, default=str).encode())
        for part in ({"alg": "HS256", "typ": "JWT", "kid": "rsa"}, claims(iat=1, nbf=1, exp=2**40))
    )
    public = json.dumps(KEYS[0]).encode()
    signature = HMACAlgorithm(HMACAlgorithm.SHA256).sign(header + b"." + body, public)
    return b".".join((header, body, jwt.utils.base64url_encode(signature))).decode()


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(signed(ED_KEY, "EdDSA", "rsa"), id="signed with another key than it names"),
        pytest.param(signed(rsa.generate_private_key(65537, 2048)), id="signed with a key of its own"),
        pytest.param(signed(kid=None), id="names no key"),
        pytest.param(signed(kid="unknown"), id="names an unknown key"),
        pytest.param(signed(RSA_KEY, "RS512"), id="algorithm that is not allowed"),
        pytest.param(signed(RSA_KEY, "PS256"), id="another algorithm for the same key"),
        pytest.param(jwt.encode(claims(), "", "none", headers={"kid": "rsa"}), id="not signed at all"),
        pytest.param(signed(SECRET, "HS256", "secret"), id="shared secret among the published keys"),
        pytest.param(confused_with_hmac(), id="public key used as a secret"),
        pytest.param(signed()[:-8] + "AAAAAAAA", id="signature changed"),
        pytest.param(jwt.encode(claims(), RSA_KEY, "RS256", {"kid": "rsa", "typ": "logout+jwt"}), id="a logout token"),
        pytest.param(jwt.encode(claims(), RSA_KEY, "RS256", {"kid": "rsa", "typ": None}), id="of no type"),
        pytest.param(
            jwt.encode(claims(), ED_KEY, "EdDSA", {"kid": "own", "jku": "https://evil.example/keys"}),
            id="names keys of its own",
        ),
        pytest.param("", id="empty"),
        pytest.param("a.b.c", id="no token"),
        pytest.param("W10.W10.", id="lists for objects"),
        pytest.param(
            jwt.utils.base64url_encode(b'{"alg":"RS256"}').decode()
            + "."
            + jwt.utils.base64url_encode(b"[" * 30_000).decode()
            + ".AAAA",
            id="nested without end",
        ),
    ],
)
def test_what_does_not_prove_the_caller_is_refused(verifier: TokenVerifier, token: str) -> None:
    with pytest.raises(TokenRefusedError) as refused:
        verifier.proved(token)
    assert "m.rossi" not in str(refused.value)


def test_keys_are_fetched_once_and_an_unknown_key_does_not_fetch_them_at_every_call(
    issuer: Issuer, verifier: TokenVerifier
) -> None:
    for _ in range(3):
        verifier.proved(signed())
    for kid in ("a", "b", "c"):
        with pytest.raises(TokenRefusedError):
            verifier.proved(signed(kid=kid))
    assert issuer.fetched == 1


def test_a_new_key_of_the_issuer_is_taken_up(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    verifier = TokenVerifier(Settings(oidc_issuer=ISSUER, oidc_jwks_url=issuer.url))
    verifier.proved(signed())
    key = ed25519.Ed25519PrivateKey.generate()
    issuer.keys = [published("next", OKPAlgorithm.to_jwk(key.public_key(), as_dict=True), "EdDSA")]
    later = time.monotonic() + 60
    monkeypatch.setattr("jwt.jwks_client.time.monotonic", lambda: later)
    assert verifier.proved(signed(key, "EdDSA", "next")).caller.subject == "m.rossi"


def test_an_issuer_out_of_reach_refuses_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    verifier = TokenVerifier(Settings(oidc_issuer=ISSUER, oidc_jwks_url=f"http://127.0.0.1:{port}/keys"))
    with pytest.raises(KeysUnavailableError):
        verifier.proved(signed())


def test_the_allow_list_of_algorithms_is_kept(issuer: Issuer) -> None:
    verifier = TokenVerifier(Settings(oidc_issuer=ISSUER, oidc_jwks_url=issuer.url, oidc_algorithms=("ES256",)))
    verifier.proved(signed(EC_KEY, "ES256", "ec"))
    with pytest.raises(TokenRefusedError, match="algorithm"):
        verifier.proved(signed())


CALLER = Caller(subject="demo", role=Role.bureau, organisation="ukr.bureau", country="UKR")


def test_a_demo_token_is_believed_with_the_same_key_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "demo.pem"
    token = demo_token(demo_key(path), CALLER, "tracing", HOUR)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert TokenVerifier(Settings(demo_key=path)).proved(token).caller == CALLER
    with pytest.raises(TokenRefusedError, match="signature"):
        TokenVerifier(Settings(demo_key=tmp_path / "other.pem")).proved(token)
    with pytest.raises(TokenRefusedError, match="issuer"):
        TokenVerifier(Settings()).proved(token)


def test_an_expired_demo_token_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "demo.pem"
    token = demo_token(demo_key(path), CALLER, "tracing", -HOUR)
    with pytest.raises(TokenRefusedError, match="expired"):
        TokenVerifier(Settings(demo_key=path)).proved(token)


def test_a_file_with_another_kind_of_key_is_no_demo_key(tmp_path: Path) -> None:
    path = tmp_path / "rsa.pem"
    path.write_bytes(RSA_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(ValueError, match="Ed25519"):
        demo_key(path)
