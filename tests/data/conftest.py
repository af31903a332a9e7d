"""What tests of imports begin with, imported once a run: a store with rows is what most of them need."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from data.store import Store
from tests.data.facts_files import begin
from tests.data.given_files import GOOD, holding
from tests.store_maker import StoreMaker


@pytest.fixture
def good(store_maker: StoreMaker) -> Store:
    """The whole good portfolio."""
    return holding(store_maker, *GOOD)


@pytest.fixture
def store_without_traffic(store_maker: StoreMaker) -> Store:
    """The good portfolio but for its traffic."""
    return holding(store_maker, *(table for table in GOOD if table != "traffic"))


@pytest.fixture
def begun(store_maker: StoreMaker) -> Store:
    """One network ``n`` with limits, two campaigns and a RingPool, of which no month is known."""

    def fill(store: Store) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as folder:
            begin(store, Path(folder), "n")
        return {}

    return store_maker.copy_of("begun_network", fill)
