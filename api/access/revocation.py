"""Whether a token still holds: its issuer is asked (RFC 7662), so that one that was revoked opens nothing."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import quote

import httpx

KEPT_SECONDS = 30.0
"""How long an answer holds: a revoked token opens nothing any more after at most this time."""
_TIMEOUT_SECONDS = 5.0
_MOST_KEPT = 10_000


class RevocationUnknownError(Exception):
    """The issuer cannot say now whether a token was revoked."""


class Introspection:
    """Asks the issuer's introspection endpoint about tokens that are otherwise in order.

    Args:
        url: of the endpoint.
        client, secret: by which the service is known to the issuer (HTTP Basic, RFC 6749, section 2.3.1).
        clock: seconds that never go back.
    """

    def __init__(self, url: str, client: str, secret: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Ask nothing yet."""
        self._url, self._clock = url, clock
        self._client = httpx.Client(
            auth=(quote(client, safe=""), quote(secret, safe="")),
            timeout=_TIMEOUT_SECONDS,
            # A token is asked about twice a minute at most: no connection is worth keeping.
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, tuple[float, bool]] = OrderedDict()

    def is_active(self, token: str) -> bool:
        """Whether the issuer says that the token still holds, now or :data:`KEPT_SECONDS` ago.

        Raises:
            RevocationUnknownError: it cannot be asked, or its answer is none.
        """
        name, now = sha256(token.encode()).digest(), self._clock()
        with self._lock:
            kept = self._kept.get(name)
        if kept is not None and now - kept[0] < KEPT_SECONDS:
            return kept[1]
        active = self._asked(token)
        with self._lock:
            self._kept[name] = (now, active)
            self._kept.move_to_end(name)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return active

    def _asked(self, token: str) -> bool:
        try:
            answer = self._client.post(self._url, data={"token": token, "token_type_hint": "access_token"})
            answer.raise_for_status()
            active = answer.json()["active"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            # Without its cause, which can hold the token.
            raise RevocationUnknownError from None
        if not isinstance(active, bool):
            raise RevocationUnknownError
        return active
