"""Whatever a journey told of people is looked for where nothing of people may be."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg.sql import SQL, Identifier

_TELLING = frozenset(
    {"given", "family", "full", "number", "description", "circumstances", "reason", "phones", "accounts"}
)
"""Fields whose values no operator may come to see."""
_SHORTEST = 7
"""Letters below which a value also stands in files by chance, or in names of our own."""
_LINES = 50


class Canaries:
    """Values that were sent about people."""

    def __init__(self) -> None:
        """Begin with none."""
        self.noted: set[str] = set()

    def note(self, request: httpx.Request) -> None:
        """Remember what a request tells of people; for httpx, which calls it before each request.

        Of a batch the first lines stand for all, which are treated alike: thousands of values in every file take long.
        """
        if request.headers.get("content-type") in ("application/json", "application/x-ndjson"):
            for line in request.read().splitlines()[:_LINES]:
                if line.strip():
                    self.noted.update(value for value in _told(json.loads(line)) if len(value) >= _SHORTEST)

    def among(self, content: bytes) -> list[str]:
        """Those that stand in some bytes: as UTF-8, as JSON escapes them, or in hexadecimal digits."""
        lowered = content.lower()
        return sorted(value for value in self.noted if any(form in lowered for form in _forms(value)))

    def in_files(self, folder: Path) -> dict[str, list[str]]:
        """Those that stand in files of a folder."""
        files = (path for path in folder.rglob("*") if path.is_file())
        found = {path.name: self.among(path.read_bytes()) for path in files}
        return {name: values for name, values in found.items() if values}

    def in_tables(self, dsn: str) -> dict[str, list[str]]:
        """Those that stand in any table of a database of PostgreSQL."""
        found: dict[str, list[str]] = {}
        with psycopg.connect(dsn) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            assert len(names) > 5
            for (name,) in names:
                rows = connection.execute(SQL("SELECT t::text FROM {} t").format(Identifier(name))).fetchall()
                found[name] = self.among("\n".join(row for (row,) in rows).encode())
        return {name: values for name, values in found.items() if values}


def _forms(value: str) -> tuple[bytes, ...]:
    lowered = value.lower().encode()
    return lowered, json.dumps(value.lower())[1:-1].encode(), lowered.hex().encode(), value.encode().hex().encode()


def _told(sent: Any, telling: bool = False) -> Iterator[str]:
    if isinstance(sent, dict):
        for name, value in sent.items():
            yield from _told(value, name in _TELLING)
    elif isinstance(sent, list):
        for value in sent:
            yield from _told(value, telling)
    elif isinstance(sent, str) and telling:
        yield sent
