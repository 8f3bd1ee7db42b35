"""One signed request to a receiver (Standard Webhooks 1.0): over TLS, without redirects, to a checked address."""

import asyncio
import logging
import secrets
import ssl
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import httpx
from standardwebhooks import Webhook as Signer

from api.webhooks.addresses import AddressRefusedError, Network, require_listed, resolved
from tracing.errors import TracingError
from tracing.events import now
from tracing.subscriptions import Webhook
from tracing.value import Value

SECONDS = 10.0
"""How long a receiver may take in all, so that a slow one holds nobody up."""

# Its line for each request would name receivers, whose addresses may hold what is theirs to keep.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Failure(StrEnum):
    """Why a receiver did not take a message."""

    host_not_listed = "host_not_listed"
    address_refused = "address_refused"
    unreachable = "unreachable"
    too_slow = "too_slow"
    refused = "refused"
    """It answered with another status than 2xx."""


class Outcome(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What came of one request; nothing of the answer's content is read.

    Attributes:
        status: the HTTP status, if there was one.
        failure: None when the receiver took the message.
    """

    status: int | None = None
    failure: Failure | None = None


def new_secret() -> str:
    """A secret that signs messages, as the receiver's library takes it."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


@dataclass(frozen=True)
class Sender:
    """Sends messages.

    Attributes:
        hosts: that may be sent to; asked each time, since the operator may have taken one off the list.
        networks: of private addresses that are allowed.
        trust: the authorities whose certificates are believed.
    """

    hosts: Sequence[str]
    networks: Sequence[Network]
    trust: ssl.SSLContext

    def send(self, webhook: Webhook, message: str, body: bytes) -> Outcome:
        """Send one message, whose id stays the same however often it is sent."""
        try:
            require_listed(webhook.url, self.hosts)
        except TracingError:
            return Outcome(failure=Failure.host_not_listed)
        return asyncio.run(self._within_seconds(webhook, message, body))

    async def _within_seconds(self, webhook: Webhook, message: str, body: bytes) -> Outcome:
        try:
            async with asyncio.timeout(SECONDS):
                status = await self._post(webhook, signed(webhook, message, body, now()), body)
        except AddressRefusedError:
            return Outcome(failure=Failure.address_refused)
        except (TimeoutError, httpx.TimeoutException):
            return Outcome(failure=Failure.too_slow)
        except (OSError, httpx.HTTPError, UnicodeError):
            return Outcome(failure=Failure.unreachable)
        return Outcome(status=status, failure=None if 200 <= status < 300 else Failure.refused)

    async def _post(self, webhook: Webhook, headers: dict[str, str], body: bytes) -> int:
        url = httpx.URL(webhook.url)
        addresses = await resolved(url.host, url.port or 443, self.networks)
        # Each name and certificate is the host's, whatever address was found for it.
        headers = {"Host": url.netloc.decode(), **headers}
        async with httpx.AsyncClient(verify=self.trust, trust_env=False, follow_redirects=False) as client:
            for address in addresses:
                request = client.build_request(
                    "POST",
                    url.copy_with(host=address),
                    content=body,
                    headers=headers,
                    extensions={"sni_hostname": url.host},
                )
                try:
                    response = await client.send(request, stream=True)
                except httpx.ConnectError:
                    continue
                await response.aclose()
                return response.status_code
        raise OSError("no address of the host answers")


def signed(webhook: Webhook, message: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers of a message: its id, when it is sent, and the signature of both and the body."""
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Signer(webhook.secret).sign(message, at, body.decode()),
    }
