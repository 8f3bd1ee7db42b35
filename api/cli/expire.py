"""`tracing expire`: keep from use whom a source let be kept until a date that has passed."""

import typer

from api.cli.opening import opened_application
from api.disclosure.auditing import operator
from api.exchange.pfif.expiry import expire as expire_person
from api.exchange.pfif.expiry import overdue
from tracing.access import Caller, Role
from tracing.events import now


def expire() -> None:
    """Keep persons imported from PFIF whose `expiry_date` has passed from use, and ask that they be erased.

    Run it every day: PFIF wants them out of sight within one, and erased within sixty. Prints the records that now wait
    for a second person, notes on them included; that is somebody of their owner's, or an operator who is not you:
    `tracing erase ID`. Repeating it is harmless.

    tracing expire
    """
    application = opened_application()
    try:
        for record in overdue(application, now()):
            # As somebody of the owner's who asks: the source's order is the owner's own.
            caller = Caller(
                subject=operator(), role=Role.officer, organisation=record.organisation, country=record.country
            )
            for waiting in expire_person(application, record.id, caller):
                typer.echo(str(waiting))
    finally:
        application.close()
