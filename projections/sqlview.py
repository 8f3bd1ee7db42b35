"""A view kept in SQL tables: rows and position change in one transaction."""

from abc import abstractmethod

import sqlalchemy as sql

from projections.store import TableSet, ViewStore
from projections.view import Refusal
from tracing.log.batches import Batch


class SqlView:
    """Base of the views in SQL; one instance speaks of one generation of its tables."""

    NAME: str

    def __init__(self, store: ViewStore, generation: int | None = None) -> None:
        """Open a generation, or the live one.

        Raises:
            LookupError: the view was never created.
        """
        self.store = store
        self.generation = store.live_generation(self.NAME) if generation is None else generation

    @property
    def name(self) -> str:
        """The view's name."""
        return self.NAME

    @property
    @abstractmethod
    def tables(self) -> TableSet:
        """The tables of this generation."""

    @abstractmethod
    def fold(self, connection: sql.Connection, batch: Batch) -> None:
        """Bring the tables up to date with the entries of a batch."""

    def position(self) -> int:
        """Log position up to which this generation is complete."""
        return self.store.position(self.NAME, self.generation)

    def apply(self, batch: Batch, after: int) -> list[Refusal]:
        """Fold a batch and move on, both or neither; nothing when another process already moved on."""
        with self.store.writing() as connection:
            if self.store.advance(connection, self.NAME, self.generation, after, batch.position):
                self.fold(connection, batch)
        return []
