"""`tracing search`: ask a running service who a person is."""

import base64
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.table import Table

from api.disclosure.auditing import CASE_HEADER, PURPOSE_HEADER
from tracing.audit.entries import Purpose

SECONDS = 60.0


def search(
    photo: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A JPEG, PNG or WebP that shows one face. It is not kept."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The name, in any script and order.")] = None,
    born: Annotated[str | None, typer.Option(help="The birth date, whole or in part: 1998, 1998-03.")] = None,
    case: Annotated[
        str,
        typer.Option(envvar="TRACING_CASE", help="Number of the case that the search is for.", show_default=False),
    ] = "",
    purpose: Annotated[Purpose, typer.Option(help="What the search is for.")] = Purpose.find_missing_person,
    limit: Annotated[int, typer.Option(min=1, max=50, help="Results at most.")] = 10,
    url: Annotated[str, typer.Option(help="Where the service answers.")] = "http://127.0.0.1:8000",
    token: Annotated[
        str,
        # Not as an argument: whoever lists this machine's processes could read it.
        typer.Option(envvar="TRACING_TOKEN", help="The caller's token.", show_default=False),
    ] = "",
) -> None:
    """Search by a photograph, a name, or both, with the rights of the token's owner.

    The service looks at the photograph and forgets it. Who searched, when and for which case is kept in its audit log.
    The token comes from the environment variable TRACING_TOKEN, and the case, if not named, from TRACING_CASE:

    export TRACING_TOKEN=$(tracing token --role officer --organisation fra.police --country FRA)

    tracing search --case 2026/17 --photo face.jpg

    tracing search --case 2026/17 --photo face.jpg --name "Yulia Kovalchuck" --born 1998
    """
    if not case:
        raise typer.BadParameter("say for which case: --case or the environment variable TRACING_CASE")
    if photo is None and name is None:
        raise typer.BadParameter("say whom to look for: --photo, --name or both")
    person: dict[str, Any] = {"names": [{"full": name}]} if name else {}
    if born:
        person["birth_date"] = born
    query: dict[str, Any] = {"person": person, "limit": limit}
    if photo is not None:
        query["picture"] = base64.b64encode(photo.read_bytes()).decode()
    headers = {"Authorization": f"Bearer {token}", PURPOSE_HEADER: purpose, CASE_HEADER: case}
    _print(_asked(url, query, headers), Console())


def _asked(url: str, query: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    try:
        answered = httpx.post(f"{url}/v1/search", json={"queries": {"q": query}}, headers=headers, timeout=SECONDS)
        found = answered.json()
    except (httpx.HTTPError, ValueError) as error:
        typer.echo(f"The service does not answer there: {type(error).__name__}", err=True)
        raise typer.Exit(1) from None
    if answered.is_error:
        rules = "".join(f"\n{problem['field']}: {problem['rule']}" for problem in found.get("problems", ()))
        typer.echo(f"{found['title']} ({found['code']}): {found['detail']}{rules}", err=True)
        raise typer.Exit(1)
    return dict(found["answers"]["q"])


def _print(answer: dict[str, Any], console: Console) -> None:
    table = Table("identity", "evidence, bits", "names", "records", "why")
    for result in answer["results"]:
        persons = [record["report"]["person"] for record in result["records"]]
        names = dict.fromkeys(_text(name) for person in persons for name in person.get("names", ()))
        reasons = (reason["sentence"] for reason in result["reasons"] if reason["direction"] == "for")
        records = str(len(result["records"]))
        table.add_row(result["identity"], f"{result['evidence']:.1f}", "\n".join(names), records, "\n".join(reasons))
    console.print(table)
    console.print(f"{answer['total']} found")


def _text(name: dict[str, str]) -> str:
    return " ".join(name[part] for part in ("given", "family", "full") if name.get(part))
