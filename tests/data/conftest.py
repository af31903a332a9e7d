"""What tests of imports begin with, imported once a run: a store with rows is what most of them need."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.sample import load as load_sample
from data.sample import sample_stories
from data.store import Store
from tests.data.facts_files import begun_store
from tests.data.given_files import GOOD, holding
from tests.store_maker import StoreMaker

# Of the sample: those that its people name, one with a request, one whose running month is known by totals alone.
NETWORKS = ("harbor-dental", "summit-hvac", "wrenfield-vets", "quillstone-cover")


def with_few_networks(patch: pytest.MonkeyPatch) -> None:
    """The sample of four of its networks: for what is done with it, where it does not matter what is in it."""
    patch.setattr(
        load_sample, "sample_stories", lambda seed: [s for s in sample_stories(seed) if s.network_id in NETWORKS]
    )


@pytest.fixture
def few_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    with_few_networks(monkeypatch)


@pytest.fixture
def good_file(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole good portfolio as a file that nobody has open: for commands."""
    (tmp_path / "good").mkdir()
    maker = StoreMaker(tmp_path / "good", None, tmp_path_factory.getbasetemp())
    path = holding(maker, *GOOD).address
    maker.close()
    assert isinstance(path, Path)
    return path


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
    return begun_store(store_maker)
