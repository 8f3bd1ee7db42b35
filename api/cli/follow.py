"""`tracing follow`: keep the views up to date, as a process of its own."""

import signal
import threading
from types import FrameType
from typing import Annotated

import typer

from api.cli.opening import opened_service
from api.operating.logs import configure_logging
from projections.matcher import Matcher
from projections.threads import FollowerThreads


def follow(
    shard: Annotated[
        str,
        typer.Option(
            help="This process's share of the matching, K/N: each of N processes compares a part of the records."
        ),
    ] = "1/1",
) -> None:
    """Follow the event log until stopped: fill the search index, the queue and the identities, and propose matches.

    The server form runs it beside `tracing serve`; the embedded form needs it not, because `tracing serve` follows the
    log by itself there. Starting it twice is harmless. Stop it with Ctrl-C or SIGTERM: it finishes the batch it is at.
    Killing it is harmless too: it starts again where it last committed.

    Comparing costs the most. Share it among processes, each with its own K:

    tracing follow --shard 1/3

    tracing follow --shard 2/3

    tracing follow --shard 3/3

    The first of them also keeps all other views.
    """
    number, among = _parsed(shard)
    configure_logging()
    service = opened_service()
    followers = service.followers(number, among)
    if number > 1:
        followers = [follower for follower in followers if isinstance(follower.view, Matcher)]
    threads = FollowerThreads(followers)
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    threads.start()
    names = ", ".join(follower.view.name for follower in followers)
    typer.echo(f"following the log for {names}; stop with Ctrl-C", err=True)
    ended.wait()
    threads.stop()
    service.close()


def _parsed(shard: str) -> tuple[int, int]:
    number, _, among = shard.partition("/")
    if not (number.isdecimal() and among.isdecimal() and 1 <= int(number) <= int(among)):
        raise typer.BadParameter("a share is written K/N, with K from 1 to N, e.g. 2/4", param_hint="--shard")
    return int(number), int(among)
