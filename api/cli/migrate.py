"""`tracing migrate`: create what the service needs."""

import typer

from api.cli.opening import keys_told
from api.cli.settings import read_settings
from api.wiring import migrate as create_all


def migrate() -> None:
    """Create the event log, the tables of the views and the search index, where they are missing.

    Safe to repeat, and to run twice at once. Nothing that exists is changed. Everything else expects that this has run.

    tracing migrate

    TRACING_LOG=postgresql://tracing:…@db/tracing tracing migrate
    """
    settings = read_settings()
    with keys_told():
        create_all(settings)
    typer.echo("log, views and search index are there", err=True)
