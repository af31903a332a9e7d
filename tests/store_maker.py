"""Stores for tests: DuckDB files in the test's folder, or databases of the run's PostgreSQL server."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import psycopg

from data.store import Address, Cursor, Store

if TYPE_CHECKING:
    from tests.postgres_server import Server

ON_POSTGRESQL = os.environ.get("HEADROOM_TEST_ENGINE") == "postgresql"
# What either engine raises when a row breaks a constraint.
REFUSED = (duckdb.ConstraintException, psycopg.IntegrityError)
_TEMPLATE = "empty_store"


def content(cursor: Cursor, table: str) -> list[tuple[Any, ...]]:
    """All rows of a table in an order that no engine's collation decides."""
    return sorted(cursor.rows(f"SELECT * FROM {table}"), key=lambda row: [(v is not None, str(v)) for v in row])


class StoreMaker:
    """Opens stores: databases of ``server``, or files in ``folder``, copies of an empty one in ``shared``."""

    def __init__(self, folder: Path, server: Server | None, shared: Path | None = None) -> None:
        self._folder, self._server, self._shared = folder, server, shared or folder
        self._opened: list[Store] = []

    def new(self, name: str) -> Store:
        """A new, empty store."""
        address = self.address(name)
        if isinstance(address, Path):
            empty = self._shared / f"{_TEMPLATE}.duckdb"
            if not empty.exists():
                Store(empty).close()
            shutil.copy(empty, address)
        return self.open(address)

    def copy_of(self, name: str, fill: Callable[[Store], dict[str, str]]) -> Store:
        """A store as ``fill`` leaves it: filled once a run, copied every time."""
        names = self._shared / f"{name}.json"
        if self._server is None:
            original = self._shared / f"{name}.duckdb"
            if not names.exists():
                names.write_text(json.dumps(self._filled(original, fill)))
            copy = self._folder / f"{name}.duckdb"
            if copy.exists():  # another of the same, beside it
                copy = self._folder / f"{name}-{len(self._opened)}.duckdb"
            shutil.copy(original, copy)
            return self.open(copy)
        if not self._server.has(name):
            self._server.sql(f"CREATE DATABASE {name} TEMPLATE template0")
            names.write_text(json.dumps(self._filled(self._server.url(name), fill)))
        return self.open(self._server.database(name))

    def names_in(self, name: str) -> dict[str, str]:
        """What ``fill`` said its things are called."""
        return dict(json.loads((self._shared / f"{name}.json").read_text()))

    def _filled(self, address: Address, fill: Callable[[Store], dict[str, str]]) -> dict[str, str]:
        store = Store(address, memory_limit="500MB", threads=1)
        names = fill(store)
        if store.is_file:
            store.checkpoint()
        store.close()
        return names

    def address(self, name: str) -> Address:
        """Where a new, empty store is to be."""
        if self._server is None:
            return self._folder / f"{name}.duckdb"
        if not self._server.has(_TEMPLATE):
            self._server.sql(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
            Store(self._server.url(_TEMPLATE)).close()
        return self._server.database(_TEMPLATE)

    def open(self, address: Address) -> Store:
        opened = Store(address, memory_limit="500MB", threads=1)
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        for store in self._opened:
            store.close()
