"""The certificates that compose makes for OpenSearch are accepted by its clients, and only by them."""

import contextlib
import socket
import ssl
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def make(folder: Path) -> str:
    (folder / "node").mkdir(exist_ok=True)
    (folder / "trust").mkdir(exist_ok=True)
    command: list[str | Path] = [sys.executable, ROOT / "deploy" / "certificates.py", folder / "node", folder / "trust"]
    command.append("opensearch")
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@contextlib.contextmanager
def server(folder: Path) -> Iterator[int]:
    """A TLS server with the node's certificate; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "node" / "node.pem", folder / "node" / "node-key.pem")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection, contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                secure.sendall(b"yes")

        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def ask(port: int, name: str, trust: Path | None) -> bytes:
    context = ssl.create_default_context(cafile=trust)
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        context.wrap_socket(plain, server_hostname=name) as secure,
    ):
        return secure.recv(3)


@pytest.mark.parametrize("name", ["opensearch", "localhost"])
def test_a_client_with_the_bundle_connects(tmp_path: Path, name: str) -> None:
    assert make(tmp_path) == "made"
    with server(tmp_path) as port:
        assert ask(port, name, tmp_path / "trust" / "bundle.pem") == b"yes"


def test_another_name_or_another_bundle_is_refused(tmp_path: Path) -> None:
    make(tmp_path)
    with server(tmp_path) as port, pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        ask(port, "postgres", tmp_path / "trust" / "bundle.pem")
    with server(tmp_path) as port, pytest.raises(ssl.SSLCertVerificationError, match=r"local issuer|self.signed"):
        ask(port, "opensearch", None)


def test_the_bundle_keeps_the_public_authorities(tmp_path: Path) -> None:
    make(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(tmp_path / "trust" / "bundle.pem")
    subjects = [str(authority["subject"]) for authority in context.get_ca_certs()]
    assert len(subjects) > 50
    assert sum("tracing authority" in subject for subject in subjects) == 1


def test_nothing_is_made_twice_and_the_key_is_closed(tmp_path: Path) -> None:
    make(tmp_path)
    files = {path: path.read_bytes() for path in tmp_path.rglob("*.pem")}
    assert make(tmp_path) == "already there"
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.pem")} == files
    key = tmp_path / "node" / "node-key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert {path.name for path in files} == {"node-key.pem", "node.pem", "ca.pem", "bundle.pem"}
    assert sum(b"PRIVATE KEY" in content for content in files.values()) == 1


def test_an_interrupted_run_is_made_good(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "trust" / "bundle.pem").unlink()
    assert make(tmp_path) == "made"
    with server(tmp_path) as port:
        assert ask(port, "opensearch", tmp_path / "trust" / "bundle.pem") == b"yes"
