"""`tracing`: the command line of the service."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

MODULES = {
    "demo": "demo",
    "migrate": "migrate",
    "serve": "serve",
    "follow": "follow",
    "token": "token",
    "post": "post",
    "import": "imports",
    "search": "search",
    "export": "export",
    "why": "why",
    "rebuild": "views",
    "verify": "views",
    "doctor": "doctor",
    "rights": "rights",
    "erase": "erase",
    "expire": "expire",
    "restore": "erase",
    "world": "world",
    "evaluate": "evaluate",
    "weights": "weights",
    "audit": "audit",
    "keys": "keys",
    "seal": "seal",
}
"""Which module of `api.cli` has a command: as a function of its name, or as `app` where it has commands of its own."""


class _Commands(TyperGroup):
    """Imports a command when it is called: whoever makes a token need not wait until all of the service is read."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in MODULES:
            return None
        module, alone = import_module(f"api.cli.{MODULES[cmd_name]}"), typer.Typer(add_completion=False)
        if hasattr(module, "app"):
            alone.add_typer(module.app)
            group = get_command(alone)
            assert isinstance(group, TyperGroup)
            return group.get_command(ctx, cmd_name)
        alone.command(cmd_name)(getattr(module, cmd_name))
        return get_command(alone)


app = typer.Typer(name="tracing", cls=_Commands, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def tracing() -> None:
    """Find missing people and victims of trafficking across borders."""


def main() -> None:
    """Run the command line."""
    app()
