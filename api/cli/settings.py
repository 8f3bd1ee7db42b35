"""Settings for commands: a wrong one is told by name and rule, without its value."""

import typer
from pydantic import ValidationError

from api.http.validation import WHOLE, problems_of
from api.settings import Settings


def read_settings() -> Settings:
    """The settings of the environment; when one is wrong the command ends with exit code 2."""
    try:
        return Settings()
    except ValidationError as error:
        for problem in problems_of(error):
            name = "settings" if problem.field == WHOLE else f"TRACING_{problem.field.upper()}"
            typer.echo(f"{name}: {problem.rule}", err=True)
        raise typer.Exit(2) from None
