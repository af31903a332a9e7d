"""Fixtures of the rules' tests."""

from __future__ import annotations

import pytest

from data.store import Store
from limits.actors import Actor, actor
from tests.limits.world import CSM, SUPER_USER, TODAY, filled
from tests.store_maker import StoreMaker


@pytest.fixture(autouse=True)
def pinned_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What time it is in the world of these tests, whenever they run: the day after its data."""
    monkeypatch.setattr("limits.clock._now", lambda: TODAY)


@pytest.fixture
def world(store_maker: StoreMaker) -> Store:
    return store_maker.copy_of("small_world", filled)


@pytest.fixture
def csm(world: Store) -> Actor:
    return actor(world, CSM)


@pytest.fixture
def super_user(world: Store) -> Actor:
    return actor(world, SUPER_USER)
