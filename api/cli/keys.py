"""`tracing keys`: the master keys that wrap the data keys of the log."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from api.cli.opening import keys_told, opened_application
from api.cli.settings import read_settings
from api.wiring import key_device
from tracing.application import Tracing
from tracing.keys.masters import add_master_key, keep_master_keys, master_ids, unsealed_ids
from tracing.log.rotation import wrap_anew

app = typer.Typer(name="keys", help="See, rotate and retire the master keys of the log.", no_args_is_help=True)


@app.command()
def status() -> None:
    """List the master keys by their ids, and how many data keys each wraps. No key is shown.

    tracing keys status
    """
    path = read_settings().master_key_file
    with _opened() as application:
        used = application.recorder.masters_in_use()
    known, unsealed = master_ids(path), unsealed_ids(path)
    table = Table("master key", "data keys", "", "sealed by")
    for master in dict.fromkeys((*known, *used)):
        note = "missing" if master not in known else "current" if master == known[-1] else ""
        sealed = "" if master not in known else "nothing" if master in unsealed else "device"
        table.add_row(master, f"{used.get(master, 0):,}", note, sealed)
    Console().print(table)


@app.command()
def rotate() -> None:
    """Make a new master key and wrap every data key with it, while the service runs.

    Processes that run take the new key from the file by themselves. Interrupted, it can be repeated. The old keys stay
    in the file until `tracing keys retire`. With TRACING_MASTER_KEY_DEVICE the device seals the new key: this is how a
    service comes to use one.

    tracing keys rotate
    """
    settings = read_settings()
    with keys_told():
        master = add_master_key(settings.master_key_file, key_device(settings))
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
    known = master_ids(path)
    kept = [master for master in known if master in used or master == known[-1]]
    keep_master_keys(path, kept)
    typer.echo(f"{len(known) - len(kept)} master keys are retired, {len(kept)} stay.", err=True)


@contextmanager
def _opened() -> Iterator[Tracing]:
    application = opened_application()
    try:
        yield application
    finally:
        application.close()
