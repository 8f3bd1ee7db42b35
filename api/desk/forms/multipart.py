"""Forms with a file (multipart/form-data, RFC 7578), read piece by piece: nothing of a file is ever put on a disk.

The fields stand before the file, as the form has them, so that they are known while the file still comes in.
"""

from collections.abc import AsyncIterator
from email.message import Message
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser
from starlette.exceptions import HTTPException

from api.desk.forms.sent import Form, check_form
from api.desk.visits.visit import CurrentVisit

FILE = "file"
"""The name of the field whose file is streamed; it is the last of its form."""

_MOST_BYTES = 100_000
"""Of all fields before the file, small files among them."""


class SentFile:
    """A form as it comes in.

    Attributes:
        form: the fields before the file; a small file is the text that it holds.
        chosen: whether there is a file at all.
    """

    def __init__(self, form: Form, first: list[bytes], rest: AsyncIterator[list[bytes]], *, chosen: bool) -> None:
        self.form, self.chosen = form, chosen
        self._first, self._rest = first, rest

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes of the file, once."""
        for piece in self._first:
            yield piece
        async for pieces in self._rest:
            for piece in pieces:
                yield piece


async def read_sent_file(request: Request) -> SentFile:
    """Read a form up to the beginning of its file.

    Raises:
        HTTPException: it is no such form, or holds too much before its file.
    """
    parts = _Parts(_boundary(request))
    stream = request.stream()
    async for chunk in stream:
        parts.feed(chunk)
        if parts.in_file:
            break
    return SentFile(Form(parts.fields), parts.taken(), _rest(stream, parts), chosen=parts.chosen)


async def sent_upload(request: Request, visit: CurrentVisit) -> SentFile:
    """The form with a file of somebody who is signed in; whose it is, is known before the file is read.

    Raises:
        ForeignFormError: as :func:`api.desk.forms.sent.check_form`.
    """
    sent = await read_sent_file(request)
    check_form(sent.form, visit.session.csrf, request)
    return sent


SentUpload = Annotated[SentFile, Depends(sent_upload)]
"""The form with a file of somebody who is signed in, checked."""


async def _rest(stream: AsyncIterator[bytes], parts: "_Parts") -> AsyncIterator[list[bytes]]:
    async for chunk in stream:
        parts.feed(chunk)
        yield parts.taken()


def _boundary(request: Request) -> bytes:
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    boundary = message.get_param("boundary")
    if message.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return boundary.encode()


class _Parts:
    """What the parser says, sorted into fields and the pieces of the file."""

    def __init__(self, boundary: bytes) -> None:
        self.fields: list[tuple[str, str]] = []
        self.in_file = self.chosen = False
        self._pieces: list[bytes] = []
        self._name, self._value, self._header = "", bytearray(), [bytearray(), bytearray()]
        self._seen = 0
        callbacks: Any = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._header_ended,
            "on_headers_finished": self._headers_ended,
            "on_part_data": self._data,
            "on_part_end": self._end,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def feed(self, chunk: bytes) -> None:
        """Read a piece of the body."""
        try:
            self._parser.write(chunk)
        except MultipartParseError:
            raise HTTPException(HTTPStatus.BAD_REQUEST) from None

    def taken(self) -> list[bytes]:
        """The pieces of the file that have come since this was last asked."""
        pieces, self._pieces = self._pieces, []
        return pieces

    def _begin(self) -> None:
        self._name, self._value, self._header = "", bytearray(), [bytearray(), bytearray()]

    def _header_ended(self) -> None:
        field, value = (bytes(part).decode("utf-8", "replace") for part in self._header)
        self._header = [bytearray(), bytearray()]
        if field.lower() == "content-disposition":
            message = Message()
            message["content-disposition"] = value
            name = message.get_param("name", header="content-disposition")
            self._name = name if isinstance(name, str) else ""
            # What a file is called can be a person's name: it is looked at only for whether there is one.
            named = message.get_param("filename", header="content-disposition")
            self.chosen = self.chosen or (self._name == FILE and bool(named))

    def _headers_ended(self) -> None:
        self.in_file = self._name == FILE

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self.in_file:
            self._pieces.append(data[start:end])
            return
        self._seen += end - start
        if self._seen > _MOST_BYTES:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self._value += data[start:end]

    def _end(self) -> None:
        if not self.in_file:
            try:
                self.fields.append((self._name, self._value.decode("utf-8")))
            except UnicodeDecodeError:
                raise HTTPException(HTTPStatus.BAD_REQUEST) from None
