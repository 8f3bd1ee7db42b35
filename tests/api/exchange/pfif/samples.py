"""PFIF documents of our own making. Everybody in them is invented."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from api.exchange.acts import Act, Item
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.pfif.reading import read
from api.exchange.pfif.rights import Rights
from tracing.reports import Sighting

DOMAIN, OTHER = "missing.example.org", "found.example.net"
SENDER = Sender(organisation="zaf.redcross", country="ZAF")
OTHER_SENDER = Sender(organisation="bra.redcross", country="BRA")
RIGHTS = Rights(domains={DOMAIN: SENDER.organisation, OTHER: OTHER_SENDER.organisation})

PERSON: dict[str, str] = {
    "person_record_id": f"{DOMAIN}/p1",
    "source_date": "2026-03-01T12:00:00Z",
    "full_name": "Thabo Mokoena",
}
NOTE: dict[str, str] = {
    "note_record_id": f"{DOMAIN}/n1",
    "author_name": "Lindiwe Mokoena",
    "source_date": "2026-04-02T08:30:00Z",
    "text": "He phoned, and could not say where he is.",
}


def element(kind: str, fields: dict[str, str], *inner: str) -> str:
    texts = (f"<pfif:{name}>{text}</pfif:{name}>" for name, text in fields.items())
    return f"<pfif:{kind}>{''.join(texts)}{''.join(inner)}</pfif:{kind}>"


def person(*notes: str, **changes: str) -> str:
    return element("person", PERSON | changes, *notes)


def note(**changes: str) -> str:
    return element("note", NOTE | changes)


def document(*elements: str, version: str = "1.4") -> bytes:
    return f'<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/{version}">{"".join(elements)}</pfif:pfif>'.encode()


def items(content: bytes, sender: Sender = SENDER, rights: Rights = RIGHTS) -> list[Item]:
    return list(read(BytesIO(content), sender, rights))


def reports(content: bytes, **more: Any) -> list[Sighting]:
    """All reports; fails if anything was refused."""
    found = items(content, **more)
    assert [item for item in found if isinstance(item, Refusal)] == []
    return [item.report for item in found if isinstance(item, Entry) and isinstance(item.report, Sighting)]


def refusals(content: bytes, **more: Any) -> Iterator[tuple[str, str]]:
    """Where something is refused, and the field."""
    for item in items(content, **more):
        if isinstance(item, Refusal):
            yield item.source, item.problems[0].field


def acts(content: bytes, **more: Any) -> list[Act]:
    return [item for item in items(content, **more) if isinstance(item, Act)]
