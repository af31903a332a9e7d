"""Stores for tests: DuckDB files in the test's folder, or databases of the run's PostgreSQL server."""

from __future__ import annotations

import os
import shutil
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

    def address(self, name: str) -> Address:
        """Where a new, empty store is to be."""
        if self._server is None:
            return self._folder / f"{name}.duckdb"
        if not self._server.has(_TEMPLATE):
            self._server.sql(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
            Store(self._server.url(_TEMPLATE)).close()
        return self._server.database(_TEMPLATE)

    def open(self, address: Address) -> Store:
        opened = Store(address, memory_limit="500MB", threads=2)
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        for store in self._opened:
            store.close()
