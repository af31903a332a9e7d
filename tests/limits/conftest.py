"""Fixtures of the rules' tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from data import caller
from data.store import Store, open_store, store_address
from limits.actors import Actor, actor
from tests.limits.lending import CopyOf, Lending
from tests.limits.world import CSM, SUPER_USER, TODAY, filled
from tests.store_maker import ON_POSTGRESQL, StoreMaker


@pytest.fixture(autouse=True)
def pinned_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What time it is in the world of these tests, whenever they run: the day after its data."""
    monkeypatch.setattr("limits.clock._now", lambda: TODAY)


@pytest.fixture(scope="session")
def lending(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lending]:
    lent = Lending(tmp_path_factory)
    yield lent
    lent.close()


@pytest.fixture
def copy_of(store_maker: StoreMaker, lending: Lending) -> Iterator[CopyOf]:
    """Gives a filled store of the test's own, or one that the tests before it left as it was."""
    if ON_POSTGRESQL:
        yield store_maker.copy_of
        return
    with ExitStack() as lent:
        yield lambda name, fill: lent.enter_context(lending.copy_of(name, fill))


@pytest.fixture
def world(copy_of: CopyOf) -> Store:
    return copy_of("small_world", filled)


@pytest.fixture
def kept_open(world: Store) -> Iterator[Store]:
    """The store that commands work on, open from one to the next; tests of the server open it each time."""

    def opened(*, begin: bool) -> Store:
        return world if store_address() == world.address else open_store(begin=begin)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEADROOM_DB", str(world.address))
        patch.setattr(caller, "open_store", opened)
        patch.setattr(world, "close", lambda: None)
        yield world


@pytest.fixture
def csm(world: Store) -> Actor:
    return actor(world, CSM)


@pytest.fixture
def super_user(world: Store) -> Actor:
    return actor(world, SUPER_USER)
