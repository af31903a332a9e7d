"""The store: one DuckDB file, one owner process, a fresh cursor for every unit of work."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from data.errors import StoreLocked, StoreUnreachable
from data.migrations import migrate

DEFAULT_PATH = Path(__file__).parent / "headroom.duckdb"
ATTEMPTS = 20
T = TypeVar("T")


class Cursor:
    """Statements with ``$1`` placeholders and plain Python values; rows come back as tuples or as Arrow."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def execute(self, sql: str, *values: object) -> Cursor:
        self._connection.execute(sql, list(values))
        return self

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, list(values)).fetchall()

    def row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        found = self._connection.execute(sql, list(values)).fetchall()
        return found[0] if found else None

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row; the statement must give one."""
        return self._connection.execute(sql, list(values)).fetchall()[0][0]

    def arrow(self, sql: str, *values: object) -> pa.Table:
        return self._connection.sql(sql, params=list(values)).to_arrow_table()

    def batches(self, sql: str, *values: object, batch_rows: int = 100_000) -> pa.RecordBatchReader:
        """The rows as a stream, for results that should not stand in memory whole."""
        return self._connection.sql(sql, params=list(values)).to_arrow_reader(batch_rows)

    def changed(self, sql: str, *values: object) -> int:
        """Runs an INSERT, UPDATE or DELETE and returns how many rows it touched."""
        return int(self._connection.execute(sql, list(values)).fetchall()[0][0])

    @contextmanager
    def relation(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> Iterator[None]:
        """Makes Arrow rows readable as the relation ``name``; the way in for many rows at once."""
        self._connection.register(name, rows)
        try:
            yield
        finally:
            self._connection.unregister(name)


class Store:
    """The database of one process. Make one, share it between threads, close it at the end."""

    def __init__(self, path: Path, *, memory_limit: str = "1500MB", threads: int | None = None) -> None:
        self.path = path
        self.staging = path.with_name(path.name + ".staging")
        self._write_lock = threading.RLock()
        self._database = _open(path, self.staging, memory_limit, threads or os.cpu_count() or 2)

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """One consistent snapshot: everything read in the block belongs to the same moment."""
        connection = self._database.cursor()
        try:
            connection.execute("BEGIN TRANSACTION READ ONLY")
            yield Cursor(connection)
        finally:
            _rollback(connection)
            connection.close()

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """All of the block or none of it; every write raises the store's data version."""
        with self._write_lock:
            connection = self._database.cursor()
            try:
                connection.execute("BEGIN TRANSACTION")
                yield Cursor(connection)
                connection.execute("UPDATE store_state SET data_version = data_version + 1 WHERE only_row = 1")
                connection.execute("COMMIT")
            except BaseException:
                _rollback(connection)
                raise
            finally:
                connection.close()

    def write(self, work: Callable[[Cursor], T]) -> T:
        """Runs ``work`` in a transaction, again when another writer was in the way."""
        for attempt in range(ATTEMPTS):
            try:
                with self.transaction() as cursor:
                    return work(cursor)
            except duckdb.TransactionException:
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(random.uniform(0, 0.01) * min(attempt + 1, 10))
        raise AssertionError("unreachable")

    def data_version(self) -> int:
        """Rises with every write; a cache that takes it as an argument never shows an old value."""
        with self.reading() as cursor:
            return int(cursor.value("SELECT data_version FROM store_state"))

    def checkpoint(self) -> None:
        """Moves the write-ahead log into the file, so that the next start is quick."""
        self._database.execute("CHECKPOINT")

    def close(self) -> None:
        self._database.close()


def store_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The store that ``HEADROOM_DB`` names, or the default beside the code."""
    named = environment.get("HEADROOM_DB", "").strip()
    if "://" in named:
        raise StoreUnreachable(
            f"HEADROOM_DB is {named.split('://')[0]}://…, but this version keeps its store in a DuckDB file. "
            "Give a file name, such as HEADROOM_DB=/var/lib/headroom/headroom.duckdb."
        )
    return Path(named).expanduser() if named else DEFAULT_PATH


def open_store(path: Path | None = None) -> Store:
    """Opens the store, brings its schema up to date and checkpoints it before anything is served."""
    return Store(path or store_path())


def _open(path: Path, staging: Path, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    os.umask(0o077)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = duckdb.connect(
            str(path),
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
                "python_enable_replacements": "false",
                "memory_limit": memory_limit,
                "threads": str(threads),
                "temp_directory": str(path) + ".tmp",
                "preserve_insertion_order": "false",
                # A cube over the usage fact takes ten times as long with it (DuckDB 2.0.0).
                "disabled_optimizers": "partial_aggregate_pushdown",
            },
        )
    except (duckdb.Error, OSError) as error:
        raise _translated(error, path) from error
    try:
        migrate(database, path)
        database.execute("CHECKPOINT")
        database.execute(f"SET allowed_directories = ['{_quoted(staging)}/']")
        database.execute("SET enable_external_access = false")
        database.execute("SET TimeZone = 'UTC'")
        database.execute("SET lock_configuration = true")
    except BaseException:
        database.close()
        raise
    return database


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("'", "''")


def _rollback(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.execute("ROLLBACK")
    except duckdb.TransactionException:
        return  # nothing was begun, or the failed statement ended it


def _translated(error: Exception, path: Path) -> StoreLocked | StoreUnreachable:
    text = str(error)
    if "Could not set lock" in text:
        return StoreLocked(
            f"The store {path} is open in another process, and a DuckDB file has one owner at a time. "
            "Stop the dashboard (or the other command) and try again, or name another store with HEADROOM_DB."
        )
    return StoreUnreachable(f"{path} cannot be opened as a store: {text.splitlines()[0]}")
