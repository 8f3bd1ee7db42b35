"""Alerts as server-sent events: how long a stream lasts, how many there may be, and what it says."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator

import msgspec
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

from api.alerts.alerting import heeded
from api.alerts.places import Places
from api.refusals import TooManyStreamsError
from api.schemas.alerts import alert_shown
from api.wiring import Service
from projections.alerts import Alert, Place
from tracing.access import Caller
from tracing.audit.entries import Action, entry_now
from tracing.events import now

STREAM_SECONDS = 300.0
"""How long a stream lasts; then the client asks again where it was, with a token that is checked again."""
LOOK_SECONDS = 0.5
"""Between two looks for something new."""
QUIET_SECONDS = 15.0
"""After which a comment tells proxies that a stream with nothing to say is alive."""
MOST = 10
"""Streams of an organisation at a time, in each process."""

_PART = 100


class EventStream(StreamingResponse):
    """An answer of server-sent events."""

    media_type = "text/event-stream"


class Streams:
    """The streams of one process."""

    def __init__(self, service: Service) -> None:
        """Begin with none."""
        self._service = service
        self._heard: Counter[str] = Counter()
        self._ending = threading.Event()

    def end(self) -> None:
        """End all streams within a moment: the process ends, and clients ask elsewhere."""
        self._ending.set()

    def require_room(self, caller: Caller) -> None:
        """Refuse a stream more than an organisation may hear.

        Raises:
            TooManyStreamsError: it hears :data:`MOST` already.
        """
        if self._heard[caller.organisation] >= MOST:
            raise TooManyStreamsError(MOST)

    async def events(self, caller: Caller, places: Places, after: Place, request_id: str) -> AsyncIterator[bytes]:
        """What a stream says from a place on, each alert written down before it is said."""
        self._heard[caller.organisation] += 1
        try:
            async for event in self._events(caller, places, after, request_id):
                yield event
        finally:
            self._heard[caller.organisation] -= 1
            self._heard += Counter()  # drops those that are at nought

    async def _events(self, caller: Caller, places: Places, after: Place, request_id: str) -> AsyncIterator[bytes]:
        spoken = time.monotonic()
        ends = spoken + STREAM_SECONDS
        yield format_sse_event(comment="alerts follow", retry=int(1000 * LOOK_SECONDS))
        while time.monotonic() < ends and not self._ending.is_set():
            found, shown = await run_in_threadpool(self._next, caller, after, request_id)
            for alert in shown:
                data = msgspec.json.encode(alert_shown(alert, caller.role)).decode()
                yield format_sse_event(data_str=data, event="alert", id=places.cursor(alert.place))
            if found:
                after, spoken = found[-1].place, time.monotonic()
            elif time.monotonic() - spoken > QUIET_SECONDS:
                spoken = time.monotonic()
                yield format_sse_event(comment="nothing new")
            if len(found) < _PART:
                await asyncio.sleep(LOOK_SECONDS)

    def _next(self, caller: Caller, after: Place, request_id: str) -> tuple[list[Alert], list[Alert]]:
        """The next alerts of the view, and those of them that may be said."""
        found = self._service.alerts.alerts(caller, now(), after, _PART)
        shown = heeded(self._service.application, found, caller)
        if shown:
            records = tuple(sorted({record for alert in shown for record in alert.records}))
            entry = entry_now(caller, Action.read_alerts)
            self._service.audit.append(
                msgspec.structs.replace(entry, data=("alerts",), records=records, request=request_id)
            )
        return found, shown
