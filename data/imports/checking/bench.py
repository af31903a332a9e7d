"""Where an import is worked: in the store itself where that is a DuckDB file, else beside it.

An import speaks DuckDB's own SQL over rows it reads straight from Arrow. For a store on a server the same import runs
on a DuckDB file of its own: the networks concerned are fetched into it, and what the import changed is written back,
all within one transaction of the server that no other writer comes between.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Protocol

import pyarrow as pa

from data.imports.checking.tables import TABLES
from data.imports.checking.watched_cursor import WatchedCursor
from data.store import Cursor, Store

MEMORY = "1000MB"

# Every table that an import reads or writes, with what tells its rows apart; what is referred to comes first.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "networks": ("network_id",),
    "partnerships": ("network_id", "starts_on"),
    "allotments": ("network_id", "starts_on"),
    "amendments": ("network_id", "signed_on", "effective_on", "reason"),
    "contract_changes": ("change_id",),
    "campaigns": ("network_id", "campaign_id"),
    "ring_pools": ("network_id", "ring_pool_id"),
    "users": ("email", "role", "network_id"),
    "people": ("email",),
    "deputies": ("network_id", "email"),
    "user_changes": ("user_change_id",),
    "limits": ("network_id", "kind", "campaign_id"),
    "limit_changes": ("change_id",),
    "platform_reports": ("network_id", "kind", "campaign_id"),
    "numbers": ("network_id", "promo_number", "first_used_on"),
    "usage": ("network_id", "promo_number", "billing_month"),
    "usage_totals": ("network_id", "billing_month", "campaign_id"),
    "monthly_usage": ("network_id", "billing_month", "campaign_id"),
    "network_months": ("network_id", "billing_month"),
    "month_course": ("network_id", "billing_month", "as_of"),
    "month_reports": ("network_id", "billing_month", "source"),
    "closed_months": ("network_id", "billing_month", "campaign_id"),
    "month_corrections": ("correction_id",),
    "complete_since": ("network_id",),
    "last_calls": ("network_id", "promo_number"),
    "usage_as_of": ("network_id",),
    "traffic": ("network_id", "grain", "starts_at"),
    "number_statuses": ("network_id", "promo_number"),
    "placements": ("placement_id",),
    "placed_numbers": ("placement_id", "network_id", "promo_number"),
    "call_days": ("network_id", "promo_number", "campaign_id", "ring_pool_id", "called_on"),
    "imports": ("import_id",),
    "import_undo": ("imported_at",),
    "import_undo_rows": ("imported_at", "place"),
}
# No key of theirs is in the schema, for the sake of DuckDB.
WITHOUT_KEY: Final = (
    "amendments",
    "numbers",
    "usage",
    "monthly_usage",
    "network_months",
    "import_undo",
    "import_undo_rows",
)
_WHOLE = ("networks", "users", "people", "user_changes", "imports", "placements", "import_undo", "import_undo_rows")
_NUMBERED = {  # column, sequence
    "limit_changes": ("change_seq", "change_seq"),
    "imports": ("import_id", "import_seq"),
    "contract_changes": ("change_id", "contract_change_seq"),
    "month_corrections": ("correction_id", "correction_seq"),
    "user_changes": ("user_change_id", "user_change_seq"),
}


class Bench(Protocol):
    """A cursor to stage and check on; ``fetch`` makes the store readable there, once it is known who is concerned."""

    @property
    def cursor(self) -> Cursor: ...

    def fetch(self) -> None: ...


@contextmanager
def bench(store: Store) -> Iterator[Bench]:
    """What is worked here is in the store when the block ends, all of it; nothing is when it raises."""
    if store.is_file:
        with store.transaction() as cursor:
            yield _InTheStore(cursor)
        return
    with (
        ExitStack() as writing,
        tempfile.TemporaryDirectory(prefix="headroom-import-") as folder,
        _scratch(Path(folder)) as cursor,
    ):
        beside = _BesideTheStore(cursor, store, writing)
        yield beside
        beside.write_back()


@contextmanager
def _scratch(folder: Path) -> Iterator[Cursor]:
    path = folder / "import.duckdb"
    path.write_bytes(_empty_store())
    scratch = Store(path, memory_limit=MEMORY, is_scratch=True)
    try:
        with scratch.transaction() as cursor:
            yield cursor
    finally:
        scratch.close()


@cache
def _empty_store() -> bytes:
    """A megabyte, made once in a process: all migrations take as long as a small import itself."""
    with tempfile.TemporaryDirectory(prefix="headroom-import-") as folder:
        path = Path(folder) / "empty.duckdb"
        Store(path, memory_limit=MEMORY, is_scratch=True).close()
        return path.read_bytes()


@dataclass(frozen=True)
class _InTheStore:
    cursor: Cursor

    def fetch(self) -> None:
        """All is here."""


class _BesideTheStore:
    """The server's transaction begins with ``fetch``: a long file is read before, and nobody waits for it."""

    def __init__(self, cursor: Cursor, store: Store, writing: ExitStack) -> None:
        self._scratch = cursor
        self._written: set[str] = set()
        self._fetched: set[str] = set()  # of which there was any row
        self.cursor: Cursor = WatchedCursor(cursor, self._written.add)
        self._store, self._writing = store, writing
        self._server: Cursor | None = None

    def fetch(self) -> None:
        self._server = self._writing.enter_context(self._store.transaction())
        concerned = self._incoming("network_id", [table.name for table in TABLES])
        numbers = self._incoming("promo_number", ["numbers", "usage", "calls"])
        with self._server.relation("concerned", concerned), self._server.relation("incoming_promo_numbers", numbers):
            for name in KEYS:
                with self._scratch.relation("fetched", self._server.batches(_fetching(name))):
                    count = self._scratch.changed(f"INSERT INTO {name} BY NAME SELECT * FROM fetched")
                if count:
                    self._scratch.execute(f"CREATE TEMP TABLE fetched_{name} AS SELECT * FROM {name}")
                    self._fetched.add(name)
        for name, (column, sequence) in _NUMBERED.items():
            last = self.cursor.value(f"SELECT coalesce(max({column}), 0) FROM {name}")
            if last:
                self.cursor.value(f"SELECT max(nextval('{sequence}')) FROM generate_series(1, {last}) AS g(n)")

    def write_back(self) -> None:
        if self._server is None:
            return
        for name, key in KEYS.items():
            if name in self._written:
                self._write_back(self._server, name, key)

    def _incoming(self, column: str, tables: list[str]) -> pa.Table:
        parts = " UNION ".join(f"SELECT {column} FROM incoming_{name}" for name in tables)
        return self.cursor.batches(f"SELECT {column} FROM ({parts}) AS i WHERE {column} IS NOT NULL").read_all()

    def _write_back(self, server: Cursor, name: str, key: tuple[str, ...]) -> None:
        keys = ", ".join(key)
        changed = f"SELECT * FROM {name} EXCEPT SELECT * FROM fetched_{name}"
        gone = f"SELECT {keys} FROM fetched_{name} EXCEPT SELECT {keys} FROM {name}"
        same = " AND ".join(f"t.{column} = g.{column}" for column in key)
        if name in WITHOUT_KEY:
            gone = f"SELECT {keys} FROM ({changed}) AS c UNION ({gone})"
        if name in self._fetched:
            with server.relation("gone", self.cursor.batches(gone)):
                server.execute(f"DELETE FROM {name} AS t USING gone AS g WHERE {same}")
        else:
            changed = f"SELECT * FROM {name}"
        rows = self.cursor.batches(changed)
        own, _ = _NUMBERED.get(name, ("", ""))  # the server numbers its rows itself
        columns = [column for column in rows.schema.names if column != own]
        names = ", ".join(columns)
        with server.relation("changed", rows):
            server.execute(
                f"INSERT INTO {name} ({names}) SELECT {names} FROM changed {f'ORDER BY {own}' if own else ''} "
                + _on_conflict(name, key, columns)
            )


def _on_conflict(name: str, key: tuple[str, ...], columns: list[str]) -> str:
    if name in WITHOUT_KEY or name in _NUMBERED:
        return ""
    plain = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return f"ON CONFLICT ({', '.join(key)}) DO " + (f"UPDATE SET {plain}" if plain else "NOTHING")


def _fetching(name: str) -> str:
    if name in _WHOLE:
        return f"SELECT * FROM {name}"
    whose = "t.network_id IN (SELECT network_id FROM concerned)"
    if name == "numbers":  # of other networks too: a number may not stand in two at a time
        whose += " OR t.promo_number IN (SELECT promo_number FROM incoming_promo_numbers)"
    return f"SELECT t.* FROM {name} AS t WHERE {whose}"
