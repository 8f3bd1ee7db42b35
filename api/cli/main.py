"""`tracing`: the command line of the service."""

import typer

app = typer.Typer(
    name="tracing",
    help="Find missing people and victims of trafficking across borders.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line."""
    app()
