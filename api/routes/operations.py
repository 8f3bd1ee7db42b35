"""For those who run the service: is it alive, is it ready, how does it do."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api import examples
from api.access.callers import allow, open_to_all
from api.disclosure.auditing import not_audited
from api.http.context import CurrentService
from api.http.routing import answer, api_router, example, problems
from api.operating.health import readiness
from api.schemas.operations import Alive, Colour, Readiness
from tracing.access import Caller, Role

router = api_router("operations", prefix="")


@router.get(
    "/livez",
    summary="Is the process alive?",
    dependencies=[Depends(open_to_all)],
    response_model=Alive,
    responses={HTTPStatus.OK: example({"status": "alive"}, "It answers."), **problems(public=True)},
)
def livez() -> Response:
    """Answers as long as the process does, and looks at nothing else."""
    return answer(Alive())


@router.get(
    "/readyz",
    summary="Can requests be served?",
    dependencies=[Depends(open_to_all)],
    response_model=Readiness,
    responses={
        HTTPStatus.OK: example(examples.READY, "Green, or yellow: it works with a flaw."),
        HTTPStatus.SERVICE_UNAVAILABLE: {"model": Readiness, **example(examples.NOT_READY, "Red.")},
        **problems(public=True),
    },
)
def readyz(service: CurrentService) -> Response:
    """Looks at the log, the search engine and the views: whether they work, and how far they are behind."""
    found = readiness(service)
    return answer(found, HTTPStatus.SERVICE_UNAVAILABLE if found.status is Colour.red else HTTPStatus.OK)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    dependencies=[Depends(not_audited("it shows nothing of any person or caller"))],
    responses={HTTPStatus.OK: example(examples.METRICS, "Metrics as text.", "text/plain"), **problems()},
)
def metrics(request: Request, caller: Annotated[Caller, Depends(allow(Role.admin))]) -> Response:
    """Counts and times of requests by route template, and the lag of every view; nothing of any person or caller."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
