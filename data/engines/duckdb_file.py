"""DuckDB: one file, one owner process, a fresh cursor for every unit of work."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import duckdb

from data.config_file import NO_CONFIG
from data.engine import Cursor
from data.errors import NotStored, ShuttingDown, StoreLocked, StoreUnreachable
from data.migrations import migrate
from data.missing import is_there

if TYPE_CHECKING:
    import pyarrow as pa

CANNOT_WRITE = "Could not write"


class DuckDBCursor:
    """See data.engines.Cursor."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.config = NO_CONFIG
        self.references: list[str] = []

    def script(self, sql: str) -> None:
        self._connection.execute(sql)

    def execute(self, sql: str, *values: object) -> Self:
        self._connection.execute(sql, list(values))
        return self

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, list(values)).fetchall()

    def named_rows(self, sql: str, *values: object) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        self._connection.execute(sql, list(values))
        return tuple(column[0] for column in self._connection.description or ()), self._connection.fetchall()

    def row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        rows = self._connection.execute(sql, list(values)).fetchall()
        return rows[0] if rows else None

    def value(self, sql: str, *values: object) -> Any:
        return self._connection.execute(sql, list(values)).fetchall()[0][0]

    def changed(self, sql: str, *values: object) -> int:
        return int(self._connection.execute(sql, list(values)).fetchall()[0][0])

    def batches(self, sql: str, batch_rows: int = 100_000) -> pa.RecordBatchReader:
        return self._connection.sql(sql).to_arrow_reader(batch_rows)

    @contextmanager
    def relation(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> Iterator[None]:
        self._connection.register(name, rows)
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):  # in a failed transaction it fails too, and would hide why
                self._connection.unregister(name)
            raise
        self._connection.unregister(name)

    def tables(self) -> set[str]:
        return {name for (name,) in self.rows("SELECT table_name FROM duckdb_tables() WHERE NOT temporary")}

    def has_table(self, name: str) -> bool:
        try:
            self._connection.execute(f"SELECT 1 FROM {name} LIMIT 0")
        except duckdb.CatalogException:
            return False
        return True

    def sequences(self) -> dict[str, int]:
        rows = self.rows("SELECT sequence_name, coalesce(last_value, 0) FROM duckdb_sequences() ORDER BY 1")
        return {name: int(last) for name, last in rows}


class DuckDBFile:
    """See data.engines.Engine."""

    def __init__(self, path: Path, *, memory_limit: str, threads: int | None, backups: Path) -> None:
        self.name = str(path)
        self.was_begun = not is_there(path)
        self._write_lock = threading.RLock()
        self._commits = threading.Lock()  # held while a commit is made, so that none is under way once abandoned
        self._abandoned = False
        self._writer: duckdb.DuckDBPyConnection | None = None
        self._database = _open(path, memory_limit, threads or os.cpu_count() or 2, backups)

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        connection = self._database.cursor()
        try:
            connection.execute("BEGIN TRANSACTION READ ONLY")
            yield DuckDBCursor(connection)
        finally:
            _rollback(connection)
            connection.close()

    @contextmanager
    def writing(self) -> Iterator[Cursor]:
        with self._write_lock:
            connection = self._database.cursor()
            self._writer = connection
            try:
                connection.execute("BEGIN TRANSACTION")
                yield DuckDBCursor(connection)
                self._commit(connection)
            except (duckdb.IOException, duckdb.TransactionException) as error:
                _rollback(connection)
                if CANNOT_WRITE not in str(error):
                    raise
                raise NotStored(
                    f"{self.name} cannot be written ({str(error).splitlines()[0]}); nothing of this change was stored. "
                    "Look at its disk, make room on it if it is full, then try again."
                ) from error
            except BaseException:
                _rollback(connection)
                raise
            finally:
                self._writer = None
                connection.close()

    def _commit(self, connection: duckdb.DuckDBPyConnection) -> None:
        """A transaction that cannot be committed is rolled back; any other error may come from what follows it."""
        try:
            with self._commits:
                if self._abandoned:
                    raise ShuttingDown("Headroom was stopped before this was done; nothing of it was stored.")
                connection.execute("COMMIT")
        except duckdb.TransactionException:
            raise
        except duckdb.Error as error:
            raise StoreUnreachable(
                f"{self.name} gave an error while it committed ({str(error).splitlines()[0]}); whether the change was "
                "stored is not known: look at its disk, open the store again, and look at the change before you repeat "
                "it."
            ) from error

    def is_conflict(self, error: Exception) -> bool:
        return isinstance(error, duckdb.TransactionException)

    def is_refused_row(self, error: Exception) -> bool:
        return isinstance(error, duckdb.IntegrityError | duckdb.DataError)

    def checkpoint(self) -> None:
        self._database.execute("CHECKPOINT")

    def abandon(self) -> None:
        with self._commits:
            self._abandoned = True
        if (writer := self._writer) is not None:
            writer.interrupt()

    def is_alone(self) -> bool:
        return True  # or the file would not have opened

    def copy_to(self, target: Path) -> None:
        """One moment of the store as a file of its own, in the folder of backups, while others write."""
        connection = self._database.cursor()
        try:
            (own,) = connection.execute("SELECT current_database()").fetchall()[0]
            connection.execute(f"ATTACH {_literal(target)} AS copy_of_store")
            try:
                connection.execute(f'COPY FROM DATABASE "{own}" TO copy_of_store')
            finally:
                connection.execute("DETACH copy_of_store")
        except duckdb.Error as error:
            raise StoreUnreachable(
                f"{target} cannot be written ({str(error).splitlines()[0]}); no backup was made. Look at its disk and "
                "its folder, then try again."
            ) from error
        finally:
            connection.close()

    def close(self) -> None:
        self._database.close()


@contextmanager
def reading_file(path: Path) -> Iterator[Cursor]:
    """A store's file that nobody owns, read only: what a backup is verified by."""
    try:
        database = duckdb.connect(
            str(path),
            read_only=True,
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
        )
    except (duckdb.Error, OSError) as error:
        raise _translated(error, path) from error
    try:
        database.execute("SET enable_external_access = false")
        database.execute("SET TimeZone = 'UTC'")
        database.execute("BEGIN TRANSACTION READ ONLY")
        yield DuckDBCursor(database)
    finally:
        database.close()


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _open(path: Path, memory_limit: str, threads: int, backups: Path) -> duckdb.DuckDBPyConnection:
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
        cursor = DuckDBCursor(database)
        migrate(cursor, str(path))
        database.execute("CHECKPOINT")
        database.execute(f"SET allowed_directories = [{_literal(backups.resolve())[:-1]}/']")  # online backups only
        database.execute("SET enable_external_access = false")
        database.execute("SET TimeZone = 'UTC'")
        database.execute("SET lock_configuration = true")
    except BaseException:
        database.close()
        raise
    return database


def _rollback(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.execute("ROLLBACK")
    except duckdb.TransactionException:
        return  # nothing was begun, or the failed statement ended it


def _translated(error: Exception, path: Path) -> StoreLocked | StoreUnreachable:
    text = str(error)
    if "Could not set lock" in text:
        return StoreLocked(
            f"The store {path} is open in another process{_whose(text)}, and no dashboard answers beside it. Wait "
            "until that process has ended and try again, or name another store with HEADROOM_DB."
        )
    return StoreUnreachable(f"{path} cannot be opened as a store: {text.splitlines()[0]}")


def _whose(text: str) -> str:
    match = re.search(r"\(PID (\d+)\)", text)
    return f" (PID {match[1]})" if match else ""
