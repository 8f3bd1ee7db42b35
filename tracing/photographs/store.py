"""Where the pictures are: outside the log, in a place of its own for each record."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Protocol
from uuid import UUID


class PhotographMissingError(Exception):
    """The store does not hold the picture, or holds something else, though the log says that it was kept."""

    def __init__(self) -> None:
        super().__init__("The store of photographs does not hold this picture.")


class PhotographStore(Protocol):
    """Keeps sealed pictures by record and name. A folder does; so would an object store."""

    def put(self, record: UUID, name: str, sealed: bytes) -> None:
        """Keep a picture until its record is erased; one of the same name is replaced."""
        ...

    def get(self, record: UUID, name: str) -> bytes:
        """A picture.

        Raises:
            PhotographMissingError: it is not there.
        """
        ...

    def forget(self, record: UUID) -> bool:
        """Remove all pictures of a record, as far as possible; whether none is left."""
        ...


class FolderStore:
    """A folder that only the service's own user can read; made when the first picture comes."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        self.folder = folder

    def put(self, record: UUID, name: str, sealed: bytes) -> None:
        """Write a picture beside its place, let the disk have it, and move it there at once."""
        place = self._folder_of(record)
        for folder in (self.folder, place.parent, place):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place, prefix="incoming-", delete=False) as file:
            try:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
                # Over whatever is there: a file that a crash left damaged is mended by posting the picture again.
                Path(file.name).replace(place / name)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        _sync(place)

    def get(self, record: UUID, name: str) -> bytes:
        """The picture of this name."""
        try:
            return (self._folder_of(record) / name).read_bytes()
        except FileNotFoundError:
            raise PhotographMissingError from None

    def forget(self, record: UUID) -> bool:
        """Remove the folder of the record, as far as possible; whether it is gone."""
        folder = self._folder_of(record)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.lstat()
        except FileNotFoundError:
            return True
        except OSError:
            pass
        return False

    def _folder_of(self, record: UUID) -> Path:
        # 256 folders, because some file systems and many tools are slow with a million of them in one.
        return self.folder / record.hex[:2] / record.hex


def _sync(folder: Path) -> None:
    """Let the disk know of a new name in a folder: the event that mentions it is written next."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
