"""JSON lines in both directions at once, in constant memory."""

import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

import anyio
from fastapi import Response
from starlette.types import Receive, Scope, Send

MEDIA_TYPE = "application/x-ndjson"
_SPOOL_BYTES = 1_000_000
_CHUNK_BYTES = 65_536


_PIECE_BYTES = 262_144
_MOST_TIMES = 100
"""Reports of one form shrink by gzip to a tenth or a twentieth; what grows more is meant to harm."""
_GZIP = 16 + zlib.MAX_WBITS


class UnpackingError(Exception):
    """A request's gzip stream is damaged, ends too early, or grows beyond all measure; the message says which."""


class Unpacker:
    """Unpacks a gzip stream (RFC 1952) piece by piece, and gives up one that is damaged or meant to harm."""

    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj(_GZIP)
        self._received = self._grown = 0
        self._complete = True

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """What this chunk adds, in pieces.

        Raises:
            UnpackingError: the rest cannot be read; all pieces before are good.
        """
        self._received += len(chunk)
        while chunk:
            try:
                piece = self._unpacker.decompress(chunk, _PIECE_BYTES)
            except zlib.error:
                raise UnpackingError("the gzip stream is damaged") from None
            self._grown += len(piece)
            if self._grown > _MOST_TIMES * self._received + _PIECE_BYTES:
                raise UnpackingError("the gzip stream grows beyond what reports can")
            yield piece
            self._complete = self._unpacker.eof
            if self._complete:  # another stream may follow
                chunk, self._unpacker = self._unpacker.unused_data, zlib.decompressobj(_GZIP)
            else:
                chunk = self._unpacker.unconsumed_tail

    def end(self) -> None:
        """Nothing more comes.

        Raises:
            UnpackingError: but it should.
        """
        if not self._complete:
            raise UnpackingError("the gzip stream ends too early")


async def unpacked(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What a gzip stream holds, piece by piece as it comes in.

    Raises:
        UnpackingError: as :class:`Unpacker`.
    """
    unpacker = Unpacker()
    async for chunk in chunks:
        for piece in unpacker.feed(chunk):
            yield piece
    unpacker.end()


@dataclass(frozen=True)
class Line:
    """A line that is not empty; `content` is None when it was longer than allowed."""

    number: int
    content: bytes | None


class LineSplitter:
    """Cuts chunks of bytes into lines; of a line that is too long no more than the limit is kept."""

    def __init__(self, max_line_bytes: int) -> None:
        self.max_line_bytes = max_line_bytes
        self._number = 1
        self._rest = bytearray()
        self._too_long = False

    def feed(self, chunk: bytes) -> list[Line]:
        """The lines that this chunk completes."""
        *complete, rest = chunk.split(b"\n")
        lines = []
        for part in complete:
            self._take(part)
            lines += self.end()
            self._number += 1
        self._take(rest)
        return lines

    @property
    def number(self) -> int:
        """Number of the line that is being read."""
        return self._number

    def end(self) -> list[Line]:
        """The last line, when nothing more comes."""
        content = bytes(self._rest).strip()
        line = Line(self._number, None if self._too_long else content)
        given = self._too_long or bool(content)
        self._rest.clear()
        self._too_long = False
        return [line] if given else []

    def _take(self, part: bytes) -> None:
        if len(self._rest) + len(part) > self.max_line_bytes:
            self._too_long = True
            self._rest.clear()
        if not self._too_long:
            self._rest += part


class AnswersWhileReading(Response):
    """Sends lines as they are made, while the request that they answer is still being read.

    Many clients send all of a request before they read any answer. Waiting for them to read would then stop both
    sides for ever, so what is not taken yet waits in a temporary file; answers hold ids and codes, nothing personal.
    The framework's own streaming answer cannot be used: it reads the rest of the request itself, to see the client go.
    """

    def __init__(
        self,
        lines: AsyncIterator[bytes],
        media_type: str = MEDIA_TYPE,
        headers: Mapping[str, str] | None = None,
        in_memory: int = _SPOOL_BYTES,
    ) -> None:
        """Begin with what is sent.

        Args:
            lines: or other pieces of the answer.
            media_type: of the answer.
            headers: of the answer.
            in_memory: bytes that wait before any are put into a file; an answer that holds more of people is shorter.
        """
        super().__init__(headers=headers, media_type=media_type)
        del self.headers["content-length"]
        self._lines, self._in_memory = lines, in_memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the lines."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        with SpooledTemporaryFile(self._in_memory) as spool:
            mailbox = _Mailbox(spool)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(mailbox.fill, self._lines)
                async for chunk in mailbox.chunks():
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Mailbox:
    """A file that one task writes and another reads; emptied whenever all was read."""

    def __init__(self, spool: "SpooledTemporaryFile[bytes]") -> None:
        self._spool = spool
        self._written = self._read = 0
        self._full = False
        self._changed = anyio.Event()

    async def fill(self, lines: AsyncIterator[bytes]) -> None:
        async for line in lines:
            self._spool.seek(self._written)
            self._written += self._spool.write(line)
            self._changed.set()
        self._full = True
        self._changed.set()

    async def chunks(self) -> AsyncIterator[bytes]:
        while True:
            if self._read < self._written:
                self._spool.seek(self._read)
                chunk = self._spool.read(_CHUNK_BYTES)
                self._read += len(chunk)
                if self._read == self._written:
                    self._spool.seek(0)
                    self._spool.truncate()
                    self._read = self._written = 0
                yield chunk
            elif self._full:
                return
            else:
                self._changed = anyio.Event()
                await self._changed.wait()
