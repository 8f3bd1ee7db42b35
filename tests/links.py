"""A link that is as bad as links are: it cuts, delays and resets."""

import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends a reset, and what was not sent yet is thrown away."""


@contextmanager
def bad_link(url: str, seed: int) -> Iterator[tuple[str, Counter[str]]]:
    """A TCP proxy before a service; gives its URL, and how often it did what.

    Of three connections one holds. Of the others each way ends at some byte, in turns by an orderly end and by a reset;
    what is sent over every second connection comes late.
    """
    target, chance, done = urlsplit(url), random.Random(seed), Counter[str]()
    listening = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, sink: socket.socket, budget: int, end: str, pause: float) -> None:
        with suppress(OSError):
            while chunk := source.recv(4_096):
                budget -= len(chunk)
                if budget < 0:
                    done[end] += 1
                    if end == "reset":
                        for each in (source, sink):
                            each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    break
                if pause:
                    done["delayed"] += 1
                    time.sleep(pause)
                sink.sendall(chunk)
        for each in (source, sink):
            with suppress(OSError):
                # Wakes the other direction; sending has no orderly end where a reset shall come.
                each.shutdown(socket.SHUT_RD if end == "reset" and budget < 0 else socket.SHUT_RDWR)
            each.close()

    def accept() -> None:
        with suppress(OSError):
            for number in count():
                client, _ = listening.accept()
                server = socket.create_connection((target.hostname, target.port))
                kept, end, pause = number % 3 == 2, ("cut", "reset")[number % 2], 0.005 * (number % 2)
                for source, sink in ((client, server), (server, client)):
                    budget = 10**9 if kept else chance.randrange(100, 30_000)
                    arguments = (source, sink, budget, end, pause)
                    threading.Thread(target=pump, args=arguments, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", done
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@dataclass
class CutLink:
    """A link over which so many bytes more are sent, any number with None; then nothing, until it drops."""

    url: str
    left: int | None = None
    dropped: threading.Event = field(default_factory=threading.Event)


@contextmanager
def cut_link(url: str) -> Iterator[CutLink]:
    """A TCP proxy before a service that drops when it is told to."""
    target = urlsplit(url)
    listening = socket.create_server(("127.0.0.1", 0))
    link = CutLink(f"http://127.0.0.1:{listening.getsockname()[1]}")

    def forth(client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while (link.left is None or link.left > 0) and (chunk := client.recv(4_096)):
                if link.left is not None:
                    link.left -= len(chunk)
                server.sendall(chunk)
            if link.left is not None:
                link.dropped.wait()
        _end(client, server)

    def back(client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while chunk := server.recv(65_536):
                client.sendall(chunk)
        _end(client, server)

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                server = socket.create_connection((target.hostname, target.port))
                for way in (forth, back):
                    threading.Thread(target=way, args=(client, server), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield link
    finally:
        link.dropped.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _end(*ends: socket.socket) -> None:
    for each in ends:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
