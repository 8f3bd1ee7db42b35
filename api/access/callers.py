"""Who is calling, and which roles a route is for.

Every route says it, in one of two ways, or the application does not start::

    def search(caller: Annotated[Caller, Depends(allow(Role.officer, Role.reviewer))]) -> Response: ...

    @router.get("/livez", dependencies=[Depends(open_to_all)])
"""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.access.client_certificates import NotHoldersError
from api.access.tokens import TokenRefusedError, TokenVerifier
from api.refusals import RoleRefusedError, StaleSignInError, UnauthenticatedError
from tracing.access import Caller, Role

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    bearerFormat="JWT",
    description="A signed token with the claims `sub`, `role`, `organisation` and `country`.",
)


class Allow:
    """A dependency that gives the caller, if the caller works in one of its roles."""

    def __init__(self, roles: frozenset[Role], *, freshly: bool = False) -> None:
        self.roles, self.freshly = roles, freshly

    def __call__(
        self, request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
    ) -> Caller:
        """The caller that the request's token proves.

        Raises:
            UnauthenticatedError: there is no bearer token.
            TokenRefusedError, KeysUnavailableError, RevocationUnknownError: as
                :meth:`api.access.tokens.TokenVerifier.proved`; also when the proxy passes on what is no certificate.
            RoleRefusedError: the role is none of those allowed.
            StaleSignInError: the route wants a caller who signed in a short while ago.
        """
        if credentials is None:
            raise UnauthenticatedError
        verifier: TokenVerifier = request.app.state.token_verifier
        try:
            shown = verifier.certificates.shown(request)
        except NotHoldersError as error:
            raise TokenRefusedError(str(error)) from None
        proved = verifier.proved(credentials.credentials, shown)
        request.state.caller = proved.caller
        if proved.caller.role not in self.roles:
            raise RoleRefusedError
        if self.freshly and not verifier.is_fresh(proved):
            raise StaleSignInError(verifier.freshness)
        return proved.caller


def allow(*roles: Role, freshly: bool = False) -> Allow:
    """A dependency for routes that these roles may use.

    Args:
        roles: those that may.
        freshly: whether the caller must have signed in a short while ago: for acts that cannot simply be undone.
    """
    return Allow(frozenset(roles), freshly=freshly)


def open_to_all() -> None:
    """A dependency for routes that answer everybody, and therefore say nothing of anybody."""


def declared_roles(dependant: Dependant) -> frozenset[Role] | None:
    """The roles that a route is for: empty when it is open to all, None when it declares nothing."""
    for dependency in dependencies_of(dependant):
        if isinstance(dependency.call, Allow):
            return dependency.call.roles
        if dependency.call is open_to_all:
            return frozenset()
    return None


def dependencies_of(dependant: Dependant) -> Iterator[Dependant]:
    """All dependencies of a route, also those of its dependencies."""
    for dependency in dependant.dependencies:
        yield dependency
        yield from dependencies_of(dependency)
