"""An empty audit log on each kind of store."""

from collections.abc import Iterator

import pytest

from tests.stores import StoreUrls, urls
from tracing.audit.keys import AuditKeys
from tracing.audit.log import AuditLog

__all__ = ["urls"]


@pytest.fixture
def keys() -> AuditKeys:
    """The keys of a secret that is no secret."""
    return AuditKeys(bytes(32))


@pytest.fixture
def log(urls: StoreUrls, keys: AuditKeys) -> Iterator[AuditLog]:
    """The log, opened."""
    opened = AuditLog(urls.views, keys)
    opened.migrate()
    yield opened
    opened.close()
