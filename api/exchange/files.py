"""Files as readers take them: pieces that come one after another, packed or not, in constant memory."""

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from api.http.ndjson import Unpacker

PIECE_BYTES = 65_536

WHOLE_FILE_BYTES = 16_000_000
"""Of a file whose form cannot be read piece by piece: decoded, it takes several times as much memory."""

_GZIP_MAGIC = b"\x1f\x8b"


class FileTooLargeError(Exception):
    """A file holds more than is read of one; the message says how much that is."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"a file should hold at most {limit:,} bytes")


def file_of(pieces: Iterable[bytes]) -> BinaryIO:
    """A file to be read once, from pieces that come when they are asked for; what they raise, reading raises."""
    return io.BufferedReader(_Pieces(iter(pieces)), PIECE_BYTES)


def unpacked_file(file: BinaryIO) -> BinaryIO:
    """The file itself, or what it holds if it is packed by gzip.

    Reading raises :class:`api.http.ndjson.UnpackingError` where it is damaged or grows beyond all measure.
    """
    begin = file.read(len(_GZIP_MAGIC))
    file.seek(0)
    return file_of(_unpacked(file)) if begin == _GZIP_MAGIC else file


def read_whole(file: BinaryIO) -> bytes:
    """All of a file whose form cannot be read piece by piece.

    Raises:
        FileTooLargeError: it holds more than :data:`WHOLE_FILE_BYTES`.
    """
    content = file.read(WHOLE_FILE_BYTES + 1)
    if len(content) > WHOLE_FILE_BYTES:
        raise FileTooLargeError(WHOLE_FILE_BYTES)
    return content


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    unpacker = Unpacker()
    while chunk := file.read(PIECE_BYTES):
        yield from unpacker.feed(chunk)
    unpacker.end()


class _Pieces(io.RawIOBase):
    """Pieces as the raw file that Python's own buffer reads from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
