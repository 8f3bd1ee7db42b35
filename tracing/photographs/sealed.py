"""Pictures as the log's events: each sealed with the data key of its record, so that they are erased with it."""

import hashlib
from uuid import UUID

from tracing.keys.sealing import SealedWithAnotherKeyError
from tracing.log.application import LogApplication
from tracing.photographs.store import PhotographMissingError, PhotographStore


class Photographs:
    """The pictures of records.

    Args:
        application: has the records' data keys.
        store: keeps what is sealed.
    """

    def __init__(self, application: LogApplication, store: PhotographStore) -> None:
        """Keep pictures in a store."""
        self._application, self._store = application, store

    def put(self, record: UUID, content: bytes) -> str:
        """Keep a picture of a record and return its SHA-256; harmless when it is there already.

        Raises:
            ErasedError: the record was erased.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        key = self._application.key_of(record)
        self._store.put(record, sha256, key.seal(_place(record, sha256), content))
        return sha256

    def get(self, record: UUID, sha256: str) -> bytes:
        """A picture of a record.

        Raises:
            PhotographMissingError: it is not there, or is damaged.
            ErasedError: the record was erased.
        """
        sealed = self._store.get(record, sha256)
        try:
            return self._application.key_of(record).opened(_place(record, sha256), sealed)
        except SealedWithAnotherKeyError:
            raise PhotographMissingError from None

    def forget(self, record: UUID) -> bool:
        """Remove all pictures of a record, as far as possible; whether none is left."""
        return self._store.forget(record)


def _place(record: UUID, sha256: str) -> bytes:
    return f"{record.hex} photograph {sha256} ".encode()
