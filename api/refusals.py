"""Why the API itself refuses a request, before the domain is asked."""

import math
from datetime import timedelta

from tracing.errors import NotFoundError


class UnauthenticatedError(Exception):
    """The request carries no bearer token."""


class RoleRefusedError(Exception):
    """The caller's role may not do this."""


class StaleSignInError(Exception):
    """The person signed in too long ago for an act that cannot simply be undone (RFC 9470)."""

    def __init__(self, freshness: timedelta) -> None:
        super().__init__("Sign in again and send the same request with the new token.")
        self.seconds = int(freshness.total_seconds())


class BudgetExhaustedError(Exception):
    """The person was shown as many records within an hour as one person may be."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "You were shown as many records within an hour as one person may be. Ask a colleague to allow you more."
        )
        self.seconds = max(1, math.ceil(seconds))


class TooManyReportsError(Exception):
    """The organisation posts more than it may, or more than can be written while others post too."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Nothing of this request was stored. Send the same again after `Retry-After`.")
        self.seconds = max(1, math.ceil(seconds))


class VersionMissingError(Exception):
    """A decision does not say which version of the pair it is about."""


class TooManySubscriptionsError(Exception):
    """The organisation has as many subscriptions as it may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"An organisation has at most {most} subscriptions in one role. End one that is not needed.")


class TooManyStreamsError(Exception):
    """The organisation hears as many streams as it may at a time."""

    def __init__(self, most: int) -> None:
        super().__init__(f"Your organisation already hears {most} streams. Share one, or ask again when one has ended.")


class NoticeNotFoundError(NotFoundError):
    """There is no such notice, or not for the caller; answered in the shape of INTERPOL's service besides."""

    def __init__(self) -> None:
        super().__init__("There is no such notice.")
