"""Where alerts may be sent: hosts that the operator lists, at addresses that are public or that the operator allows."""

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from tracing.errors import TracingError

Network = IPv4Network | IPv6Network

WebhookUrl = Annotated[
    str,
    Field(
        pattern=r"^https://[!-~]{1,490}$",
        description="Address of the receiver; its host must be one that the operator of the service lists.",
    ),
]

_HTTPS_PORT = 443
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Addresses of IPv4 seen through a translator (RFC 6052)."""


class AddressRefusedError(Exception):
    """The host has an address that nothing is sent to."""


def require_listed(url: str, hosts: Sequence[str]) -> None:
    """Refuse an address whose host and port the operator does not list.

    Raises:
        TracingError: it is not listed, or holds a user, a password or a fragment.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _HTTPS_PORT
    except ValueError:
        raise TracingError("The webhook is no address.") from None
    if parts.scheme != "https" or "@" in parts.netloc or parts.fragment:
        raise TracingError("A webhook is an https address without user, password and fragment.")
    listed = {entry.lower() for entry in hosts}
    if (f"{host}:{port}" if port != _HTTPS_PORT else host) not in listed and f"{host}:{port}" not in listed:
        raise TracingError("The operator of the service does not list this host. Ask for it to be listed.")


async def resolved(host: str, port: int, networks: Sequence[Network]) -> list[str]:
    """The addresses of a host, to connect to these and no others: asked again, a name could give another answer.

    Raises:
        AddressRefusedError: one of its addresses is neither public nor in a network that is allowed.
        OSError: the host has no address.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(place[0]).partition("%")[0]) for *_, place in found]
    if not addresses or not all(_is_allowed(address, networks) for address in addresses):
        raise AddressRefusedError
    return [str(address) for address in dict.fromkeys(addresses)]


def _is_allowed(address: IPv4Address | IPv6Address, networks: Sequence[Network]) -> bool:
    if isinstance(address, IPv6Address):
        inner = IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else address.ipv4_mapped
        if inner is not None:
            return _is_allowed(inner, networks)
        if address.sixtofour is not None or address.teredo is not None:
            return False
    if any(address in network for network in networks):
        return True
    return address.is_global and not address.is_multicast
