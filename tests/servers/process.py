"""Child processes that never outlive the process that wanted them, and never run as root."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self


class ServerMissing(RuntimeError):
    """A server's program is not on this machine and cannot be fetched; the message says what to install."""


class ServerFailed(RuntimeError):
    """A server did not start; the message ends with the last lines of its log."""


@dataclass(frozen=True)
class Account:
    """The operating system's account that a server runs as."""

    name: str
    uid: int
    gid: int

    @classmethod
    def unprivileged(cls, *preferred: str) -> Self:
        """The first account of `preferred` that exists when we are root, otherwise our own.

        Both servers refuse to run as root, and CI often is root.
        """
        if os.geteuid() != 0:
            own = pwd.getpwuid(os.geteuid())
            return cls(own.pw_name, own.pw_uid, own.pw_gid)
        for name in (*preferred, "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)
        raise ServerMissing(f"no unprivileged account to run a server as: add one of {preferred}")

    def run(self, command: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> None:
        """Run `command` to its end as this account; `ServerFailed` with its output when it fails."""
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self.switch(),
        )
        if done.returncode:
            raise ServerFailed(f"{command[0]} exited {done.returncode}: {done.stdout}{done.stderr}")

    def switch(self) -> dict[str, Any]:
        """The arguments of `subprocess` that make a child this account; none when we are it already."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_read(self, path: Path) -> bool:
        """Whether this account reaches `path`: one closed parent, such as /root, is enough to not."""
        probe = subprocess.run(["test", "-r", path], check=False, **self.switch())
        return bool(probe.returncode == 0)


@contextlib.contextmanager
def temporary_folder(name: str, account: Account, parent: Path | None = None) -> Iterator[Path]:
    """A folder of `account` alone, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f"tracing-{name}-", dir=parent))
    try:
        if os.geteuid() == 0:
            os.chown(folder, account.uid, account.gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A loopback TCP port that nobody listens on now; another program may still take it first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# Runs beside each server and waits for its standard input to close, which the kernel does however the owner
# ends, by kill -9 too. PR_SET_PDEATHSIG would be shorter, but it fires when the *thread* that started the
# server ends, and a test may start one from a thread.
_GUARD = """
import os, shutil, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if sys.stdin.buffer.read(1) != b"d":
    try:
        os.killpg(int(sys.argv[1]), signal.SIGKILL)
    except ProcessLookupError:
        pass
    time.sleep(1)  # PostgreSQL's workers are in sessions of their own, and end when they miss their parent
    shutil.rmtree(sys.argv[2], ignore_errors=True)
"""


class Child:
    """A running server: its own session, so that Ctrl-C reaches the tests first and they end it in order.

    Should the tests end without doing so, a guard kills the server and removes `folder`.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        account: Account,
        folder: Path,
        log: Path,
        environment: Mapping[str, str],
    ) -> None:
        """Start `command` in `folder`, with both its outputs appended to `log`."""
        self.log = log
        with log.open("ab") as output:
            self._server = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **account.switch(),
            )
        self._guard = subprocess.Popen(
            [sys.executable, "-S", "-c", _GUARD, str(self._server.pid), str(folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    @property
    def running(self) -> bool:
        """Whether the server's process is there."""
        return self._server.poll() is None

    def end(self, number: signal.Signals, seconds: float) -> None:
        """Send the signal, wait, and kill the whole process group if it takes longer than `seconds`."""
        if self.running:
            self._server.send_signal(number)
            try:
                self._server.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(self._server.pid, signal.SIGKILL)
                self._server.wait()
        if self._guard.poll() is None:
            self._guard.communicate(b"d")

    def last_lines(self, count: int = 30) -> str:
        """The end of the server's log, for messages."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])
