"""The HTTP application: routes, problems, observation, and what it says of itself."""

from fastapi import FastAPI

from api.access.tokens import TokenVerifier
from api.alerts.streaming import Streams
from api.desk.live import LiveLists
from api.desk.pages import PAGES
from api.desk.visits.signing_in import SignIn
from api.disclosure.alarms import Watch
from api.disclosure.budgets import Budgets
from api.http import description, problems
from api.http.turns import Turns, places_for_uploads
from api.intake.uploading import reader_threads
from api.operating.observation import Metrics, Observer
from api.operating.rebuilding import Rebuilds
from api.routes import (
    alerts,
    allowances,
    audit,
    batch,
    exports,
    groups,
    identities,
    imports,
    locating,
    lookup,
    notices,
    numbers,
    operations,
    photographs,
    reports,
    review,
    rights,
    sealing,
    search,
    silent,
    subscriptions,
)
from api.wiring import Service
from tracing.access import Caller

_DESCRIPTION = """Reports of missing persons, sightings, border crossings and shelter registrations go in; candidates,
identities and timelines come out.

Every request but `livez` and `readyz` carries a signed token; each route lists its roles, also as `x-roles`.
Errors are problem details (RFC 9457) with a stable `code`. A write answers with its log position, also as the header
`Tracing-Position`; a read with `at_least=<position>` waits until it can see that write."""


ROUTERS = (
    reports.posting,
    *(
        module.router
        for module in (
            reports,
            rights,
            locating,
            photographs,
            batch,
            search,
            review,
            groups,
            identities,
            silent,
            exports,
            notices,
            allowances,
            imports,
            lookup,
            sealing,
            alerts,
            subscriptions,
            audit,
            numbers,
        )
    ),
)
"""The routes of the API, in the order of its description; beside them stand those of operations."""


def create_app(service: Service, people: tuple[Caller, ...] = ()) -> FastAPI:
    """The application on an opened service, which the caller closes.

    Args:
        service: opened.
        people: who may sign in at the desk without an issuer; for demonstrations on loopback alone.

    Raises:
        ValueError: people are named, and the settings take no demo key.
    """
    if people and service.settings.demo_key is None:
        raise ValueError("nobody signs in without an issuer but in a demonstration: set a demo key")
    metrics = Metrics(service)
    _ = service.audit.keys  # a process that could write nothing down must not begin to answer
    app = FastAPI(
        title="Tracing",
        version="1",
        description=_DESCRIPTION,
        openapi_url="/v1/openapi.json",
        # The framework's pages load scripts from a foreign host.
        docs_url=None,
        redoc_url=None,
        # Its telemetry would record whole URLs and the messages of exceptions.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.service = service
    app.state.token_verifier = TokenVerifier(service.settings)
    app.state.desk_people = people
    app.state.desk_sign_in = SignIn(service.settings, app.state.token_verifier)
    app.state.budgets = Budgets(service.settings.disclosures_per_hour)
    app.state.watch = Watch(service.settings.disclosures_per_hour)
    app.state.rebuilds = Rebuilds(service)
    app.state.streams = Streams(service)
    app.state.live_lists = LiveLists(service)
    app.state.turns = Turns(service.settings.writes_at_once, service.settings.reports_per_minute)
    app.state.metrics = metrics
    app.state.import_places = places_for_uploads()
    app.state.photograph_places = places_for_uploads()
    app.state.reader_threads = reader_threads()
    app.add_middleware(Observer, metrics=metrics)
    problems.install(app)
    for router in (*ROUTERS, *PAGES):
        app.include_router(router)
    app.include_router(operations.router, prefix="/v1")
    # Probes and scrapers are set up once, whatever version of the API is served.
    app.include_router(operations.router, include_in_schema=False)
    description.complete(app)
    return app
