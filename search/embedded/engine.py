"""Which index is live, as a tiny file says that is replaced at once."""

import os
import threading
from pathlib import Path
from uuid import uuid4

from search.embedded.connections import create_file, delete_file
from search.embedded.index import EmbeddedIndex
from search.embedded.schema import SCHEMA
from search.engine import EngineUnavailableError, Index
from search.sealing import IndexSeal

_PREFIX = "records-"
_ATTEMPTS = 10


class EmbeddedEngine:
    """See :class:`search.engine.Engine`: indexes as files of one folder, which several processes can share."""

    def __init__(self, folder: Path, seal: IndexSeal) -> None:
        """Name the folder; `prepare` makes what is missing. All indexes are sealed alike."""
        self._seal = seal
        self._folder = folder
        self._pointer = folder / "live"
        self._lock = threading.Lock()
        self._live: EmbeddedIndex | None = None

    def prepare(self) -> None:
        """Make the folder and a first live index, unless there is one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._pointer.exists():
            return
        index = self.create()
        named = self._pointer_to(index)
        try:
            # A link is refused when another process was quicker; a replacement would overwrite its pointer.
            os.link(named, self._pointer)
        except FileExistsError:
            index.drop()
        finally:
            named.unlink()

    def live(self) -> EmbeddedIndex:
        """The index that the pointer names now; the same object as long as that does not change."""
        with self._lock:
            for _ in range(_ATTEMPTS):
                name = self._live_name()
                if self._live is not None and self._live.name == name:
                    return self._live
                try:
                    self._live = EmbeddedIndex(self._path(name), self._seal)
                except EngineUnavailableError:
                    if self._live_name() == name:
                        raise
                    # Dropped after the pointer was read: it names another one by now.
            raise EngineUnavailableError("the live index changed faster than it could be opened")

    def create(self) -> EmbeddedIndex:
        """A new empty index, numbered after all that exist."""
        while True:
            number = 1 + max((int(path.stem.removeprefix(_PREFIX)) for path in self._paths()), default=0)
            path = self._path(f"{_PREFIX}{number:06}")
            try:
                create_file(path, SCHEMA)
            except FileExistsError:
                continue  # another process took the number
            return EmbeddedIndex(path, self._seal)

    def swap(self, index: Index) -> None:
        """Point to an index, then delete every older one, those of rebuilds that were given up too."""
        if not self._path(index.name).exists():
            raise EngineUnavailableError("this index was dropped")
        earlier = self._live_name()
        self._pointer_to(index).replace(self._pointer)
        for path in self._paths():
            if path.stem < index.name or (path.stem == earlier and earlier != index.name):
                self._drop(path)

    def drop(self, index: Index) -> None:
        """Delete an index that is not live; one that is gone already is no error."""
        if index.name == self._live_name():
            raise ValueError("the live index cannot be dropped: swap in another one first")
        self._drop(self._path(index.name))

    def health(self) -> str:
        """`green` when the live index can be read, otherwise `red`."""
        try:
            self.live().position()
        except EngineUnavailableError:
            return "red"
        return "green"

    def close(self) -> None:
        """Release the live index's file."""
        with self._lock:
            if self._live is not None:
                self._live.close()
                self._live = None

    def _live_name(self) -> str:
        try:
            return self._pointer.read_text()
        except OSError as error:
            raise EngineUnavailableError("there is no live index: prepare the engine first") from error

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.sqlite"

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob(f"{_PREFIX}*.sqlite"))

    def _pointer_to(self, index: Index) -> Path:
        """A new file that names an index, safe on the disk."""
        path = self._folder / f"live-{uuid4().hex}"
        with path.open("x") as file:
            file.write(index.name)
            file.flush()
            os.fsync(file.fileno())
        return path

    def _drop(self, path: Path) -> None:
        try:
            index = EmbeddedIndex(path, self._seal)
        except EngineUnavailableError:
            delete_file(path)  # gone already, or unreadable
        else:
            index.drop()
            index.close()
