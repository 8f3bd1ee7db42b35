"""Calls of the API with typed values in and out, tried again where the service asks for it or the link is cut.

Everything that is sent can be sent again without harm: a report has its reference, or gets a key of its own.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import msgspec

from api.client import models
from api.exchange.sending import BATCH, BatchSender, asked_pause

Report = models.YellowNotice | models.Sighting | models.BorderCrossing | models.ShelterRegistration
ReportToPost = (
    models.YellowNoticeToPost | models.SightingToPost | models.BorderCrossingToPost | models.ShelterRegistrationToPost
)
"""A report whose `reference` may be left out."""

_PATHS: dict[type, str] = {
    models.YellowNotice: "/v1/yellow-notices",
    models.YellowNoticeToPost: "/v1/yellow-notices",
    models.Sighting: "/v1/sightings",
    models.SightingToPost: "/v1/sightings",
    models.BorderCrossing: "/v1/border-crossings",
    models.BorderCrossingToPost: "/v1/border-crossings",
    models.ShelterRegistration: "/v1/shelter-registrations",
    models.ShelterRegistrationToPost: "/v1/shelter-registrations",
}
_SECONDS = 30.0
_LONGEST_PAUSE = 30.0
_MAY_PASS = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE})

T = TypeVar("T")


class ProblemError(Exception):
    """The service refused a request, and trying again would not help.

    Attributes:
        problem: what the service says; decide by its `code`.
    """

    def __init__(self, problem: models.ProblemDetails) -> None:
        super().__init__(f"{problem.code}: {problem.detail}")
        self.problem = problem


class TracingClient:
    """One caller of one service; a context manager that holds its connections.

    Args:
        url: where the service is, without `/v1`.
        token: of the caller; :meth:`renew` replaces it.
        purpose: what records are looked at for; needed to search and to read.
        case: number of the case at the caller's organisation, never a name.
        patience: seconds for which a request is tried again while the service does not answer or asks for a pause.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        purpose: models.Purpose | None = None,
        case: str | None = None,
        patience: float = 60.0,
    ) -> None:
        """Connect at the first request."""
        headers = {"Tracing-Purpose": purpose, "Tracing-Case": case}
        self._url, self._patience = url, patience
        self._client = httpx.Client(
            base_url=url, timeout=_SECONDS, headers={name: value for name, value in headers.items() if value}
        )
        self.renew(token)

    def __enter__(self) -> "TracingClient":
        """Nothing is sent yet."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Close the connections."""
        self._client.close()

    def renew(self, token: str) -> None:
        """Call with this token from now on."""
        self._token = token
        self._client.headers["Authorization"] = f"Bearer {token}"

    def post(self, report: Report | ReportToPost, *, key: str | None = None) -> models.PostedAnswer:
        """Enter a report.

        Args:
            report: of any kind that the caller's role posts.
            key: stands for the reference of a report that has none; a new one is made if none is given. Whoever may
                send the report again later keeps it.

        Raises:
            ProblemError: the service refuses it.
            httpx.TransportError: the service did not answer for as long as the client was told to try.
        """
        return self._posted(report, key, models.PostedAnswer)

    def check(
        self, crossing: models.BorderCrossing | models.BorderCrossingToPost, *, key: str | None = None
    ) -> models.CrossingPosted:
        """Enter a crossing and learn whether the gate must act. Raises as :meth:`post`."""
        return self._posted(crossing, key, models.CrossingPosted, check="true")

    def post_all(self, reports: Iterable[Report]) -> Iterator[models.LinePosted | models.LineRefused]:
        """Enter many reports in batches; one answer for each, in order. `line` counts from 1.

        Raises:
            RefusedCallerError, UnreachableError: as :meth:`api.exchange.sending.BatchSender.send`.
        """
        lines = enumerate(map(msgspec.json.encode, reports), 1)
        with BatchSender(self._url, self._token, self._patience) as sender:
            while batch := list(islice(lines, BATCH)):
                for number, _, said in sender.send(batch):
                    said["line"] = number
                    if said["status"] < httpx.codes.BAD_REQUEST:
                        yield msgspec.convert(said, models.LinePosted)
                    else:
                        yield msgspec.convert(said, models.LineRefused)

    def correct(self, record: str, report: Report, reason: str) -> models.PostedAnswer:
        """Replace the whole report of a record. Raises as :meth:`post`."""
        correction = models.Correction(report=report, reason=reason)
        return self._ask("POST", f"/v1/records/{record}/corrections", models.PostedAnswer, correction)

    def retract(self, record: str, reason: str) -> models.PostedAnswer:
        """Take a record back. Raises as :meth:`post`."""
        retraction = models.Retraction(reason=reason)
        return self._ask("POST", f"/v1/records/{record}/retraction", models.PostedAnswer, retraction)

    def read(self, record: str, *, at_least: int | None = None) -> models.RecordAnswer:
        """A record that the caller may see. Raises as :meth:`post`."""
        return self._ask("GET", f"/v1/records/{record}", models.RecordAnswer, at_least=at_least)

    def search(
        self, queries: Mapping[str, models.Query], *, at_least: int | None = None
    ) -> dict[str, models.SearchAnswer]:
        """Whom each query finds, by the names of the queries. Raises as :meth:`post`.

        Args:
            queries: each under a name of the caller's own.
            at_least: log position of a write that must be seen.
        """
        request = models.SearchRequest(queries=dict(queries))
        return self._ask("POST", "/v1/search", models.SearchAnswers, request, at_least=at_least).answers

    def _posted(self, report: Report | ReportToPost, key: str | None, answer: type[T], **asked: str) -> T:
        has_reference = isinstance(report.reference, str)
        headers = {} if has_reference else {"Idempotency-Key": f'"{key or uuid4()}"'}
        return self._ask("POST", _PATHS[type(report)], answer, report, headers, **asked)

    def _ask(
        self,
        method: str,
        path: str,
        answer: type[T],
        body: msgspec.Struct | None = None,
        headers: Mapping[str, str] | None = None,
        **asked: Any,
    ) -> T:
        content = None if body is None else msgspec.json.encode(body)
        sent = {**(headers or {}), **({} if body is None else {"Content-Type": "application/json"})}
        params = {name: value for name, value in asked.items() if value is not None}
        response = self._patiently(
            lambda: self._client.request(method, path, content=content, headers=sent, params=params)
        )
        if response.is_error:
            raise ProblemError(msgspec.json.decode(response.content, type=models.ProblemDetails))
        return msgspec.json.decode(response.content, type=answer)

    def _patiently(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        """The answer, once the link holds and the service asks for no pause; or the last one when patience ends."""
        deadline, attempt = time.monotonic() + self._patience, 0
        while True:
            attempt += 1
            pause = min(_LONGEST_PAUSE, 2.0**attempt / 4) * random.uniform(0.5, 1)
            try:
                response = send()
            except httpx.TransportError:
                if time.monotonic() + pause > deadline:
                    raise
            else:
                pause = asked_pause(response) or pause
                if response.status_code not in _MAY_PASS or time.monotonic() + pause > deadline:
                    return response
            time.sleep(pause)
