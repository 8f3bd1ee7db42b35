"""A service for each test, so that nobody else's people come into its queue, its answers or its files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.wiring import Service
from tests.api.conftest import opened, serving


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


@pytest.fixture
def app(service: Service) -> FastAPI:
    return create_app(service)


@pytest.fixture
def url(app: FastAPI) -> Iterator[str]:
    with serving(app) as found:
        yield found
