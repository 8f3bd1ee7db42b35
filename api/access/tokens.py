"""Signed tokens (JWT): who an issuer, or for demonstrations a local key, says is calling."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Protocol

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import Field, TypeAdapter, ValidationError

from api.access.client_certificates import ClientCertificates, NotHoldersError
from api.access.revocation import Introspection
from api.settings import Settings
from tracing.access import Caller, OrganisationId, Role
from tracing.person import CountryCode
from tracing.value import Value

DEMO_ISSUER = "tracing-demo"
CLOCK_SKEW = timedelta(seconds=30)
"""How far the issuer's clock may be off."""


_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
"""Types of access tokens (RFC 9068, section 4). The same issuer also signs logout tokens and the like."""


class TokenRefusedError(Exception):
    """The token does not prove who is calling. The message names the rule and repeats nothing of the token."""


class KeysUnavailableError(Exception):
    """The issuer's public keys cannot be fetched now, so that no token of it can be checked."""


class Proved(Value, frozen=True, kw_only=True):
    """What a token proves.

    Attributes:
        signed_in_at: when the person last signed in at the issuer (`auth_time`, OpenID Connect Core 2); None where the
            issuer does not say it, as for machines.
    """

    caller: Caller
    signed_in_at: datetime | None


class Claims(Value, frozen=True, kw_only=True):
    """What a token must say of its bearer."""

    sub: Annotated[str, Field(min_length=1, max_length=200)]
    role: Role
    organisation: OrganisationId
    country: CountryCode
    auth_time: Annotated[int | None, Field(ge=0, le=2**40)] = None


_CLAIMS = TypeAdapter(Claims)


class Identity(Value, frozen=True, kw_only=True):
    """What is used of an ID token: who signed in, for which request, and when."""

    sub: str
    nonce: str
    auth_time: int | None = None

    @property
    def signed_in_at(self) -> datetime | None:
        """When the person signed in, if the issuer says it."""
        return None if self.auth_time is None else datetime.fromtimestamp(self.auth_time, UTC)


class _KeySource(Protocol):
    """The public keys of one issuer, and the algorithms it may sign with."""

    algorithms: tuple[str, ...]

    def key(self, kid: str | None) -> Any: ...


class _PublishedKeys:
    """Keys by id from the issuer's JWKS, kept for minutes; an unknown id fetches them again, at most twice a minute."""

    def __init__(self, url: str, algorithms: tuple[str, ...]) -> None:
        self.algorithms = algorithms
        self._client = jwt.PyJWKClient(url, timeout=5)

    def key(self, kid: str | None) -> jwt.PyJWK:
        if not isinstance(kid, str):
            raise TokenRefusedError("The token names no key (`kid`).")
        try:
            return self._client.get_signing_key(kid)
        except jwt.PyJWKClientConnectionError:
            raise KeysUnavailableError from None
        except jwt.PyJWTError:
            raise TokenRefusedError("The token is signed with a key that its issuer does not publish.") from None


class _LocalKey:
    """The one key of demo tokens."""

    algorithms: tuple[str, ...] = ("EdDSA",)

    def __init__(self, path: Path) -> None:
        self._public = demo_key(path).public_key()

    def key(self, kid: str | None) -> Any:
        return self._public


class TokenVerifier:
    """Turns a token into the caller it proves.

    Attributes:
        certificates: by which some tokens are bound to their holders.
        freshness: how long after signing in a person may do what cannot simply be undone.
    """

    def __init__(self, settings: Settings) -> None:
        """Accept the issuer of the settings and, where one is set, the demo key, which is made if it is missing."""
        self._audience = settings.oidc_audience
        self.freshness = timedelta(minutes=settings.oidc_fresh_minutes)
        self.certificates = ClientCertificates(settings.client_certificates_from)
        self._introspection: Introspection | None = None
        self._issuers: dict[str, _KeySource] = {}
        if settings.demo_key is not None:
            self._issuers[DEMO_ISSUER] = _LocalKey(settings.demo_key)
        if settings.oidc_issuer is not None and settings.oidc_jwks_url is not None:
            self._issuers[settings.oidc_issuer] = _PublishedKeys(settings.oidc_jwks_url, settings.oidc_algorithms)
        if settings.oidc_introspection_url is not None:
            self._introspection = Introspection(
                settings.oidc_introspection_url, settings.oidc_client_id or "", settings.oidc_client_secret or ""
            )

    def is_fresh(self, proved: Proved) -> bool:
        """Whether the person signed in no longer ago than :attr:`freshness`."""
        oldest = datetime.now(UTC) - self.freshness - CLOCK_SKEW
        return proved.signed_in_at is not None and proved.signed_in_at >= oldest

    def proved(self, token: str, shown: str | None = None) -> Proved:
        """Who is calling, as a token proves it.

        Args:
            token: that was sent.
            shown: thumbprint of the certificate that its sender showed.

        Raises:
            TokenRefusedError: malformed, of another type, unknown issuer or key, wrong signature, algorithm, audience
                or time, a claim is missing, sent by another than its holder, or revoked.
            KeysUnavailableError: the issuer's keys cannot be fetched.
            RevocationUnknownError: the issuer cannot be asked whether it was revoked.
        """
        payload = self._payload(token, self._audience, require=("exp", "iat", "iss", "aud", "sub"))
        proved = _proved(payload)
        try:
            self.certificates.require_holder(proved.caller.role, payload.get("cnf"), shown)
        except NotHoldersError as error:
            raise TokenRefusedError(str(error)) from None
        # Last, so that nobody makes the service ask about what proves nothing anyway.
        asked = None if payload["iss"] == DEMO_ISSUER else self._introspection
        if asked is not None and not asked.is_active(token):
            raise TokenRefusedError("The token was revoked, or its issuer does not know it.")
        return proved

    def identity(self, token: str, client: str) -> Identity:
        """Who signed in at a client of the issuer, as an ID token says it (OpenID Connect Core, section 3.1.3.7).

        Raises:
            TokenRefusedError, KeysUnavailableError: as :meth:`proved`.
        """
        payload = self._payload(token, client, require=("exp", "iat", "iss", "aud", "sub", "nonce"))
        try:
            return msgspec.convert(payload, type=Identity)
        except msgspec.ValidationError:
            raise TokenRefusedError("The token lacks a valid `sub`, `nonce` or `auth_time`.") from None

    def _payload(self, token: str, audience: str, require: tuple[str, ...]) -> dict[str, Any]:
        """The claims of a token that an accepted issuer signed for an audience."""
        try:
            unproved = jwt.decode_complete(token, options={"verify_signature": False})
            if str(unproved["header"].get("typ")).lower() not in _TYPES:
                raise TokenRefusedError("The token is of another type (`typ`) than an access token.")
            issuer = unproved["payload"].get("iss")
            source = self._issuers.get(issuer) if isinstance(issuer, str) else None
            if source is None:
                raise TokenRefusedError("The token's issuer is not accepted here.")
            payload: dict[str, Any] = jwt.decode(
                token,
                source.key(unproved["header"].get("kid")),
                algorithms=source.algorithms,
                audience=audience,
                leeway=CLOCK_SKEW,
                options={"require": list(require)},
            )
        except (jwt.PyJWTError, RecursionError) as error:
            raise TokenRefusedError(_REASONS.get(type(error), "The token is malformed.")) from None
        return payload


def demo_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a file; made, readable by its owner alone, when there is none.

    Raises:
        ValueError: the file holds no Ed25519 key.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        return key
    loaded = load_pem_private_key(content, password=None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise ValueError("the demo key file holds no Ed25519 key")
    return loaded


def demo_token(key: Ed25519PrivateKey, caller: Caller, audience: str, lifetime: timedelta) -> str:
    """A token for demonstrations, which only a service with the same demo key accepts."""
    issued = datetime.now(UTC)
    claims = {
        "iss": DEMO_ISSUER,
        "aud": audience,
        "iat": issued,
        "exp": issued + lifetime,
        "auth_time": int(issued.timestamp()),
        "sub": caller.subject,
        "role": caller.role.value,
        "organisation": caller.organisation,
        "country": caller.country,
    }
    return jwt.encode(claims, key, algorithm="EdDSA")


def _proved(payload: dict[str, Any]) -> Proved:
    try:
        claims = _CLAIMS.validate_python({name: payload.get(name) for name in Claims.__struct_fields__})
    except ValidationError as error:
        wrong = ", ".join(sorted({f"`{problem['loc'][0]}`" for problem in error.errors()}))
        raise TokenRefusedError(f"The token lacks a valid {wrong}.") from None
    caller = Caller(subject=claims.sub, role=claims.role, organisation=claims.organisation, country=claims.country)
    signed_in_at = None if claims.auth_time is None else datetime.fromtimestamp(claims.auth_time, UTC)
    return Proved(caller=caller, signed_in_at=signed_in_at)


_REASONS: dict[type[Exception], str] = {
    jwt.ExpiredSignatureError: "The token has expired.",
    jwt.ImmatureSignatureError: "The token is not valid yet.",
    jwt.InvalidAudienceError: "The token is meant for another service.",
    jwt.InvalidAlgorithmError: "The token is signed with an algorithm that is not accepted.",
    jwt.InvalidSignatureError: "The token's signature is wrong.",
    jwt.MissingRequiredClaimError: "The token lacks one of `exp`, `iat`, `iss`, `aud`, `sub`.",
}
