"""What tests run in processes of their own; it imports little, because each process imports it anew."""

from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from uuid import UUID, uuid4

from tests.keys import MASTERS
from tests.tracing.log.samples import event
from tracing.log import migrate
from tracing.log.application import LogApplication


def write_stream(url: str, length: int, written: "Queue[UUID]") -> None:
    """Write one stream of some length, singly and in batches, and tell its id."""
    stream = uuid4()
    with LogApplication(url, MASTERS) as log:
        version = 0
        while version < length:
            size = min(1 + version % 7, length - version)
            log.append_all([event(stream, version + number) for number in range(1, size + 1)])
            version += size
    written.put(stream)


def migrate_together(stores: list[tuple[str, str]], together: Barrier) -> None:
    """Migrate stores (URL and name) one after the other, each at the same moment as the other processes."""
    for url, name in stores:
        together.wait(60)
        migrate(url, name)
