"""What operators see of requests: an id in every answer, one log line each, and metrics. Nothing personal in any.

The route's template stands for the path, so that no id of a record is logged; query, body, token and address are
never looked at. An unforeseen exception is logged by its kind and place, without its message, which may hold values.
"""

import logging
import time
import traceback
from collections.abc import Iterable, Iterator
from uuid import uuid4

from fastapi import Request
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import problem_response
from api.operating.health import readiness
from api.wiring import Service

logger = logging.getLogger("tracing.requests")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNMATCHED = "unmatched"
_ON_EVERY_ANSWER = (
    # Answers hold what is known of people: no browser or proxy may keep a copy.
    (b"cache-control", b"no-store"),
    # An answer of the API is no page: whatever a browser takes it for, it runs nothing and is shown in no frame.
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
)


class _ViewCollector(Collector):
    """How far each view is, looked up when it is asked."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        lag = GaugeMetricFamily(
            "tracing_view_lag_seconds", "For how long the oldest event not taken has waited.", labels=["view"]
        )
        buried = GaugeMetricFamily("tracing_view_dead_letters", "Events that a view could not take.", labels=["view"])
        for name, view in readiness(self._service).view.items():
            lag.add_metric([name], view.lag_seconds)
            buried.add_metric([name], view.dead_letters)
        yield lag
        yield buried


class Metrics:
    """The metrics of one application on one service."""

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.registry.register(_ViewCollector(service))
        labels = ("method", "route", "status")
        self.requests = Counter("tracing_requests", "Requests answered.", labels, registry=self.registry)
        self.alarms = Counter("tracing_alarms", "People who were shown too much within a day.", registry=self.registry)
        self.seconds = Histogram(
            "tracing_request_seconds",
            "Time from a request's first byte to the last byte of its answer.",
            ("method", "route"),
            registry=self.registry,
            buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
        )


class Observer:
    """ASGI middleware: the id, the log line, the metrics, and the answer to what nobody foresaw."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and watch its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Never the client's own id: it could hold anything.
        request_id = str(uuid4())
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
                message["headers"] += _missing_of(message["headers"])
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception as error:
            log_failure(error, request_id)
            if status:
                raise ConnectionAbortedError("the answer had already begun") from None
            await problem_response(Request(scope), error)(scope, receive, send_with_id)
        finally:
            self._record(scope, status, time.perf_counter() - started, request_id)

    def _record(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path", _UNMATCHED)
        self.metrics.requests.labels(method, route, status).inc()
        self.metrics.seconds.labels(method, route).observe(seconds)
        logger.info("%s %s %d %.1f ms id=%s", method, route, status, 1000 * seconds, request_id)


def _missing_of(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Those headers of every answer that this one does not have in a form of its own, as pages do."""
    own = {name.lower() for name, _ in headers}
    return [(name, value) for name, value in _ON_EVERY_ANSWER if name not in own]


def log_failure(error: BaseException, request_id: str) -> None:
    """Log an exception that nobody foresaw by its kind and place, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    logger.error("%s id=%s at %s", type(error).__name__, request_id, places)
