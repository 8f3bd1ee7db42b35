"""Bulk requests, and what became of every line of them."""

from collections.abc import Iterator, Sequence

import msgspec

from search.engine import EngineUnavailableError, Refused
from search.entry import Entry
from search.opensearch.mapping import POSITION_ID, source
from search.opensearch.server import Server

# The server refuses requests of 100 MB; smaller ones cost no speed and less memory on both sides.
_BULK_BYTES = 8_000_000

_ALREADY_THERE = 409
_MALFORMED = 400


class _Target(msgspec.Struct, frozen=True):
    _id: str
    version: int
    version_type: str = "external_gte"


class _Action(msgspec.Struct, frozen=True):
    index: _Target


def put(server: Server, alias: str, entries: Sequence[Entry]) -> list[Refused]:
    """Index entries unless a newer version is there; the answer names those whose content the index cannot hold.

    Args:
        server: where the index is.
        alias: of the index. An index that was dropped has none, and is not made again by mistake.
        entries: one a record.

    Raises:
        EngineUnavailableError: one of the others is not stored.
    """
    refused = []
    for part, body in _bulks(entries):
        answer = server.ask(
            "POST",
            f"/{alias}/_bulk",
            body,
            {"require_alias": "true", "filter_path": "items.index.status,items.index.error.type"},
        )
        for entry, item in zip(part, answer["items"], strict=True):
            outcome = item["index"]
            status, reason = outcome["status"], outcome.get("error", {}).get("type", "")
            if status == _MALFORMED:
                refused.append(Refused(record=entry.record, reason=reason))
            elif status != _ALREADY_THERE and not 200 <= status < 300:
                raise EngineUnavailableError(f"OpenSearch answered {status} {reason} to a document")
    return refused


def put_position(server: Server, alias: str, position: int) -> None:
    """Move the position of an index, unless it is further on."""
    server.ask(
        "PUT",
        f"/{alias}/_doc/{POSITION_ID}",
        {"position": position},
        {"require_alias": "true", "version": position, "version_type": "external_gte"},
        expected=[_ALREADY_THERE],
    )


def _bulks(entries: Sequence[Entry]) -> Iterator[tuple[list[Entry], bytes]]:
    encode = msgspec.json.Encoder().encode
    part: list[Entry] = []
    body = bytearray()
    for entry in entries:
        part.append(entry)
        body += encode(_Action(_Target(str(entry.record), entry.document.version)))
        body += b"\n"
        body += encode(source(entry))
        body += b"\n"
        if len(body) > _BULK_BYTES:
            yield part, bytes(body)
            part, body = [], bytearray()
    if part:
        yield part, bytes(body)
