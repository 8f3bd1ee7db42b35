"""`tracing doctor`: what is weak in how the service is set up?"""

from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from api.cli.settings import read_settings
from api.operating.doctor import weaknesses


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list instead of a table.")] = False,
) -> None:
    """Look at the settings, the key files and the databases, and say what makes a leak or a forgery easy.

    Exit code 0: nothing weak was found; 1: something was. No value of a setting is printed. A trial on one machine is
    weak in several ways, which is fine for invented people.

    tracing doctor
    """
    found = weaknesses(read_settings())
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
    elif found:
        table = Table("setting", "what is weak", "what to do", show_lines=True)
        for one in found:
            table.add_row(one.setting, one.what, one.remedy)
        Console().print(table)
    else:
        typer.echo("Nothing weak was found.")
    if found:
        raise typer.Exit(1)
