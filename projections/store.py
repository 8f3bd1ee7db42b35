"""The SQL database of the views that are not search indexes: SQLite or PostgreSQL, the same tables in both.

Each view's tables belong to a generation. A rebuild fills the next generation beside the live one and then makes it
the live one, in one transaction. No table holds a value of a person: ids, states, weights and codes only.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import sqlalchemy as sql

from tracing.database import Database

_FIXED = sql.MetaData()
POSITIONS = sql.Table(
    "view_position",
    _FIXED,
    sql.Column("view", sql.String(40), primary_key=True),
    sql.Column("generation", sql.Integer, primary_key=True),
    sql.Column("live", sql.Boolean, nullable=False),
    sql.Column("position", sql.BigInteger, nullable=False),
)
DEAD_LETTERS = sql.Table(
    "dead_letter",
    _FIXED,
    sql.Column("view", sql.String(40), primary_key=True),
    sql.Column("position", sql.BigInteger, primary_key=True),
    sql.Column("stream", sql.Uuid, primary_key=True),
    sql.Column("reason", sql.String(200), nullable=False),
)

_MIGRATION_LOCK = 7_261_996_001
"""Any fixed number: PostgreSQL's advisory lock under which tables and positions are created."""
_DEAD_LETTER_LOCK = 7_261_996_003
"""The lock under which dead letters are written: two matchers that fail on one entry write the same row."""


class TableSet(Protocol):
    """The tables of one generation of one view."""

    metadata: sql.MetaData


class ViewStore(Database):
    """Connections, generations, positions and dead letters of the SQL views.

    Args:
        url: `sqlite:///path` or `postgresql://user:password@host:port/database`.
    """

    def __init__(self, url: str) -> None:
        """Open nothing yet; what is here can be derived again, so that it need not survive a power cut."""
        super().__init__(url, durable=False)

    def migrate(self, views: Sequence[tuple[str, TableSet]]) -> None:
        """Create what is missing, with an empty first generation of each view given; safe to repeat, and at once."""
        with self.writing(_MIGRATION_LOCK) as connection:
            _FIXED.create_all(connection)
            for name, tables in views:
                if _live(connection, name) is None:
                    tables.metadata.create_all(connection)
                    _add_position(connection, name, generation=1, live=True)

    @staticmethod
    def live_generation(connection: sql.Connection, view: str) -> int:
        """The generation that readers use.

        Raises:
            LookupError: the view was never created; run the migration.
        """
        generation = _live(connection, view)
        if generation is None:
            raise LookupError(f"the view `{view}` does not exist: run `tracing migrate`")
        return generation

    @staticmethod
    def position(connection: sql.Connection, view: str, generation: int) -> int:
        """Log position up to which a generation is complete."""
        return int(connection.scalar(sql.select(POSITIONS.c.position).where(*_row(view, generation))) or 0)

    def positions(self) -> dict[str, int]:
        """Position of the live generation of every view that was ever created here."""
        with self.reading() as connection:
            rows = connection.execute(sql.select(POSITIONS.c.view, POSITIONS.c.position).where(POSITIONS.c.live))
            return {row.view: row.position for row in rows}

    def rebuilding(self) -> dict[str, int]:
        """Position of the generation of each view that is being filled beside the live one, or was left unfinished."""
        live = POSITIONS.alias()
        newer = sql.and_(live.c.view == POSITIONS.c.view, live.c.live, live.c.generation < POSITIONS.c.generation)
        query = sql.select(POSITIONS.c.view, POSITIONS.c.position).join_from(POSITIONS, live, newer)
        with self.reading() as connection:
            return {row.view: row.position for row in connection.execute(query)}

    def advance(self, connection: sql.Connection, view: str, generation: int, after: int, position: int) -> bool:
        """Move a generation on, inside the transaction that brings its rows; False when another process already did."""
        moved = connection.execute(
            sql.update(POSITIONS)
            .where(*_row(view, generation), POSITIONS.c.position == after)
            .values(position=position)
        )
        return moved.rowcount == 1

    def ensure_position(self, view: str) -> None:
        """Begin to keep a position for a view without tables; safe to repeat, and at once."""
        with self.writing(_MIGRATION_LOCK) as connection:
            if _live(connection, view) is None:
                _add_position(connection, view, generation=1, live=True)

    def begin_generation(self, view: str, generation: int, tables_of: Callable[[int], TableSet]) -> None:
        """Create an empty generation beside the live one, and drop those before it and what a rebuild left unfinished.

        Raises:
            ValueError: this generation is the live one.
        """
        with self.writing() as connection:
            if _live(connection, view) == generation:
                raise ValueError("the live generation is not begun anew")
            past = connection.scalars(
                sql.select(POSITIONS.c.generation).where(POSITIONS.c.view == view, sql.not_(POSITIONS.c.live))
            )
            for number in {*past, generation}:
                tables_of(number).metadata.drop_all(connection)
            connection.execute(sql.delete(POSITIONS).where(POSITIONS.c.view == view, sql.not_(POSITIONS.c.live)))
            tables_of(generation).metadata.create_all(connection)
            _add_position(connection, view, generation=generation, live=False)

    def make_live(self, view: str, generation: int, reached: int = 0) -> bool:
        """Make a generation the live one.

        The earlier one stays until the next is begun: queries that have just asked for it are still reading its tables.

        Args:
            view: whose generation it is.
            generation: its number.
            reached: log position up to which it was filled; where another rebuild has begun it anew since, nothing is
                done and the answer is False.
        """
        with self.writing() as connection:
            if self.position(connection, view, generation) < reached:
                return False
            is_this_one = POSITIONS.c.generation == generation
            connection.execute(sql.update(POSITIONS).where(POSITIONS.c.view == view).values(live=is_this_one))
            return True

    def add_dead_letter(self, view: str, position: int, stream: Any, reason: str) -> None:
        """Remember an entry that a view could not take; once, however often it is tried."""
        values = {"view": view, "position": position, "stream": stream, "reason": reason[:200]}
        with self.writing(_DEAD_LETTER_LOCK) as connection:
            connection.execute(
                sql.delete(DEAD_LETTERS).where(
                    DEAD_LETTERS.c.view == view,
                    DEAD_LETTERS.c.position == position,
                    DEAD_LETTERS.c.stream == stream,
                )
            )
            connection.execute(sql.insert(DEAD_LETTERS).values(values))

    def dead_letters(self, view: str | None = None) -> list[dict[str, Any]]:
        """Entries not taken, of one view or of all: view, position, stream, reason; oldest first."""
        query = sql.select(DEAD_LETTERS).order_by(DEAD_LETTERS.c.view, DEAD_LETTERS.c.position)
        if view is not None:
            query = query.where(DEAD_LETTERS.c.view == view)
        with self.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def clear_dead_letters(self, view: str) -> None:
        """Forget the dead letters of a view; a rebuild that took every entry does so."""
        with self.writing() as connection:
            connection.execute(sql.delete(DEAD_LETTERS).where(DEAD_LETTERS.c.view == view))


_LIVE = sql.select(POSITIONS.c.generation).where(POSITIONS.c.view == sql.bindparam("view"), POSITIONS.c.live)


def _live(connection: sql.Connection, view: str) -> int | None:
    generation: int | None = connection.scalar(_LIVE, {"view": view})
    return generation


def _add_position(connection: sql.Connection, view: str, *, generation: int, live: bool) -> None:
    connection.execute(sql.insert(POSITIONS).values(view=view, generation=generation, live=live, position=0))


def _row(view: str, generation: int) -> tuple[sql.ColumnElement[bool], sql.ColumnElement[bool]]:
    return POSITIONS.c.view == view, POSITIONS.c.generation == generation
