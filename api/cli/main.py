"""`tracing`: the command line of the service."""

import typer

from api.cli.world import world

app = typer.Typer(
    name="tracing",
    help="Find missing people and victims of trafficking across borders.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

app.command()(world)


def main() -> None:
    """Run the command line."""
    app()
