"""Fixtures of the rules' tests."""

from __future__ import annotations

import pytest

from data.store import Store
from limits.actors import Actor, actor
from tests.limits.world import CSM, SUPER_USER, fill


@pytest.fixture
def world(store: Store) -> Store:
    store.write(fill)
    return store


@pytest.fixture
def csm(world: Store) -> Actor:
    return actor(world, CSM)


@pytest.fixture
def super_user(world: Store) -> Actor:
    return actor(world, SUPER_USER)
