"""Who visits a page: the session behind the cookie, the role it needs, and the case that is worked on.

These stand where the API's routes have a bearer token and headers, and declare the same: roles and what is audited.
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from api.access.callers import Allow
from api.access.tokens import Proved, TokenVerifier
from api.desk.reviewing.claims import Claims
from api.desk.visits.sessions import Session, Sessions
from api.disclosure.auditing import Audited, Trail
from api.refusals import RoleRefusedError, StaleSignInError, UnauthenticatedError
from tracing.access import Caller, Role
from tracing.audit.entries import Action

COOKIE = "__Host-tracing"
"""Only this host over a secure connection can have set it, and no script reads it."""


class NotSignedInError(UnauthenticatedError):
    """There is no session, or it is over: the page asks to sign in."""


class WorkNotSaidError(Exception):
    """Nobody said yet which case is worked on and what for: the page asks."""


class Visit:
    """One request of somebody who is signed in."""

    def __init__(self, sessions: Sessions, token: str, session: Session) -> None:
        """Begin with what was found."""
        self._sessions, self.token, self.session = sessions, token, session

    def change(self, session: Session) -> None:
        """Remember what was chosen."""
        self._sessions.change(self.token, session)
        self.session = session

    def end(self) -> None:
        """Sign out."""
        self._sessions.end(self.token)


def claims_of(request: Request) -> Claims:
    """Who has which pair."""
    return Claims(request.app.state.service.store)


def sessions_of(request: Request) -> Sessions:
    """The service's sessions."""
    return Sessions(request.app.state.service.store)


def visit_or_none(request: Request) -> Visit | None:
    """The visit of a request, if somebody is signed in."""
    token = request.cookies.get(COOKIE)
    sessions = sessions_of(request)
    # A list that is left open asks by itself: that keeps nobody signed in.
    session = sessions.find(token, attended=request.state.attended) if token else None
    if token is None or session is None:
        return None
    visit = Visit(sessions, token, session)
    request.state.visit = visit
    return visit


def _visit(request: Request) -> Visit:
    visit = visit_or_none(request)
    if visit is None:
        raise NotSignedInError
    return visit


CurrentVisit = Annotated[Visit, Depends(_visit)]
"""The visit of somebody who is signed in."""


class SignedIn(Allow):
    """A dependency that gives the caller of a session, if the caller works in one of its roles."""

    def __call__(self, request: Request, visit: CurrentVisit) -> Caller:  # type: ignore[override]
        """The caller.

        Raises:
            NotSignedInError: nobody is signed in.
            RoleRefusedError: the role is none of those allowed.
            StaleSignInError: the page wants a caller who signed in a short while ago.
        """
        verifier: TokenVerifier = request.app.state.token_verifier
        caller = visit.session.caller
        request.state.caller = caller
        if caller.role not in self.roles:
            raise RoleRefusedError
        if self.freshly and not verifier.is_fresh(proved_by(visit.session)):
            raise StaleSignInError(verifier.freshness)
        return caller


def proved_by(session: Session) -> Proved:
    """What a session proves, in the form of what a token proves."""
    return Proved(caller=session.caller, signed_in_at=session.signed_in_at)


def signed_in(*roles: Role, freshly: bool = False) -> SignedIn:
    """A dependency for pages that these roles may use, see :func:`api.access.callers.allow`."""
    return SignedIn(frozenset(roles), freshly=freshly)


class AuditedForWork(Audited):
    """A dependency that gives a page the trail of its request, with the case and the purpose of the session."""

    def __call__(self, request: Request, visit: CurrentVisit) -> Trail:  # type: ignore[override]
        """A new trail.

        Raises:
            WorkNotSaidError: case and purpose were not said yet.
        """
        session = visit.session
        if session.purpose is None or not session.case:
            raise WorkNotSaidError
        return self.begin(request, Trail(self.action, session.purpose, session.case, wanted=not self.if_shown))


def audited_for_work(action: Action, *, if_shown: bool = False) -> AuditedForWork:
    """A dependency for pages that show or change something of people, each time or only now and then."""
    return AuditedForWork(action, if_shown=if_shown)


def asking(page: str, request: Request) -> str:
    """Where a page asks for something, and comes back to the page that was wanted."""
    wanted = request.url.path if request.method == "GET" else ""
    return f"{page}?next={quote(wanted)}" if wanted else page
