"""Signing in at the issuer: OpenID Connect Core 1.0, authorisation code flow with PKCE (RFC 7636), state and nonce.

The access token that comes back is checked like the token of any caller of the API, so a person is at the desk who the
API says they are. Neither token is kept.
"""

import base64
import hashlib
import secrets
from functools import cached_property
from urllib.parse import urlencode

import httpx
import msgspec

from api.access.tokens import KeysUnavailableError, Proved, TokenRefusedError, TokenVerifier
from api.desk.visits.sessions import WHOLE
from api.settings import Settings
from tracing.value import Value

CALLBACK = "/desk/sign-in/callback"
_SECONDS = 10.0


class Attempt(Value, frozen=True, kw_only=True):
    """What the browser that began to sign in keeps until it comes back (`__Host-` cookie, not for scripts)."""

    state: str
    nonce: str
    verifier: str
    then: str
    language: str = ""


class _Endpoints(msgspec.Struct):
    """What is used of the issuer's metadata (OpenID Connect Discovery 1.0)."""

    authorization_endpoint: str
    token_endpoint: str


class _Answer(msgspec.Struct):
    """What is used of the answer of the token endpoint (OpenID Connect Core, section 3.1.3.3)."""

    access_token: str
    id_token: str


def new_attempt(then: str, language: str = "") -> Attempt:
    """An attempt that leads to a page."""
    made = (secrets.token_urlsafe(32) for _ in range(3))
    return Attempt(state=next(made), nonce=next(made), verifier=next(made), then=then, language=language)


class SignIn:
    """Sends people to the issuer, and takes them back.

    Args:
        settings: with the issuer, and the desk as its client.
        verifier: of tokens.
    """

    def __init__(self, settings: Settings, verifier: TokenVerifier) -> None:
        """Ask nobody yet."""
        self._settings, self._verifier = settings, verifier

    @property
    def is_set_up(self) -> bool:
        """Whether the settings name the desk as a client of the issuer."""
        return self._settings.desk_client_id is not None

    @property
    def _redirect(self) -> str:
        return f"{self._settings.desk_url}{CALLBACK}"

    def url(self, attempt: Attempt, *, again: bool) -> str:
        """Where to send a browser that begins to sign in; `again` asks for the person anew, whoever is signed in.

        Raises:
            KeysUnavailableError: the issuer cannot be reached.
        """
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=")
        asked = {
            "response_type": "code",
            "client_id": str(self._settings.desk_client_id),
            "redirect_uri": self._redirect,
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
            # With it the issuer must say when the person signed in.
            "max_age": "0" if again else str(int(WHOLE.total_seconds())),
        }
        if again:
            asked["prompt"] = "login"
        return f"{self._endpoints.authorization_endpoint}?{urlencode(asked)}"

    def finish(self, code: str, attempt: Attempt) -> Proved:
        """Who signed in, as the issuer's tokens prove it.

        Raises:
            TokenRefusedError: the issuer takes the code from nobody, or a token does not prove enough.
            KeysUnavailableError: the issuer cannot be reached.
        """
        answer = self._exchange(code, attempt)
        identity = self._verifier.identity(answer.id_token, str(self._settings.desk_client_id))
        proved = self._verifier.proved(answer.access_token)
        if not secrets.compare_digest(str(identity.nonce).encode(), attempt.nonce.encode()):
            raise TokenRefusedError("The sign-in answers another request.")
        if identity.sub != proved.caller.subject:
            raise TokenRefusedError("The two tokens are of two people.")
        return proved if proved.signed_in_at else msgspec.structs.replace(proved, signed_in_at=identity.signed_in_at)

    def _exchange(self, code: str, attempt: Attempt) -> _Answer:
        secret = self._settings.desk_client_secret
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": attempt.verifier,
        }
        # RFC 6749, section 2.3.1; a public client names itself in the body instead.
        client = str(self._settings.desk_client_id)
        basic = httpx.BasicAuth(client, secret.get_secret_value()) if secret else None
        if basic is None:
            sent["client_id"] = client
        try:
            response = httpx.post(self._endpoints.token_endpoint, data=sent, auth=basic, timeout=_SECONDS)
        except httpx.HTTPError:
            raise KeysUnavailableError from None
        if response.is_server_error:
            raise KeysUnavailableError
        try:
            return msgspec.json.decode(response.content, type=_Answer)
        except msgspec.MsgspecError:
            raise TokenRefusedError("The issuer gives no tokens for this sign-in.") from None

    @cached_property
    def _endpoints(self) -> _Endpoints:
        issuer = str(self._settings.oidc_issuer).rstrip("/")
        try:
            response = httpx.get(f"{issuer}/.well-known/openid-configuration", timeout=_SECONDS)
            response.raise_for_status()
            return msgspec.json.decode(response.content, type=_Endpoints)
        except (httpx.HTTPError, msgspec.MsgspecError):
            raise KeysUnavailableError from None
