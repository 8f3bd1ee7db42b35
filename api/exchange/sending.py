"""Handing in batches of reports over HTTP: nothing lost and nothing doubled, whatever becomes of the link."""

import gzip
import random
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, NamedTuple

import httpx
import msgspec

from api.http.ndjson import MEDIA_TYPE

BATCH = 500
"""Lines in one request: so many are sent again after a cut."""

_PATH = "/v1/reports:batch"
_SECONDS = 60.0
_LONGEST_PAUSE = 30.0
_REFUSES_THE_CALLER = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)
_MAY_PASS = (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY, httpx.codes.TOO_MANY_REQUESTS)


class Sent(NamedTuple):
    """A line, its number in the file, and the service's answer to it."""

    number: int
    line: bytes
    answer: dict[str, Any]


class RefusedCallerError(Exception):
    """The service does not take reports from this caller; trying again does not help."""


class UnreachableError(Exception):
    """The service did not answer for as long as the sender was told to try."""


class BatchSender:
    """Posts lines to one service; a context manager that holds one connection.

    Args:
        url: where the service is.
        token: of the caller.
        patience: seconds for which a batch is tried again while the service does not answer.
        transport: for tests that stand between the two.
    """

    def __init__(self, url: str, token: str, patience: float, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": MEDIA_TYPE, "Content-Encoding": "gzip"}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=_SECONDS, transport=transport)
        self._patience = patience

    def __enter__(self) -> "BatchSender":
        """Nothing is sent before :meth:`send`."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Close the connection."""
        self._client.close()

    def send(self, lines: Sequence[tuple[int, bytes]]) -> list[Sent]:
        """Post lines with their numbers until each has an answer that trying again would not change.

        Raises:
            RefusedCallerError: the token is not accepted, or its role posts nothing.
            UnreachableError: some lines have no such answer after all patience.
        """
        done: dict[int, Sent] = {}
        waiting, attempt = list(lines), 0
        deadline = time.monotonic() + self._patience
        while waiting:
            answers, pause = self._attempt(waiting)
            done |= {sent.number: sent for sent in answers}
            waiting = [(number, line) for number, line in lines if number not in done]
            attempt = 0 if answers else attempt + 1
            if waiting:
                pause = pause if pause is not None else min(_LONGEST_PAUSE, 2.0**attempt / 4) * random.uniform(0.5, 1)
                if time.monotonic() + pause > deadline:
                    raise UnreachableError("The service does not answer.")
                time.sleep(pause)
        return [done[number] for number, _ in lines]

    def _attempt(self, lines: Sequence[tuple[int, bytes]]) -> tuple[list[Sent], float | None]:
        """The answers that came, as far as the link held, and for how long the service wants to be left alone."""
        body = gzip.compress(b"\n".join(line for _, line in lines))
        answers: list[Sent] = []
        try:
            with self._client.stream("POST", _PATH, content=body) as response:
                if response.status_code in _REFUSES_THE_CALLER:
                    raise RefusedCallerError("The service refuses the token: is it valid, and of a role that posts?")
                if response.is_client_error and response.status_code not in _MAY_PASS:
                    raise RefusedCallerError(f"The answer was {response.status_code}: is the address the service's?")
                if response.status_code != httpx.codes.OK:
                    return [], asked_pause(response)
                for (number, line), said in zip(lines, response.iter_lines(), strict=False):
                    answer = msgspec.json.decode(said)
                    if answer["status"] < httpx.codes.INTERNAL_SERVER_ERROR:
                        answers.append(Sent(number, line, answer))
        except (httpx.TransportError, msgspec.DecodeError):
            return answers, None
        return answers, None


def asked_pause(response: httpx.Response) -> float | None:
    """Seconds for which the service wants to be left alone (`Retry-After`), at most half a minute; None if unsaid."""
    asked = response.headers.get("retry-after", "")
    return min(float(asked), _LONGEST_PAUSE) if asked.isdecimal() else None
