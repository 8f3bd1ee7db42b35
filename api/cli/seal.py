"""`tracing seal`: what a shelter seals to its own key, on its own computer; no service is asked."""

import base64
import binascii
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tracing.keys.envelopes import EnvelopeError, key_id, make_private_key, opened, read_private_key, seal
from tracing.registration import SealedContact

app = typer.Typer(
    name="seal",
    help="Seal where a shelter is to its own key, and open it again; runs on the shelter's computer.",
    no_args_is_help=True,
)

KeyFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The shelter's private key.")]
Organisation = Annotated[str, typer.Option(help="The shelter's id, as its tokens name it.")]
Reference = Annotated[str, typer.Option(help="Of the registration.")]


@app.command("make-key")
def make_key(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to put the private key; it must not exist.")],
) -> None:
    """Make a key pair: the private key goes into a file, the public one is printed, to be registered.

    Whoever has the file reads where the shelter is, and whoever loses it reads it no more: keep a copy in a safe.

    tracing seal make-key shelter-key.pem
    """
    try:
        public = make_private_key(file).public_key().public_bytes_raw()
    except FileExistsError:
        _end("There is a file of this name already: nothing was written.")
    typer.echo(msgspec.json.encode({"public_key": base64.b64encode(public).decode()}).decode())


@app.command()
def close(file: KeyFile, organisation: Organisation, reference: Reference) -> None:
    """Seal a text from standard input for one registration; prints what goes into it as `sealed_contact`.

    The text is never an argument: others on the computer could read those.

    tracing seal close shelter-key.pem --organisation ita.shelter --reference 2026/31 < where.txt
    """
    try:
        public = read_private_key(file).public_key().public_bytes_raw()
        content = seal(public, organisation, reference, typer.get_text_stream("stdin").read())
    except (EnvelopeError, UnicodeDecodeError) as error:
        _end(f"Nothing is sealed: {error if isinstance(error, EnvelopeError) else 'the text is not UTF-8'}.")
    sealed = SealedContact(key=key_id(public), content=base64.b64encode(content).decode())
    typer.echo(msgspec.json.encode(sealed).decode())


@app.command("open")
def open_(file: KeyFile, organisation: Organisation, reference: Reference) -> None:
    """Open a `sealed_contact` from standard input, and print the text.

    tracing seal open shelter-key.pem --organisation ita.shelter --reference 2026/31 < sealed.json
    """
    try:
        sealed = msgspec.json.decode(typer.get_binary_stream("stdin").read(), type=SealedContact)
        content = base64.b64decode(sealed.content, validate=True)
        typer.echo(opened(read_private_key(file), organisation, reference, content))
    except EnvelopeError as error:
        _end(f"It cannot be opened: {error}.")
    except (msgspec.DecodeError, binascii.Error, ValueError):
        _end("Standard input holds no `sealed_contact`.")


def _end(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(1)
