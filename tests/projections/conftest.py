from collections.abc import Iterator

import pytest

from projections.candidates import CandidatesView
from projections.identities import IdentitiesView
from projections.store import ViewStore
from tests.parts import parts, places
from tests.stores import StoreUrls, app, urls

__all__ = ["app", "parts", "places", "urls"]


@pytest.fixture
def store(urls: StoreUrls) -> Iterator[ViewStore]:
    """A migrated store of each kind."""
    opened = ViewStore(urls.views)
    opened.migrate(
        [(CandidatesView.NAME, CandidatesView.tables_of(1)), (IdentitiesView.NAME, IdentitiesView.tables_of(1))]
    )
    yield opened
    opened.close()
