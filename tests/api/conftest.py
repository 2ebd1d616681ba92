"""The application over one filled system per module and database, with a client for each person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient
from tests.api.browser import Site
from tests.systems.world import World, config, database_of, filled_postgresql, filled_sqlite, world

from banjie import bootstrap
from banjie.config import Config

__all__ = ["config", "filled_postgresql", "filled_sqlite", "world"]


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site under test. Jobs are not executed; what a test changes stays for the module's other tests."""
    folder = tmp_path_factory.mktemp("site")
    with database_of(request, request.param, folder) as url:
        system = bootstrap.build(Config(folder, url))
        try:
            with TestClient(system.app(), raise_server_exceptions=False) as client:
                yield Site(World(system), client)
        finally:
            system.stop()
