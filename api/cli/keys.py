"""`tracing keys`: the master keys that wrap the data keys of the log."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from api.cli.opening import opened_application
from api.cli.settings import read_settings
from tracing.application import Tracing
from tracing.keys.masters import add_master_key, read_master_keys, write_master_keys
from tracing.log.rotation import wrap_anew

app = typer.Typer(name="keys", help="See, rotate and retire the master keys of the log.", no_args_is_help=True)


@app.command()
def status() -> None:
    """List the master keys by their ids, and how many data keys each wraps. No key is shown.

    tracing keys status
    """
    known = read_master_keys(read_settings().master_key_file)
    with _opened() as application:
        used = application.recorder.masters_in_use()
    table = Table("master key", "data keys", "")
    for master in known | dict.fromkeys(used, b""):
        note = "missing" if master not in known else "current" if master == list(known)[-1] else ""
        table.add_row(master, f"{used.get(master, 0):,}", note)
    Console().print(table)


@app.command()
def rotate() -> None:
    """Make a new master key and wrap every data key with it, while the service runs.

    Processes that run take the new key from the file by themselves. Interrupted, it can be repeated. The old keys stay
    in the file until `tracing keys retire`.

    tracing keys rotate
    """
    master = add_master_key(read_settings().master_key_file)
    with _opened() as application, Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Wrapping data keys", total=None)
        count = wrap_anew(application, lambda done, of: progress.update(task, completed=done, total=of))
    typer.echo(f"{count} data keys are wrapped with the new master key {master}.", err=True)


@app.command()
def retire() -> None:
    """Remove master keys that wrap no data key any more. Data keys in old files and backups can then be read by nobody.

    Wait after `rotate` until backups that you may need are newer than it: an older one cannot be read without its key.

    tracing keys retire
    """
    path = read_settings().master_key_file
    with _opened() as application:
        used = application.recorder.masters_in_use()
    keys = read_master_keys(path)
    kept = {master: key for master, key in keys.items() if master in used or master == list(keys)[-1]}
    write_master_keys(path, kept)
    typer.echo(f"{len(keys) - len(kept)} master keys are retired, {len(kept)} stay.", err=True)


@contextmanager
def _opened() -> Iterator[Tracing]:
    application = opened_application()
    try:
        yield application
    finally:
        application.close()
