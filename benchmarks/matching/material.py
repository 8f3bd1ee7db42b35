"""What all topics share: labelled data, invented worlds, how large a run is, and progress."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

from rich.console import Console
from rich.progress import track

from api.world.noise import PROFILES, Noise, NoiseName
from api.world.population import postings
from api.world.writing import RECORDS, TRUTH, write_world
from benchmarks.world import CACHE, code_digest
from search.document import Document
from search.engine import Index
from search.engines import open_engine
from search.evaluation.labelled import Labelled, read_labelled
from search.evaluation.pairs import index_all
from search.sealing import IndexSeal
from tracing.keys.secret import SECRET_BYTES

T = TypeVar("T")
PEOPLE = 10_000
"""People of the world that targets are for."""


class NotMeasured(Exception):
    """A topic, or a peer of it, cannot be measured here; the message says what is missing."""


class Material(NamedTuple):
    """What a run measures on.

    Attributes:
        data: the folder of labelled data that are not in the repository.
        people: people of the invented world that is measured on; other worlds keep their ratio to it.
    """

    data: Path
    people: int

    def file(self, *parts: str) -> Path:
        """A file of the labelled data.

        Raises:
            NotMeasured: it is not there.
        """
        path = self.data.joinpath(*parts)
        if not path.is_file():
            raise NotMeasured(f"{'/'.join(parts)} is not in the folder of --data")
        return path

    def world(self, people: int, seed: int, noise: NoiseName = NoiseName.realistic) -> Labelled:
        """An invented world with its truth; invented when it is not in the cache.

        Args:
            people: how many.
            seed: of the generator.
            noise: as in `tracing world --noise`.
        """
        folder = CACHE / f"matching-{people}-{seed}-{noise}-{code_digest()}"
        if not folder.exists():
            _invent(folder, people, seed, PROFILES[noise])
        return read_labelled(folder / RECORDS, folder / TRUTH)


def tracked(items: Sequence[T], doing: str) -> Iterable[T]:
    """The items, with a bar of progress on standard error."""
    return track(items, doing, console=Console(stderr=True), transient=True)


@contextmanager
def indexed(documents: tuple[Document, ...]) -> Iterator[Index]:
    """An embedded index that holds the documents, for the time of the `with`."""
    with TemporaryDirectory() as folder:
        engine = open_engine(f"embedded://{folder}/indexes", IndexSeal(bytes(SECRET_BYTES)))
        try:
            engine.prepare()
            index = engine.live()
            index_all(index, documents)
            yield index
        finally:
            engine.close()


def _invent(folder: Path, people: int, seed: int, noise: Noise) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix="inventing-") as unfinished:
        whole = Path(unfinished, "world")
        for _ in write_world(whole, postings(people, seed, noise)):
            pass
        whole.rename(folder)
