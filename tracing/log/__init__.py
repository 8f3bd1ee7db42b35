"""The event log: how events are written to SQLite or PostgreSQL and read back in the order of their positions."""

from contextlib import suppress
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.utils import Environment


def environment(url: str, *, create: bool = False) -> dict[str, str]:
    """The settings of `eventsourcing` for a log.

    Args:
        url: `sqlite:///relative/log.sqlite`, `sqlite:////absolute/log.sqlite` or
            `postgresql://user:password@host:port/database`, user and password percent-encoded where needed.
        create: whether opening the log makes its table.

    Raises:
        ValueError: the URL is neither; the message does not repeat it, because it can hold a password.
    """
    parts = _split(url)
    if parts.scheme == "sqlite":
        store = _sqlite(parts, create)
    elif parts.scheme == "postgresql":
        store = _postgres(parts)
    else:
        raise ValueError("the log's URL starts with sqlite:/// or postgresql://")
    return {"CREATE_TABLE": "y" if create else "n", **store}


def migrate(url: str, name: str = "tracing") -> None:
    """Create all that the log of an application needs, once; safe to repeat, and at the same moment elsewhere.

    Args:
        url: as in :func:`environment`.
        name: the application's; its table on PostgreSQL is called after it.

    Raises:
        ValueError: the URL names no store.
        OperationalError, InterfaceError: the store cannot be reached.
    """
    factory = InfrastructureFactory.construct(Environment(name, environment(url, create=True)))
    try:
        factory.application_recorder()
    finally:
        factory.close()


def _split(url: str) -> SplitResult:
    with suppress(ValueError):  # whose message quotes the URL
        parts = urlsplit(url)
        if parts.port is None or parts.port > 0:
            return parts
    raise ValueError("the log's URL cannot be read: special characters of user and password are percent-encoded")


def _sqlite(parts: SplitResult, create: bool) -> dict[str, str]:
    path = unquote(parts.path)[1:]
    if parts.netloc or not path:
        raise ValueError("the log's URL names a file: sqlite:///relative/path or sqlite:////absolute/path")
    # Without `create` a missing file is an error, and not a new and empty log.
    mode = "rwc" if create else "rw"
    return {
        "PERSISTENCE_MODULE": "tracing.log.sqlite",
        "SQLITE_DBNAME": f"{Path(path).absolute().as_uri()}?mode={mode}",
    }


def _postgres(parts: SplitResult) -> dict[str, str]:
    database = unquote(parts.path)[1:]
    if not (parts.hostname and parts.username and database):
        raise ValueError("the log's URL names user, host and database: postgresql://user:password@host/database")
    return {
        "PERSISTENCE_MODULE": "tracing.log.postgres",
        "POSTGRES_HOST": parts.hostname,
        "POSTGRES_PORT": str(parts.port or 5432),
        "POSTGRES_USER": unquote(parts.username),
        "POSTGRES_PASSWORD": unquote(parts.password or ""),
        "POSTGRES_DBNAME": database,
        # Seconds that one attempt waits for a connection; the recorder makes ten before it gives up.
        "POSTGRES_CONNECT_TIMEOUT": "2",
    }
