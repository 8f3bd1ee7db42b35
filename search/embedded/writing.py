"""One batch of documents put into the tables, within one transaction."""

import sqlite3
from collections.abc import Sequence

import msgspec

from search.embedded.visibilities import Visibilities
from search.entry import Entry, document_of_body, tokens_of
from search.sealing import IndexSeal
from tracing.access import Visibility

_PARAMETERS = 500

Posting = tuple[str, int, int]


class _Held(msgspec.Struct):
    """What the index holds of a record that is written again."""

    version: int
    visibility: int
    body: bytes


def put(connection: sqlite3.Connection, visibilities: Visibilities, entries: Sequence[Entry], seal: IndexSeal) -> None:
    """Put entries, one a record, in place of what is held of the same records, unless that is newer."""
    held = _held(connection, entries)
    entries = [
        entry
        for entry in entries
        if (before := held.get(entry.document.number)) is None or before.version <= entry.document.version
    ]
    classes = visibilities.intern(connection, (entry.document.visibility for entry in entries))
    _put_postings(connection, entries, held, classes, seal)
    # Deleted and not replaced: a number that another record holds is an error and never takes its place.
    connection.executemany(
        "DELETE FROM documents WHERE number = ? AND record = ?",
        [(entry.document.number, entry.record.bytes) for entry in entries if entry.document.number in held],
    )
    connection.executemany(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_row(entry, classes) for entry in entries],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO bodies VALUES (?, ?)", [(entry.document.number, entry.body) for entry in entries]
    )
    _put_faces(connection, entries, held)


def _held(connection: sqlite3.Connection, entries: Sequence[Entry]) -> dict[int, _Held]:
    held = {}
    for start in range(0, len(entries), _PARAMETERS):
        part = [entry.document.number for entry in entries[start : start + _PARAMETERS]]
        for number, version, visibility, body in connection.execute(
            "SELECT number, version, visibility, body FROM documents JOIN bodies USING (number)"
            f" WHERE number IN ({','.join('?' * len(part))})",
            part,
        ):
            held[number] = _Held(version, visibility, body)
    return held


def _put_postings(
    connection: sqlite3.Connection,
    entries: Sequence[Entry],
    held: dict[int, _Held],
    classes: dict[Visibility, int],
    seal: IndexSeal,
) -> None:
    before: set[Posting] = set()
    after: list[Posting] = []
    for entry in entries:
        number = entry.document.number
        visibility = classes[entry.document.visibility]
        after += [(key, visibility, number) for key in entry.keys]
        if number in held:
            earlier = document_of_body(seal, number, held[number].body)
            before.update((key, held[number].visibility, number) for key in tokens_of(seal, earlier))
    connection.executemany(
        "DELETE FROM postings WHERE key = ? AND visibility = ? AND number = ?", before.difference(after)
    )
    # In the order of the table, neighbours land on the same page while it is at hand.
    after.sort()
    connection.executemany(
        "INSERT INTO postings VALUES (?, ?, ?)", (posting for posting in after if posting not in before)
    )


def _row(entry: Entry, classes: dict[Visibility, int]) -> tuple[object, ...]:
    document = entry.document
    return (
        document.number,
        document.record.bytes,
        document.version,
        document.retracted,
        classes[document.visibility],
        document.visibility.organisation,
        document.kind.value,
        msgspec.json.encode(document.countries).decode(),
        entry.occurred_from,
        entry.occurred_to,
        document.sex,
        entry.born_from,
        entry.born_to,
    )


def _put_faces(connection: sqlite3.Connection, entries: Sequence[Entry], held: dict[int, _Held]) -> None:
    change = connection.execute("SELECT coalesce(max(change), 0) + 1 FROM faces").fetchone()[0]
    rows = []
    for entry in entries:
        number = entry.document.number
        before = {}
        if number in held:
            before = dict(connection.execute("SELECT model, vectors FROM faces WHERE number = ?", (number,)).fetchall())
        after = dict.fromkeys(before, b"")
        for face in entry.faces:
            after[face.model] = after.get(face.model, b"") + face.encoding
        rows += [(number, model, change, own) for model, own in after.items() if before.get(model) != own]
    connection.executemany("INSERT OR REPLACE INTO faces (number, model, change, vectors) VALUES (?, ?, ?, ?)", rows)
