"""A stolen token: bound to a certificate it opens nothing for the thief, and once it is revoked for nobody."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from api.access.revocation import KEPT_SECONDS, Introspection, RevocationUnknownError
from api.access.tokens import TokenRefusedError, TokenVerifier
from api.app import create_app
from api.settings import Settings
from api.wiring import Service
from tests.api.conftest import serving
from tests.api.issuer import CLIENT, CLIENT_SECRET, Issuer, running_issuer, signed
from tests.examples import FOR_A_CASE

PROXY, ELSEWHERE = "127.0.0.1", "127.0.0.2"


def certificate() -> bytes:
    """A client's certificate (DER)."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    dated = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return dated.sign(key, SHA256()).public_bytes(Encoding.DER)


OWN, OTHER = certificate(), certificate()


def thumbprint(der: bytes) -> str:
    return base64.urlsafe_b64encode(sha256(der).digest()).decode().rstrip("=")


def header(der: bytes) -> str:
    return f":{base64.b64encode(der).decode()}:"


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running_issuer() as found:
        yield found


@pytest.fixture(scope="module")
def url(service: Service, issuer: Issuer) -> Iterator[str]:
    """A service that believes a proxy on one address of loopback."""
    changes = {**issuer.settings, "client_certificates_from": f"{PROXY}/32"}
    settings = Settings.model_validate(service.settings.model_dump() | changes)
    with serving(create_app(replace(service, settings=settings))) as found:
        yield found


def bound() -> str:
    """A token that is of use to the holder of one certificate."""
    return signed(role="agency", cnf={"x5t#S256": thumbprint(OWN)})


def sent(url: str, token: str, source: str, *certificates: str) -> int:
    """The status of a search of one's own records, sent from an address with these headers `Client-Cert`."""
    headers = [("Authorization", f"Bearer {token}"), *FOR_A_CASE.items()]
    headers += [("Client-Cert", value) for value in certificates]
    with httpx.Client(transport=httpx.HTTPTransport(local_address=source)) as client:
        return client.get(f"{url}/v1/records/{'0' * 32}", headers=headers).status_code


def test_its_holder_is_let_in(url: str) -> None:
    assert sent(url, bound(), PROXY, header(OWN)) == 404


@pytest.mark.parametrize(
    ("token", "source", "certificates"),
    [
        pytest.param(bound, PROXY, [], id="replayed without a certificate"),
        pytest.param(bound, PROXY, [header(OTHER)], id="replayed with another certificate"),
        pytest.param(bound, ELSEWHERE, [header(OWN)], id="replayed past the proxy with a forged header"),
        pytest.param(bound, PROXY, [header(OTHER), header(OWN)], id="a header of the thief's beside the proxy's"),
        pytest.param(bound, PROXY, [f"{header(OTHER)}, {header(OWN)}"], id="two certificates in one header"),
        pytest.param(bound, PROXY, [thumbprint(OWN)], id="the thumbprint instead of the certificate"),
        pytest.param(bound, PROXY, ["::"], id="no certificate in the header"),
        pytest.param(
            lambda: signed(role="agency"), PROXY, [header(OWN)], id="an agency's token that is bound to nothing"
        ),
        pytest.param(
            lambda: signed(role="agency", cnf={}), PROXY, [header(OWN)], id="bound to nothing in so many words"
        ),
        pytest.param(
            lambda: signed(cnf={"jkt": "a" * 43}), PROXY, [header(OWN)], id="bound in a way that is not checked"
        ),
        pytest.param(lambda: signed(cnf="x5t#S256"), PROXY, [header(OWN)], id="a binding of another form"),
        pytest.param(
            lambda: signed(cnf={"x5t#S256": thumbprint(OWN), "jkt": "a" * 43}), PROXY, [header(OWN)], id="bound to more"
        ),
    ],
)
def test_nobody_else_is(url: str, token: Callable[[], str], source: str, certificates: list[str]) -> None:
    assert sent(url, token(), source, *certificates) == 401


def test_people_need_no_certificate_unless_their_token_is_bound_to_one(url: str) -> None:
    officers = signed(cnf={"x5t#S256": thumbprint(OWN)})
    assert sent(url, signed(), PROXY) == sent(url, officers, PROXY, header(OWN)) == 404
    assert sent(url, officers, PROXY, header(OTHER)) == 401


def test_where_no_proxy_is_named_nobody_can_show_a_certificate(service: Service, issuer: Issuer) -> None:
    settings = Settings.model_validate(service.settings.model_dump() | issuer.settings)
    with serving(create_app(replace(service, settings=settings))) as plain:
        assert sent(plain, bound(), PROXY, header(OWN)) == 401
        assert sent(plain, signed(role="agency"), PROXY) == 404


def test_a_revoked_token_is_refused(url: str, issuer: Issuer) -> None:
    token = signed(sub="somebody-else")
    issuer.revoked.add(token)
    assert sent(url, token, PROXY) == 401
    assert sent(url, signed(), PROXY) == 404


def test_the_answer_of_the_issuer_holds_for_half_a_minute(issuer: Issuer) -> None:
    now, asked = [5.0], issuer.asked
    introspection = Introspection(
        issuer.settings["oidc_introspection_url"], CLIENT, CLIENT_SECRET, clock=lambda: now[0]
    )
    token = signed(sub="asked about")
    assert introspection.is_active(token)
    issuer.revoked.add(token)
    now[0] += KEPT_SECONDS - 1
    assert introspection.is_active(token) and issuer.asked == asked + 1
    now[0] += 1
    assert not introspection.is_active(token)
    assert not introspection.is_active(token) and issuer.asked == asked + 2


@pytest.mark.parametrize("says", [b"", b"[]", b"{}", b'{"active": "true"}', b'{"active": 1}', b"\xff"])
def test_an_answer_that_is_none_lets_nobody_in(issuer: Issuer, says: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuer, "says", says)
    with pytest.raises(RevocationUnknownError):
        TokenVerifier(Settings(**issuer.settings)).proved(signed())


@pytest.mark.parametrize(
    "change", [{"oidc_client_secret": "another"}, {"oidc_introspection_url": "http://127.0.0.1:9/"}]
)
def test_an_issuer_that_cannot_be_asked_lets_nobody_in(issuer: Issuer, change: dict[str, Any]) -> None:
    with pytest.raises(RevocationUnknownError) as unknown:
        TokenVerifier(Settings(**issuer.settings | change)).proved(signed())
    assert unknown.value.__cause__ is None


def test_the_issuer_is_not_asked_about_what_proves_nothing(issuer: Issuer) -> None:
    asked, verifier = issuer.asked, TokenVerifier(Settings(**issuer.settings))
    for wrong in (signed()[:-8] + "AAAAAAAA", signed(aud="another"), signed(cnf={"jkt": "a"})):
        with pytest.raises(TokenRefusedError):
            verifier.proved(wrong)
    assert issuer.asked == asked
