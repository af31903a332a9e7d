"""Copies of a filled store, lent one after the other: again where the test before wrote nothing to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.store import Store
from tests.store_maker import StoreMaker

Fill = Callable[[Store], dict[str, str]]
CopyOf = Callable[[str, Fill], Store]


@dataclass(frozen=True)
class Copy:
    """A copy with the folder that it has for itself, and what was in there when it was made."""

    maker: StoreMaker
    folder: Path
    store: Store
    files: frozenset[tuple[str, int, int]]


class Lending:
    """Lends copies, which stay open from test to test as long as they are what they were: files alone, no databases."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._left: dict[str, Copy] = {}

    @contextmanager
    def copy_of(self, name: str, fill: Fill) -> Iterator[Store]:
        copy = self._left.pop(name, None) or self._new(name, fill)
        yield copy.store
        if _files(copy.folder) == copy.files and _is_at_rest(copy.store):
            self._left[name] = copy
        else:
            copy.maker.close()

    def close(self) -> None:
        for copy in self._left.values():
            copy.maker.close()

    def _new(self, name: str, fill: Fill) -> Copy:
        folder = self._folders.mktemp("lent")
        maker = StoreMaker(folder, None, self._folders.getbasetemp())
        store = maker.copy_of(name, fill)
        return Copy(maker, folder, store, _files(folder))


def _files(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Whatever is written to a store or beside it shows in here: in its own file or in the log that comes before."""
    stats = [(path.name, path.stat()) for path in folder.iterdir()]
    return frozenset((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def _is_at_rest(store: Store) -> bool:
    """Whether it is open, takes new work as a store just opened does, and has none under way."""
    if store.running.is_closed or store.running.now():
        return False
    try:
        store.data_version()
    except Exception:  # noqa: BLE001 - whatever it is, the store is of no use to the next test
        return False
    return True
