"""Tokens that are of use only to whoever holds a certificate's key (RFC 8705): stolen, they open nothing.

The proxy that ends TLS asks for the certificate, checks it, and passes it on as the header `Client-Cert` (RFC 9440).
The header is believed from the proxy's address alone: elsewhere everybody could write it.
"""

import base64
import binascii
from hashlib import sha256
from hmac import compare_digest
from ipaddress import IPv4Network, IPv6Network, ip_address

from fastapi import Request

from tracing.access import Role

HEADER = "Client-Cert"
MUST_BE_BOUND = frozenset({Role.agency})
"""Roles of machines. People sign in, and show with each act that it was a short while ago."""


class NotHoldersError(Exception):
    """Whoever sends the token did not show the certificate it is bound to; the message names the rule alone."""


class ClientCertificates:
    """Which certificate a request's sender showed to the proxy.

    Args:
        proxy: whose header is believed; None where certificates are not used.
    """

    def __init__(self, proxy: IPv4Network | IPv6Network | None) -> None:
        self._proxy = proxy

    def shown(self, request: Request) -> str | None:
        """The certificate's thumbprint as tokens name it; None where none was shown, or not by the proxy.

        Raises:
            NotHoldersError: the proxy sent a header that is not one certificate.
        """
        found = request.headers.getlist(HEADER)
        if not found or not self._is_proxy(request):
            return None
        try:
            (value,) = found
            return _thumbprint(value.strip())
        except (ValueError, binascii.Error):
            raise NotHoldersError(f"The header `{HEADER}` is not one certificate (RFC 9440).") from None

    def require_holder(self, role: Role, confirmation: object, shown: str | None) -> None:
        """Refuse a token that somebody else than its holder sends.

        Args:
            role: in the token.
            confirmation: the token's claim `cnf`.
            shown: what :meth:`shown` found.

        Raises:
            NotHoldersError: the token is bound to another certificate, or in a way that cannot be checked here; or it
                is bound to nothing and its role must be.
        """
        if confirmation is None:
            if self._proxy is not None and role in MUST_BE_BOUND:
                raise NotHoldersError("A token of this role must be bound to a certificate (`cnf`).")
            return
        match confirmation:
            # The SHA-256 of the certificate (RFC 8705, section 3.1), and nothing else that would have to be checked.
            case {"x5t#S256": str(bound), **others} if not others:
                if shown is None or not compare_digest(bound.encode(), shown.encode()):
                    raise NotHoldersError("The token is bound to a certificate that its sender did not show.")
            case _:
                raise NotHoldersError("The token is bound to its holder (`cnf`) in a way that is not accepted here.")

    def _is_proxy(self, request: Request) -> bool:
        if self._proxy is None or request.client is None:
            return False
        try:
            return ip_address(request.client.host) in self._proxy
        except ValueError:  # not a link over IP
            return False


def _thumbprint(header: str) -> str:
    """The thumbprint of a certificate as a byte sequence of structured fields (RFC 9651): `:base64 of the DER:`."""
    if len(header) < 3 or header[0] != ":" or header[-1] != ":":
        raise ValueError
    return base64.urlsafe_b64encode(sha256(base64.b64decode(header[1:-1], validate=True)).digest()).decode().rstrip("=")
