"""The store: whole transactions on whichever engine holds it, and a version that rises with every write."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from data import kept, stopping
from data.acting import record_act
from data.config_file import config_file
from data.default_place import default_path
from data.engine import Cursor, Engine
from data.engines.duckdb_file import DuckDBFile
from data.errors import BadInput, StoreUnreachable
from data.missing import refuse_missing
from data.running import Running

__all__ = ["Cursor", "Store", "open_store", "store_address"]

BACKUPS_VARIABLE = "HEADROOM_BACKUPS"
POSTGRESQL = ("postgresql://", "postgres://")
ATTEMPTS = 20
T = TypeVar("T")

Address = Path | str  # a DuckDB file, or the URL of a PostgreSQL database


class Store:
    """The database of one process. Make one, share it between threads, close it at the end."""

    def __init__(
        self,
        address: Address,
        *,
        memory_limit: str = "1500MB",
        threads: int | None = None,
        backups: Path | None = None,
        begin: bool = True,
        is_scratch: bool = False,
    ) -> None:
        """``begin`` makes the store where none is; ``is_scratch`` is one whose content is no outcome of anything."""
        self.address = address
        self.running = Running()
        self.backups = (backups or backup_folder(address)) if isinstance(address, Path) else None
        self.config = config_file(address)
        self._is_scratch = is_scratch
        self._ended, self._ending = 0, threading.Lock()
        self._engine = _engine(address, memory_limit, threads, self.backups, begin=begin)

    @property
    def was_begun(self) -> bool:
        """Whether there was none before this process opened it."""
        return self._engine.was_begun

    @property
    def name(self) -> str:
        """What messages call the store; holds no password."""
        return self._engine.name

    @property
    def is_file(self) -> bool:
        """Whether this process has the store for itself: a DuckDB file."""
        return isinstance(self._engine, DuckDBFile)

    def is_alone(self) -> bool:
        """Whether no other process serves this store; it claims so against others that ask."""
        return self._engine.is_alone()

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """One consistent snapshot: everything read in the block belongs to the same moment."""
        stopping.check()
        with self._engine.reading() as cursor:
            cursor.config = self.config
            yield cursor

    @contextmanager
    def transaction(self, *, changes_figures: bool | Callable[[], bool] = True) -> Iterator[Cursor]:
        """All of the block or none of it; every write that may change a figure raises the store's data version. Where
        only its outcome tells whether it did, ``changes_figures`` is asked at its end."""
        with (
            self.running.work("a change"),
            self._counted(changes_figures is not False),
            kept.counted(self._engine.is_conflict, only_a_try=self._is_scratch) as step,
            self._engine.writing() as cursor,
        ):
            cursor.config = self.config
            yield cursor
            stopping.check()
            if not self._is_scratch:
                record_act(cursor)
            if changes_figures if isinstance(changes_figures, bool) else changes_figures():
                cursor.execute("UPDATE store_state SET data_version = data_version + 1 WHERE only_row = 1")
            step.is_committing = True

    def write(self, work: Callable[[Cursor], T], *, changes_figures: bool | Callable[[T], bool] = True) -> T:
        """Runs ``work`` in a transaction, again when another writer was in the way."""
        with self.running.work(_named(work)):
            for attempt in range(ATTEMPTS):
                done: list[T] = []
                tells = changes_figures
                if not isinstance(tells, bool):
                    tells = partial(_of_only, tells, done)
                try:
                    with self.transaction(changes_figures=tells) as cursor:
                        done.append(work(cursor))
                    return done[0]
                except Exception as error:
                    if attempt == ATTEMPTS - 1 or not self._engine.is_conflict(error):
                        raise
                    time.sleep(random.uniform(0, 0.01) * min(attempt + 1, 10))
        raise AssertionError("unreachable")

    @contextmanager
    def _counted(self, changes_figures: bool) -> Iterator[None]:
        try:
            yield
        finally:
            with self._ending:
                self._ended += changes_figures

    @property
    def ended_changes(self) -> int:
        """How many changes of this process have ended, well or not: while it stands still, none was made by it."""
        return self._ended

    def data_version(self) -> int:
        """Rises with every write; a cache that takes it as an argument never shows an old value."""
        with self.reading() as cursor:
            return int(cursor.value("SELECT data_version FROM store_state"))

    def is_refused_row(self, error: Exception) -> bool:
        """Whether a table refused a row: a broken constraint, or a value that is none of its column."""
        return self._engine.is_refused_row(error)

    def checkpoint(self) -> None:
        """Makes the next start quick."""
        self._engine.checkpoint()

    def abandon(self) -> None:
        """Rolls back what is being written and commits nothing any more: the process ends."""
        self._engine.abandon()

    def copy_to(self, target: Path) -> None:
        """One moment of the store as a file, beside whatever is being written; a DuckDB file only."""
        if not isinstance(self._engine, DuckDBFile):
            raise BadInput(f"{self.name} is no file that could be copied.")
        self._engine.copy_to(target)

    def close(self) -> None:
        self._engine.close()


def store_address(environment: Mapping[str, str] = os.environ) -> Address:
    """The store that ``HEADROOM_DB`` names, or the default one."""
    named = environment.get("HEADROOM_DB", "").strip()
    if named.startswith(POSTGRESQL):
        return named
    if "://" in named:
        raise StoreUnreachable(
            f"HEADROOM_DB is {named.split('://')[0]}://…, which is no store that is known here. Give a DuckDB file, "
            "such as HEADROOM_DB=/var/lib/headroom/headroom.duckdb, or a database, such as "
            "HEADROOM_DB=postgresql://headroom:password@127.0.0.1:5432/headroom."
        )
    return Path(named).expanduser() if named else default_path(environment)


def backup_folder(store: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Where online backups go: what HEADROOM_BACKUPS names, or a folder beside the store."""
    named = environment.get(BACKUPS_VARIABLE, "").strip()
    return Path(named).expanduser() if named else store.parent / "backups"


def open_store(address: Address | None = None, *, begin: bool = True) -> Store:
    """Opens the store, brings its schema up to date and checkpoints it before anything is served."""
    return Store(address or store_address(), begin=begin)


def _of_only(tells: Callable[[T], bool], done: list[T]) -> bool:
    (outcome,) = done
    return tells(outcome)


def _named(work: Callable[..., object]) -> str:
    """What the log calls a write: the use case that asked for it."""
    return getattr(work, "__qualname__", "a change").split(".")[0].replace("_", " ").strip()


def _engine(address: Address, memory_limit: str, threads: int | None, backups: Path | None, *, begin: bool) -> Engine:
    if isinstance(address, Path):
        if not begin:
            refuse_missing(address)
        return DuckDBFile(
            address, memory_limit=memory_limit, threads=threads, backups=backups or backup_folder(address)
        )
    try:
        from data.engines.postgresql import PostgreSQL
    except ImportError as error:
        raise StoreUnreachable(
            "HEADROOM_DB names a PostgreSQL database, and what speaks to one is not installed here "
            f"({error}). Install it: pip install -r requirements-postgresql.txt"
        ) from error
    return PostgreSQL(address, begin=begin)
