from collections.abc import Iterator

import pytest

from projections.alerts import AlertsView
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
    opened.migrate([(view.NAME, view.tables_of(1)) for view in (CandidatesView, IdentitiesView, AlertsView)])
    yield opened
    opened.close()
