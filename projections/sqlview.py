"""A view kept in SQL tables: rows and position change in one transaction."""

from abc import abstractmethod
from typing import Generic, TypeVar

import sqlalchemy as sql

from projections.store import TableSet, ViewStore
from projections.view import Refusal
from tracing.log.batches import Batch

Tables = TypeVar("Tables", bound=TableSet)


class SqlView(Generic[Tables]):
    """Base of the views in SQL. Which generation is live is asked anew each time: a rebuild may have swapped it."""

    NAME: str

    def __init__(self, store: ViewStore, generation: int | None = None) -> None:
        """Speak of one generation, which a rebuild does, or of whichever is live."""
        self.store = store
        self._generation = generation

    @property
    def name(self) -> str:
        """The view's name."""
        return self.NAME

    @staticmethod
    @abstractmethod
    def tables_of(generation: int) -> Tables:
        """The tables of a generation."""

    @abstractmethod
    def fold(self, connection: sql.Connection, tables: Tables, batch: Batch) -> None:
        """Bring the tables up to date with the entries of a batch."""

    def generation(self, connection: sql.Connection) -> int:
        """The generation that this instance speaks of.

        Raises:
            LookupError: the view was never created; run the migration.
        """
        return self.store.live_generation(connection, self.NAME) if self._generation is None else self._generation

    def tables(self, connection: sql.Connection) -> Tables:
        """The tables that this instance speaks of."""
        return self.tables_of(self.generation(connection))

    def position(self) -> int:
        """Log position up to which the view is complete."""
        with self.store.reading() as connection:
            return self.position_in(connection)

    def position_in(self, connection: sql.Connection) -> int:
        """The same as a transaction sees it."""
        return self.store.position(connection, self.NAME, self.generation(connection))

    def apply(self, batch: Batch, after: int) -> list[Refusal]:
        """Fold a batch and move on, both or neither; nothing when another process already moved on."""
        with self.store.writing() as connection:
            generation = self.generation(connection)
            if self.store.advance(connection, self.NAME, generation, after, batch.position):
                self.fold(connection, self.tables_of(generation), batch)
        return []
