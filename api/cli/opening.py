"""Opening the service for commands: what is missing is told by the name of its setting."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from api.cli.settings import read_settings
from api.settings import Settings
from api.wiring import Service, open_application, open_service
from tracing.application import Tracing
from tracing.keys.masters import MasterKeyError
from tracing.keys.secret import SecretError


def opened_service(settings: Settings | None = None) -> Service:
    """The service that the settings name; without keys the command ends with exit code 2."""
    settings = settings or read_settings()
    with keys_told():
        return open_service(settings)


def opened_application() -> Tracing:
    """The application alone; without keys the command ends with exit code 2."""
    settings = read_settings()
    with keys_told():
        return open_application(settings)


@contextmanager
def keys_told() -> Iterator[None]:
    """End the command with exit code 2, and say why, when keys are missing or cannot be used."""
    try:
        yield
    except MasterKeyError as error:
        setting, rule = "TRACING_MASTER_KEY_FILE", str(error)
    except SecretError as error:
        setting, rule = "TRACING_INDEX_KEY_FILE", str(error)
    else:
        return
    typer.echo(f"{setting}: {rule}", err=True)
    raise typer.Exit(2)
