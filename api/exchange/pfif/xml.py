"""PFIF elements as text: what the reader hands in again, and what is exported."""

import re
from collections.abc import Iterable, Mapping
from html import escape

from api.exchange.pfif.vocabulary import NAMESPACE, NOTE_FIELDS, PERSON, PERSON_FIELDS

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIELDS = {PERSON: PERSON_FIELDS}

HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<pfif:pfif xmlns:pfif="{NAMESPACE}">\n'.encode()
TAIL = b"</pfif:pfif>\n"


def element(kind: str, fields: Mapping[str, str], inner: Iterable[str] = (), declared: str = "") -> str:
    """A person or note with its fields in the order of the specification; names that 1.4 does not know are left out.

    Args:
        kind: `person` or `note`.
        fields: text by name.
        inner: notes of a person, as this function gives them.
        declared: an attribute that declares the namespace, where nothing round the element does.
    """
    lines = [
        f"<pfif:{name}>{_escaped(fields[name])}</pfif:{name}>"
        for name in _FIELDS.get(kind, NOTE_FIELDS)
        if name in fields
    ]
    return "\n".join([f"<pfif:{kind}{declared}>", *lines, *inner, f"</pfif:{kind}>"])


def fragment(kind: str, fields: Mapping[str, str]) -> bytes:
    """A person or note by itself, which the reader takes from a file of such fragments."""
    return element(kind, fields, declared=f' xmlns:pfif="{NAMESPACE}"').encode()


def _escaped(text: str) -> str:
    # A carriage return that is not written as a reference would come back as a line feed.
    return escape(_NOT_XML.sub("\ufffd", text), quote=False).replace("\r", "&#13;")
