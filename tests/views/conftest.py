"""The dashboard without a browser, on the sample portfolio."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner

from data.store import Address
from limits import clock
from tests.portfolio_store import AS_OF, sample_database, sample_store
from tests.store_maker import ON_POSTGRESQL
from views.server import place
from views.visit import addresses

ROOT = Path(__file__).parents[2]
NOW = dt.datetime.combine(AS_OF + dt.timedelta(days=1), dt.time(12), dt.UTC)  # the day after the sample's figures
Open = Callable[..., AppTest]
_PATHS = {place.path for place in addresses.PLACES}


# Each page opened looks through all installed packages for components of theirs, longer than the page takes itself.
_components = cache(manifest_scanner.scan_component_manifests)
# And it compiles every script anew, which a server does once.
_scripts = ScriptCache()


@pytest.fixture(autouse=True)
def as_in_a_server_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a server finds out once is found out once for all tests."""
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", _components)
    for module in (app_test, local_script_runner):
        monkeypatch.setattr(module, "ScriptCache", lambda: _scripts)


@pytest.fixture(autouse=True)
def clock_of_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' day is the sample's, whenever the tests run."""
    monkeypatch.setattr(clock, "_now", lambda: NOW)


def sample_in(folder: Path, request: pytest.FixtureRequest) -> Address:
    """A store with the sample portfolio, on the engine of this run."""
    if ON_POSTGRESQL:
        return sample_database(request.getfixturevalue("postgres"))
    return sample_store(folder / "headroom.duckdb")


@pytest.fixture
def store_address(tmp_path: Path, request: pytest.FixtureRequest) -> Address:
    """One that a test may change."""
    return sample_in(tmp_path, request)


@pytest.fixture
def look(store_address: Address, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the dashboard as somebody, at a page, perhaps with a network in the address."""
    look_at(store_address, monkeypatch)
    yield open_page
    forget()


@pytest.fixture(scope="session")
def shared_address(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Address]:
    """The one store of all that only look."""
    yield sample_in(tmp_path_factory.mktemp("shared"), request)
    forget()


@pytest.fixture
def glance(shared_address: Address, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The same over a store that tests share, with all that a server remembers of it: for who changes nothing."""
    look_at(shared_address, monkeypatch)
    before = place.store().data_version()
    yield open_page
    assert place.store().data_version() == before, "this test changed what others look at: it has to use `look`"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who shares a store comes first, one after the other: any other store in between makes a server forget."""
    items.sort(key=lambda item: "glance" not in getattr(item, "fixturenames", ()))


def look_at(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dashboard of this process shows that store, as the demo."""
    for name, value in {"DB": str(address), "ROUND_MINUTES": "0", "DEMO": "1"}.items():
        monkeypatch.setenv(f"HEADROOM_{name}", value)


def open_page(email: str, page: str | None = None, **address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.query_params["as"] = email
    for name, value in address.items():
        app.query_params[name] = value
    if page:
        if page not in _PATHS:  # before a first run a page is known by its file's name alone
            app.run()
            app.query_params.update(address)
        app.switch_page(f"views/pages/{page}.py")
    return app.run()


def forget() -> None:
    """The process as it began: no store is open, nothing is remembered."""
    st.cache_resource.clear()
    st.cache_data.clear()
    place.close()
