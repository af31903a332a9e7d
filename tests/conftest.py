"""What every test may use: a real store, on the engine that HEADROOM_TEST_ENGINE names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from data.store import Store
from tests.store_maker import ON_POSTGRESQL, StoreMaker

if TYPE_CHECKING:
    from tests.postgres_server import Server

# A busy machine is no defect, and the same tests give the same answer twice.
settings.register_profile("headroom", deadline=None, derandomize=True)
settings.load_profile("headroom")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server for the whole run."""
    from tests import postgres_server

    with postgres_server.running() as server:
        yield server


@pytest.fixture
def store_maker(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[StoreMaker]:
    """Makes stores on the engine of this run, and closes them after the test."""
    server = request.getfixturevalue("postgres") if ON_POSTGRESQL else None
    maker = StoreMaker(tmp_path, server, tmp_path_factory.getbasetemp())
    yield maker
    maker.close()


@pytest.fixture(scope="module")
def lasting_stores(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[StoreMaker]:
    """Makes stores that stay open for all tests of a module: for what only reads them, or is refused."""
    server = request.getfixturevalue("postgres") if ON_POSTGRESQL else None
    maker = StoreMaker(tmp_path_factory.mktemp("lasting"), server, tmp_path_factory.getbasetemp())
    yield maker
    maker.close()


@pytest.fixture
def store(store_maker: StoreMaker) -> Store:
    return store_maker.new("headroom")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another engine than the usual one only what uses a store is worth running again."""
    if ON_POSTGRESQL:
        uses = [
            item
            for item in items
            if {"store_maker", "lasting_stores", "store_address", "shared_address"}
            & {*getattr(item, "fixturenames", ())}
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in uses])
        items[:] = uses
