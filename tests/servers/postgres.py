"""A PostgreSQL server of its own for one test session or benchmark."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from types import MappingProxyType

import psycopg
from psycopg import sql

from tests.servers.install import postgres_programs
from tests.servers.process import Account, Child, ServerFailed, free_port, temporary_folder

_START_SECONDS = 30.0
_STOP_SECONDS = 20.0


@dataclass(frozen=True)
class Database:
    """How to reach one database."""

    host: str
    port: int
    user: str
    password: str
    dbname: str

    @property
    def url(self) -> str:
        """The form that the product's settings take: `postgresql://user:password@host:port/dbname`."""
        return f"postgresql://{self.user}:{self.password}@{self.host}:{self.port}/{self.dbname}"

    @property
    def dsn(self) -> str:
        """The form that libpq takes: `host=… port=… …`."""
        return psycopg.conninfo.make_conninfo(
            host=self.host, port=self.port, user=self.user, password=self.password, dbname=self.dbname
        )


class PostgresServer:
    """A running server; `database` is its administrative one, `fresh_database()` gives empty ones."""

    def __init__(self, folder: Path, account: Account, *, durable: bool, options: Mapping[str, str]) -> None:
        """Make the cluster in `folder`; `start()` runs it with these options beside its own."""
        self._folder = folder
        self._account = account
        self._durable, self._options = durable, options
        self.programs = postgres_programs()
        self._names = count(1)
        self._child: Child | None = None
        self.database = Database("127.0.0.1", free_port(), "postgres", secrets.token_hex(16), "postgres")
        self._make_cluster()

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": str(self._folder)}

    def _make_cluster(self) -> None:
        password_file = self._folder / "password"
        password_file.write_text(self.database.password)
        password_file.chmod(0o600)
        if os.geteuid() == 0:
            os.chown(password_file, self._account.uid, self._account.gid)
        command: list[str | Path] = [
            self.programs / "initdb", "--pgdata", self._folder / "data", "--username", "postgres",
            "--auth", "scram-sha-256", "--pwfile", password_file, "--encoding", "UTF8", "--locale", "C.UTF-8",
            "--no-sync",
        ]  # fmt: skip
        self._account.run(command, self._environment(), self._folder)
        password_file.unlink()

    def start(self) -> None:
        """Run the server, on the same port and data as before; `ServerFailed` if it does not answer."""
        settings = {
            "listen_addresses": self.database.host,
            "port": str(self.database.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "256MB",
            # A benchmark must pay for every commit as a real server does; a test's data may be lost.
            "fsync": "on" if self._durable else "off",
            "synchronous_commit": "on" if self._durable else "off",
            "full_page_writes": "on" if self._durable else "off",
            **self._options,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._child = Child(
            [self.programs / "postgres", "-D", self._folder / "data", *options],
            account=self._account,
            folder=self._folder,
            log=self._folder / "log",
            environment=self._environment(),
        )
        self._wait(self._child)

    def _wait(self, child: Child) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and child.running:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.database.dsn, connect_timeout=2).close()
                return
            time.sleep(0.05)
        log = child.last_lines()
        self.stop()
        raise ServerFailed(f"PostgreSQL did not start:\n{log}")

    def stop(self) -> None:
        """Stop in order, ending the connections that are open; data stays for the next `start()`."""
        if self._child is not None:
            self._child.end(signal.SIGINT, _STOP_SECONDS)  # "fast": does not wait for clients to leave
            self._child = None

    @contextlib.contextmanager
    def fresh_database(self) -> Iterator[Database]:
        """An empty database, dropped at the end with whatever is still connected (20–50 ms each)."""
        name = f"tracing_{next(self._names)}"
        self._administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield replace(self.database, dbname=name)
        finally:
            if self._child is not None:
                self._administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.database.dsn, autocommit=True) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def running_postgres(
    *, durable: bool = False, options: Mapping[str, str] = MappingProxyType({})
) -> Iterator[PostgresServer]:
    """A started server, stopped and removed at the end.

    Args:
        durable: write through to the disk on each commit, as in production. For benchmarks: their data
            goes to /var/tmp, because /tmp may be memory, which makes the promise free of charge.
        options: of the server, beside those that tests need.

    Raises:
        ServerMissing: PostgreSQL is not installed and cannot be.
        ServerFailed: it is installed but does not start.
    """
    account = Account.unprivileged("postgres")
    parent = Path("/var/tmp") if durable and Path("/var/tmp").is_dir() else None
    with temporary_folder("postgres", account, parent) as folder:
        server = PostgresServer(folder, account, durable=durable, options=options)
        try:
            server.start()
            yield server
        finally:
            server.stop()
