"""`tracing why`: why two records are, or are not, thought to be one person."""

from typing import Annotated
from uuid import UUID

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from api.cli.opening import opened_service
from api.disclosure.auditing import entry_by_operator
from search.compare import Comparison, compare
from search.explanation import deciding_sentence, sentence, waterfall, what_would_decide
from search.indexing import profile_of_record
from search.sentences import Language
from tracing.audit.entries import Action
from tracing.audit.keys import AuditKeyError
from tracing.audit.log import AuditUnavailableError
from tracing.errors import NotFoundError

_WIDTH, _BITS_A_SIGN = 20, 1.0


def why(
    a: Annotated[UUID, typer.Argument(help="A record.")],
    b: Annotated[UUID, typer.Argument(help="Another record.")],
    language: Annotated[Language, typer.Option(help="Language of the sentences.")] = Language.en,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Explain a pair of records, from the prior to the match weight, feature by feature in bits.

    It reads the event log of the settings and shows no value of a person; who asked is kept in the audit log. Each bit
    doubles the odds of one person.

    tracing why 6f9619ff-8b86-5d11-b42d-00c04fc964ff 0b1e2c9a-4a1c-5f0e-9a46-3f1f5a1f2c11 --language fr
    """
    service = opened_service()
    try:
        one, other = (profile_of_record(service.application.record(record)) for record in (a, b))
        service.audit.append(entry_by_operator(Action.read_identity, "comparison", records=(a, b)))
    except NotFoundError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except (AuditUnavailableError, AuditKeyError):
        typer.echo("The audit log cannot be written, so nothing is shown; has `tracing migrate` run?", err=True)
        raise typer.Exit(1) from None
    finally:
        service.close()
    found = compare(one, other)
    if json:
        typer.echo(msgspec.json.encode(_answer(found, language)).decode())
    else:
        _print(found, language, Console())


def _answer(found: Comparison, language: Language) -> dict[str, object]:
    return {
        "weight": found.weight,
        "probability": found.probability,
        "model": found.model,
        "suggests": found.suggests,
        "led_by": found.led_by,
        "bars": waterfall(found),
        "sentences": {f.feature: sentence(f, language) for f in found.features if f.direction != "missing"},
        "would_decide": what_would_decide(found),
        "would_decide_in_words": deciding_sentence(found, language),
    }


def _print(found: Comparison, language: Language, console: Console) -> None:
    table = Table("", "bits", "sum", "", "")
    sentences = {feature.feature: sentence(feature, language) for feature in found.features}
    for bar in waterfall(found):
        drawn = ("+" if bar.bits > 0 else "-") * min(_WIDTH, round(abs(bar.bits) / _BITS_A_SIGN))
        table.add_row(bar.what, f"{bar.bits:+.2f}", f"{bar.total:+.2f}", drawn, sentences.get(bar.what, ""))
    console.print(table)
    lead = f", led by the {found.led_by} alone" if found.led_by else ""
    console.print(f"{found.weight:+.2f} bits, probability {found.probability:.3f}, suggests {found.suggests}{lead}")
    console.print(deciding_sentence(found, language))
