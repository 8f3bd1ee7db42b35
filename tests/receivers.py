"""A receiver of webhooks on loopback, with a certificate of its own authority, that takes, refuses, cuts and waits."""

import http.server
import json
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Received:
    """One request that arrived whole, whatever was answered."""

    headers: dict[str, str]
    body: bytes
    answered: int | str

    @property
    def id(self) -> str:
        """The id of the message."""
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> dict[str, Any]:
        """The message, its signature checked as receivers check it."""
        Webhook(secret).verify(self.body, self.headers, json_parse=False)
        return dict(json.loads(self.body))


@dataclass
class Receiver:
    """What came, and what is answered next: a status, `cut` (no answer), or `slow` (an answer that takes for ever)."""

    trust: Path
    port: int = 0
    answers: list[int | str] = field(default_factory=list)
    otherwise: int | str = 204
    received: list[Received] = field(default_factory=list)
    answering: threading.Lock = field(default_factory=threading.Lock)

    @property
    def host(self) -> str:
        """The host and port, as an operator lists it."""
        return f"localhost:{self.port}"

    @property
    def url(self) -> str:
        """Where to send to."""
        return f"https://{self.host}/alerts"

    def taken(self) -> list[Received]:
        """What was answered well."""
        return [one for one in self.received if one.answered == 204]

    def wait_for(self, count: int, seconds: float = 20.0) -> list[Received]:
        """All that was taken, as soon as it is so many."""
        deadline = time.monotonic() + seconds
        while len(self.taken()) < count:
            assert time.monotonic() < deadline, f"{len(self.taken())} of {count} came"
            time.sleep(0.01)
        return self.taken()


def certificates(folder: Path) -> None:
    """In `node` a key and certificate of `localhost` and `alerts.example`, in `trust` the bundle that believes it."""
    for name in ("node", "trust"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    script = ROOT / "deploy" / "certificates.py"
    command: list[str | Path] = [sys.executable, script, folder / "node", folder / "trust", "alerts.example"]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def receiving(folder: Path) -> Iterator[Receiver]:
    """A receiver that keeps its certificate in a folder."""
    certificates(folder)
    receiver = Receiver(trust=folder / "trust" / "bundle.pem")

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            if len(body) < length:  # whoever sent it was killed in the middle: nothing was received
                self.close_connection = True
                return
            with receiver.answering:
                answer = receiver.answers.pop(0) if receiver.answers else receiver.otherwise
                receiver.received.append(Received({k.lower(): v for k, v in self.headers.items()}, body, answer))
            self.close_connection = True
            if isinstance(answer, int):
                self.send_response(answer)
                self.send_header("content-length", "0")
                self.send_header("location", receiver.url + "/elsewhere")
                self.end_headers()
            elif answer == "slow":
                for part in [b"HTTP/1.1 200 OK\r\nx-waits: "] + [b"."] * 300:
                    self.wfile.write(part)
                    self.wfile.flush()
                    time.sleep(0.02)

        def log_message(self, *_: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Clients that go away, or do not believe the certificate, are what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "node" / "node.pem", folder / "node" / "node-key.pem")
    # The handshake belongs to the thread of the connection: whoever does not believe the certificate holds nobody up.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
