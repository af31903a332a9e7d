"""A store with something of everything, and a token of each person in the one table of who may do what."""

from __future__ import annotations

from data.store import Store
from limits.actors import actor
from limits.people import SCOPES, make_token
from tests.limits.who_may import OUTSIDERS, PEOPLE, fill_with_everything
from tests.store_maker import StoreMaker

EVERYBODY = PEOPLE | OUTSIDERS
NAME = "everything_with_tokens"


def fill_with_tokens(store: Store) -> dict[str, str]:
    """What each thing is called, and each person's secret under their address."""
    names = fill_with_everything(store)
    return names | {one: make_token(store, actor(store, one), "tests", SCOPES)[1] for one in EVERYBODY.values()}


class Worlds:
    """Copies of that store: another one only once somebody changed the last."""

    def __init__(self, maker: StoreMaker) -> None:
        self._maker = maker
        self._last: Store | None = None
        self._version = -1

    def unchanged(self) -> Store:
        if self._last is None or self._last.data_version() != self._version:
            self._last = self._maker.copy_of(NAME, fill_with_tokens)
            self._version = self._last.data_version()
        return self._last

    def names(self) -> dict[str, str]:
        self.unchanged()
        return self._maker.names_in(NAME)
