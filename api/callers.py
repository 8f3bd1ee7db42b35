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

from api.problems import RoleRefusedError, UnauthenticatedError
from api.tokens import TokenVerifier
from tracing.access import Caller, Role

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    bearerFormat="JWT",
    description="A signed token with the claims `sub`, `role`, `organisation` and `country`.",
)


class Allow:
    """A dependency that gives the caller, if the caller works in one of its roles."""

    def __init__(self, roles: frozenset[Role]) -> None:
        self.roles = roles

    def __call__(
        self, request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
    ) -> Caller:
        """The caller that the request's token proves.

        Raises:
            UnauthenticatedError: there is no bearer token.
            TokenRefusedError, KeysUnavailableError: as :meth:`api.tokens.TokenVerifier.caller`.
            RoleRefusedError: the role is none of those allowed.
        """
        if credentials is None:
            raise UnauthenticatedError
        verifier: TokenVerifier = request.app.state.token_verifier
        caller = verifier.caller(credentials.credentials)
        request.state.caller = caller
        if caller.role not in self.roles:
            raise RoleRefusedError
        return caller


def allow(*roles: Role) -> Allow:
    """A dependency for routes that these roles may use."""
    return Allow(frozenset(roles))


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
