"""Random histories folded into SQL views, each example into a generation of its own."""

from collections.abc import Sequence
from itertools import count
from typing import Any, TypeVar

import sqlalchemy as sql
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from projections.sqlview import SqlView
from projections.store import POSITIONS, ViewStore
from tracing.log.batches import Batch, Entry

V = TypeVar("V", bound=SqlView[Any])

_GENERATIONS = count(100)

examples = settings(
    max_examples=20,
    # Every example makes its own tables: to shrink a failure would take minutes, and at most 40 events are shown.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For properties of views: one store serves all examples."""


def new_generation(store: ViewStore, view: type[V]) -> V:
    """An empty generation that no other example has."""
    number = next(_GENERATIONS)
    with store.writing() as connection:
        view.tables_of(number).metadata.create_all(connection)
        connection.execute(sql.insert(POSITIONS).values(view=view.NAME, generation=number, live=False, position=0))
    return view(store, number)


def feed(view: SqlView[Any], entries: Sequence[Entry], sizes: Sequence[int]) -> None:
    """Hand the entries over in batches of these sizes, again and again."""
    start, turn = 0, 0
    while start < len(entries):
        part = entries[start : start + sizes[turn % len(sizes)]]
        batch = Batch(entries=tuple(part), position=part[-1].position)
        view.apply(batch, view.position())
        start, turn = start + len(part), turn + 1


sizes = st.lists(st.integers(1, 7), min_size=1, max_size=5)
