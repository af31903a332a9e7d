"""Keeps with an import how every row was that it changed; only of the last import, because only that is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from data.imports.checking.bench import KEYS
from data.imports.checking.tables import TABLES
from data.store import Cursor

MOST_ROWS: Final = 1_000_000  # of the networks concerned: of more than that no copy is made beside them
NOT_KEPT: Final = frozenset({"imports", "import_undo", "import_undo_rows"})
# Append only: what an import wrote there stays, and taking it back adds to it.
TRAILS: Final = ("contract_changes", "user_changes", "month_corrections", "placements", "placed_numbers")
CHANGED: Final = tuple(name for name in KEYS if name not in NOT_KEPT)


_WHOLE: Final = frozenset({"users", "people", "user_changes", "placements"})  # of no network, or of several


class Before:
    """The networks concerned as they are before an import loads anything."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        networks = " UNION ".join(f"SELECT network_id FROM incoming_{table.name}" for table in TABLES)
        cursor.execute(f"CREATE TEMP TABLE undo_concerned AS SELECT i.network_id FROM ({networks}) AS i")
        counts = _row_counts(cursor, CHANGED)
        self._is_kept = sum(counts.values()) <= MOST_ROWS
        self._copied = [name for name in CHANGED if counts[name]] if self._is_kept else []
        for name in self._copied:
            cursor.execute(f"CREATE TEMP TABLE undo_{name} AS {_of(name)}")

    def keep(self, *, now: dt.datetime, imported_by: str, files: Iterable[str], changed_count: int) -> None:
        """Replaces what was kept of the import before, unless this one changed nothing."""
        cursor, problem = self._cursor, None
        cursor.execute("CREATE TEMP TABLE undo_found (table_name TEXT, before_row TEXT, after_row TEXT)")
        if self._is_kept:
            for name in self._copied:
                cursor.execute(_difference(name))
            begun = _row_counts(cursor, [name for name in CHANGED if name not in self._copied])
            for name in (name for name, count in begun.items() if count):
                cursor.execute(f"INSERT INTO undo_found SELECT '{name}', NULL, to_json(a) FROM ({_of(name)}) AS a")
            if not cursor.value("SELECT count(*) FROM undo_found"):
                return
        else:
            problem = f"its networks have more than {MOST_ROWS:,} rows, and of so many no copy is kept"
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


def _row_counts(cursor: Cursor, names: Sequence[str]) -> dict[str, int]:
    """How many rows of the networks concerned each table has: most have none, and need no copy."""
    if not names:
        return {}
    counts = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM ({_of(name)}) AS r" for name in names)
    return {str(name): int(n) for name, n in cursor.rows(counts)}


def _difference(name: str) -> str:
    first, same = KEYS[name][0], " AND ".join(f"b.{column} = a.{column}" for column in KEYS[name])
    return f"""
        INSERT INTO undo_found
        SELECT '{name}', CASE WHEN b.{first} IS NOT NULL THEN to_json(b) END,
               CASE WHEN a.{first} IS NOT NULL THEN to_json(a) END
        FROM undo_{name} AS b FULL JOIN ({_of(name)}) AS a ON {same}
        WHERE b IS DISTINCT FROM a
    """


def _of(name: str) -> str:
    """The rows of a table that an import may touch."""
    whose = "" if name in _WHOLE else " WHERE t.network_id IN (SELECT network_id FROM undo_concerned)"
    return f"SELECT t.* FROM {name} AS t{whose}"
