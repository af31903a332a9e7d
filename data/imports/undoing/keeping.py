"""Keeps with an import how every row was that it changed; only of the last import, because only that is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from data.imports.checking.bench import KEYS
from data.imports.checking.watched_cursor import WatchedCursor
from data.store import Cursor

MOST_ROWS: Final = 1_000_000  # that an import may find where it writes: of more no copy is made beside them
NOT_KEPT: Final = frozenset({"imports", "import_undo", "import_undo_rows"})
# Append only: what an import wrote there stays, and taking it back adds to it.
TRAILS: Final = ("contract_changes", "user_changes", "month_corrections", "placements", "placed_numbers")
CHANGED: Final = tuple(name for name in KEYS if name not in NOT_KEPT)
_WHOLE: Final = frozenset({"users", "people", "user_changes", "placements"})  # of no network, or of several


class Before:
    """Each table as it is before an import first writes to it: the rows of the networks concerned."""

    def __init__(self, cursor: Cursor, incoming: Iterable[str]) -> None:
        """``incoming`` names the import tables whose rows are staged."""
        self._cursor = cursor
        staged = [f"SELECT network_id FROM incoming_{name}" for name in incoming]
        networks = " UNION ".join(staged or ["SELECT network_id FROM networks WHERE FALSE"])
        cursor.execute(f"CREATE TEMP TABLE undo_concerned AS SELECT i.network_id FROM ({networks}) AS i")
        self._counts: dict[str, int] = {}
        self.cursor: Cursor = WatchedCursor(cursor, self._copy)

    @property
    def _is_kept(self) -> bool:
        return sum(self._counts.values()) <= MOST_ROWS

    def _copy(self, name: str) -> None:
        if name in CHANGED and self._is_kept:
            room = MOST_ROWS - sum(self._counts.values())
            self._counts[name] = self._cursor.changed(f"CREATE TEMP TABLE undo_{name} AS {_of(name)} LIMIT {room + 1}")

    def keep(self, *, now: dt.datetime, imported_by: str, files: Iterable[str], changed_count: int) -> None:
        """Replaces what was kept of the import before, unless this one changed nothing."""
        cursor, problem = self._cursor, None
        cursor.execute("CREATE TEMP TABLE undo_found (table_name TEXT, before_row TEXT, after_row TEXT)")
        if self._is_kept:
            for name in (name for name in CHANGED if name in self._counts):
                cursor.execute(_difference(name) if self._counts[name] else _brought(name))
            if not cursor.value("SELECT count(*) FROM undo_found"):
                return
        else:
            problem = (
                f"it wrote to tables with more than {MOST_ROWS:,} rows of its networks, and of so many no copy is kept"
            )
        cursor.execute("DELETE FROM import_undo")
        cursor.execute("DELETE FROM import_undo_rows")
        cursor.execute(
            "INSERT INTO import_undo (imported_at, imported_by, files, changed_count, problem) "
            "VALUES ($1, $2, $3, $4, $5)",
            now,
            imported_by,
            ", ".join(dict.fromkeys(files)),
            changed_count,
            problem,
        )
        cursor.execute(
            "INSERT INTO import_undo_rows (imported_at, place, table_name, before_row, after_row) "
            "SELECT $1, row_number() OVER (), table_name, before_row, after_row FROM undo_found",
            now,
        )


def _difference(name: str) -> str:
    first, same = KEYS[name][0], " AND ".join(f"b.{column} = a.{column}" for column in KEYS[name])
    return f"""
        INSERT INTO undo_found
        SELECT '{name}', CASE WHEN b.{first} IS NOT NULL THEN to_json(b) END,
               CASE WHEN a.{first} IS NOT NULL THEN to_json(a) END
        FROM undo_{name} AS b FULL JOIN ({_of(name)}) AS a ON {same}
        WHERE b IS DISTINCT FROM a
    """


def _brought(name: str) -> str:
    return f"INSERT INTO undo_found SELECT '{name}', NULL, to_json(a) FROM ({_of(name)}) AS a"


def _of(name: str) -> str:
    """The rows of a table that an import may touch."""
    whose = "" if name in _WHOLE else " WHERE t.network_id IN (SELECT network_id FROM undo_concerned)"
    return f"SELECT t.* FROM {name} AS t{whose}"
