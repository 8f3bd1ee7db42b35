"""`tracing token`: a token for trying the service out."""

from datetime import timedelta
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from api.access.tokens import demo_key, demo_token
from api.cli.settings import read_settings
from tracing.access import Caller, OrganisationId, Role
from tracing.person import CountryCode


def token(
    role: Annotated[Role, typer.Option(help="What the bearer works as.")],
    organisation: Annotated[str, typer.Option(help="Short name of the organisation, e.g. `pol.border`.")],
    country: Annotated[str, typer.Option(help="Country of the organisation: ISO alpha-2 or alpha-3.")],
    subject: Annotated[
        str | None,
        typer.Option(help="Who the bearer is; two reviewers need two names.", show_default="role@organisation"),
    ] = None,
    hours: Annotated[float, typer.Option(min=0.01, max=720, help="For how long it is valid.")] = 8,
) -> None:
    """Print a token for demonstrations, signed with the local key that TRACING_DEMO_KEY names.

    The key file is made, readable by its owner alone, if it is missing. A service accepts the token only with the same
    key file, and none with TRACING_PRODUCTION. Making one counts as signing in: to judge, erase or export, make another
    after TRACING_OIDC_FRESH_MINUTES (15).

    export TRACING_DEMO_KEY=tracing-data/demo-key.pem

    tracing token --role officer --organisation fra.police --country FR

    tracing token --role reviewer --organisation iom.geneva --country CHE --subject first.reviewer --hours 1
    """
    settings = read_settings()
    if settings.demo_key is None:
        typer.echo("Set TRACING_DEMO_KEY to the file of a demo key, for this command and for the service.", err=True)
        raise typer.Exit(2)
    try:
        caller = Caller(
            subject=subject or f"{role.value}@{organisation}",
            role=role,
            organisation=TypeAdapter(OrganisationId).validate_python(organisation),
            country=TypeAdapter(CountryCode).validate_python(country),
        )
    except ValidationError:
        raise typer.BadParameter("an organisation is like `pol.border`, a country like `PL` or `POL`") from None
    typer.echo(demo_token(demo_key(settings.demo_key), caller, settings.oidc_audience, timedelta(hours=hours)))
