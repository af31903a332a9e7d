"""Rows that are told apart by a key: new ones are added, differing ones replaced, equal ones left alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from data.imports.checking.tables import BY_NAME, ImportTable
from data.imports.loading import trail
from data.store import Cursor

# What stays out of the store's table of the same name, because it is kept elsewhere.
_ELSEWHERE = {"campaigns": {"campaign_limit"}, "networks": {"deputy_email"}, "users": {"name", "phone"}}
KEYED = ("networks", "partnerships", "allotments", "campaigns", "ring_pools")


@dataclass
class Loaded:
    """What changed, by file, and what a person should know of it; ``rows`` names rows that several tables share."""

    changed: Counter[int] = field(default_factory=Counter)
    rows: set[tuple[int, int]] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)

    def add(self, counts: Collection[tuple[int, int]]) -> None:
        for file_index, count in counts:
            self.changed[file_index] += count

    def changed_in(self, file_index: int) -> int:
        return int(self.changed[file_index]) + sum(file == file_index for file, _ in self.rows)


def load_keyed(
    cursor: Cursor,
    name: str,
    columns_of: Mapping[int, Collection[str]],
    loaded: Loaded,
    *,
    now: dt.datetime,
    imported_by: str,
) -> None:
    """Loads one table; ``columns_of`` tells which columns each file has: one it lacks keeps its stored values."""
    table = BY_NAME[name]
    columns = [c.name for c in table.columns if c.name not in _ELSEWHERE.get(name, ())]
    plain = [column for column in columns if column not in table.key]
    same = " AND ".join(f"s.{key} = r.{key}" for key in table.key)
    values = ", ".join(f"{_value(column, table, columns_of)} AS {column}" for column in columns)
    differs = " OR ".join(
        [f"s.{table.key[0]} IS NULL"] + [f"s.{c} IS DISTINCT FROM {_value(c, table, columns_of)}" for c in plain]
    )
    cursor.execute(
        "CREATE TEMP TABLE differing AS "
        f"SELECT r.file_index, r.row_number, s.{table.key[0]} IS NOT NULL AS stored, {values} "
        f"FROM incoming_{name} AS r LEFT JOIN {name} AS s ON {same} WHERE {differs}"
    )
    if name == "campaigns":
        loaded.rows.update(cursor.rows("SELECT file_index, row_number FROM differing"))
    else:
        loaded.add(cursor.rows("SELECT file_index, count(*) FROM differing GROUP BY file_index"))
    if name in trail.SUBJECTS:
        trail.record(cursor, name, now=now, by=imported_by)
    names = ", ".join(columns)
    change = ", ".join(f"{column} = excluded.{column}" for column in plain)
    conflict = f"ON CONFLICT ({', '.join(table.key)}) DO " + (f"UPDATE SET {change}" if change else "NOTHING")
    cursor.execute(f"INSERT INTO {name} ({names}) SELECT {names} FROM differing {conflict}")
    cursor.execute("DROP TABLE differing")


def load_traffic(cursor: Cursor, loaded: Loaded) -> None:
    """Sessions by month, day or hour: the precision of starts_at says which."""
    cursor.execute(
        """
        CREATE TEMP TABLE differing AS
        SELECT r.* FROM (
          SELECT file_index, network_id, sessions,
                 CASE length(starts_at) WHEN 7 THEN 'month' WHEN 10 THEN 'day' ELSE 'hour' END AS grain,
                 CAST(starts_at || CASE length(starts_at) WHEN 7 THEN '-01' WHEN 10 THEN '' ELSE ':00:00' END
                   AS TIMESTAMP) AS starts_at
          FROM incoming_traffic) AS r
        LEFT JOIN traffic AS s ON s.network_id = r.network_id AND s.grain = r.grain AND s.starts_at = r.starts_at
        WHERE s.network_id IS NULL OR s.sessions <> r.sessions
        """
    )
    loaded.add(cursor.rows("SELECT file_index, count(*) FROM differing GROUP BY file_index"))
    cursor.execute(
        "INSERT INTO traffic (network_id, grain, starts_at, sessions) "
        "SELECT network_id, grain, starts_at, sessions FROM differing "
        "ON CONFLICT (network_id, grain, starts_at) DO UPDATE SET sessions = excluded.sessions"
    )
    cursor.execute("DROP TABLE differing")


def _value(column: str, table: ImportTable, columns_of: Mapping[int, Collection[str]]) -> str:
    having = [str(file) for file, columns in columns_of.items() if column in columns]
    if column in table.key or len(having) == len(columns_of):
        return f"r.{column}"
    empty = table.column(column).empty
    stored = f"s.{column}" if empty is None else f"coalesce(s.{column}, '{empty}')"
    return f"CASE WHEN r.file_index IN ({', '.join(having)}) THEN r.{column} ELSE {stored} END" if having else stored
