"""Build a view anew beside the live one, and swap when it is as far. Queries go on meanwhile."""

from collections.abc import Callable
from typing import Any

from projections.follower import Follower
from projections.records import RecordsView
from projections.sqlview import SqlView
from projections.store import ViewStore
from projections.verify import Difference, verify_index
from projections.view import View
from search.engine import Engine
from tracing.application import Tracing
from tracing.log.batches import Unreadable

Progress = Callable[[int, int], None]
"""Called with the position reached and the position of the log's end."""


class RebuildError(Exception):
    """The new view is not what the log says; the live one stays as it was."""


def rebuild_records(application: Tracing, engine: Engine, store: ViewStore, progress: Progress) -> list[Difference]:
    """Build a new search index, verify it against the log, and make it the live one.

    Returns the differences that verification found; when there are any, the live index was not replaced.

    Raises:
        RebuildError: an event could not be taken.
        EngineUnavailableError: the engine is out of reach; the live index stays.
    """
    index = engine.create()
    try:
        _fill(application, RecordsView(application, lambda: index), progress)
        index.refresh()
        differences = verify_index(application, index, progress)
        if differences:
            engine.drop(index)
            return differences
        engine.swap(index)
    except BaseException:
        engine.drop(index)
        raise
    store.clear_dead_letters("records")
    return []


def rebuild_sql(application: Tracing, store: ViewStore, view: type[SqlView[Any]], progress: Progress) -> None:
    """Build the next generation of a view in SQL and make it the live one.

    Raises:
        RebuildError: an event could not be taken.
    """
    with store.reading() as connection:
        live = store.live_generation(connection, view.NAME)
    store.begin_generation(view.NAME, live + 1, view.tables_of)
    built = view(store, live + 1)
    _fill(application, built, progress)
    if not store.make_live(view.NAME, live + 1, built.position()):
        raise RebuildError("another rebuild of the view began meanwhile")
    store.clear_dead_letters(view.NAME)


def _fill(application: Tracing, view: View, progress: Progress) -> None:
    """Bring a view to the end of the log; what a live view would put among its dead letters is an error."""
    while True:
        after = view.position()
        batch = application.batch(after, Follower.batch_size)
        if batch.position == after:
            return
        for entry in batch.entries:
            if isinstance(entry, Unreadable):
                raise RebuildError(f"the event at position {entry.position} cannot be read: {entry.topic}")
        if refusals := view.apply(batch, after):
            raise RebuildError(f"the event at position {refusals[0].position} was refused: {refusals[0].reason}")
        progress(batch.position, application.max_position())
