"""Where the pictures are: outside the log, under the SHA-256 of their content."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol


class PhotographMissingError(Exception):
    """The store does not hold the picture, or holds another under its name, though the log says that it was kept."""

    def __init__(self) -> None:
        super().__init__("The store of photographs does not hold this picture.")


class PhotographStore(Protocol):
    """Keeps pictures by the SHA-256 of their content, in hexadecimal. A folder does; so would an object store."""

    def put(self, content: bytes) -> str:
        """Keep a picture for good and return its SHA-256; harmless when it is there already."""
        ...

    def get(self, sha256: str) -> bytes:
        """A picture.

        Raises:
            PhotographMissingError: it is not there, or is damaged.
        """
        ...


class FolderStore:
    """A folder that only the service's own user can read; made when the first picture comes."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Write a picture beside its place, let the disk have it, and move it there at once."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self._place(sha256)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix="incoming-", delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                # Over whatever is there: a file that a crash left damaged is mended by posting the picture again.
                Path(file.name).replace(place)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        _sync(place.parent)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The picture under this name, if it is what the name says."""
        try:
            content = self._place(sha256).read_bytes()
        except FileNotFoundError:
            raise PhotographMissingError from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise PhotographMissingError
        return content

    def _place(self, sha256: str) -> Path:
        # 256 folders, because some file systems and many tools are slow with a million files in one.
        return self.folder / sha256[:2] / sha256


def _sync(folder: Path) -> None:
    """Let the disk know of a new name in a folder: the event that mentions it is written next."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
