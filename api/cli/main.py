"""`tracing`: the command line of the service."""

import typer

from api.cli import audit, imports, keys, seal, weights
from api.cli.demo import demo
from api.cli.doctor import doctor
from api.cli.erase import erase, restore
from api.cli.evaluate import evaluate
from api.cli.expire import expire
from api.cli.export import export
from api.cli.follow import follow
from api.cli.migrate import migrate
from api.cli.post import post
from api.cli.rights import rights
from api.cli.search import search
from api.cli.serve import serve
from api.cli.token import token
from api.cli.views import rebuild, verify
from api.cli.why import why
from api.cli.world import world

app = typer.Typer(
    name="tracing",
    help="Find missing people and victims of trafficking across borders.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

app.command()(demo)
app.command()(migrate)
app.command()(serve)
app.command()(follow)
app.command()(token)
app.command()(post)
app.command()(search)
app.command()(export)
app.command()(rebuild)
app.command()(verify)
app.command()(doctor)
app.command()(rights)
app.command()(erase)
app.command()(expire)
app.command()(restore)
app.command()(world)
app.command()(evaluate)
app.command()(why)
app.add_typer(imports.app)
app.add_typer(weights.app)
app.add_typer(audit.app)
app.add_typer(keys.app)
app.add_typer(seal.app)


def main() -> None:
    """Run the command line."""
    app()
