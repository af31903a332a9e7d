"""What must hold between rows: references, duplicates, overlaps, limits, dates; asked of the typed incoming rows."""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection, Iterator
from functools import cache

import pyarrow as pa

from data.imports.checking.check_list import CHECKS, MONTH_TEXT, Check
from data.imports.checking.rejections import Rejections
from data.imports.checking.tables import BY_NAME, ImportTable
from data.store import Cursor


def check_rows(
    cursor: Cursor, tables: Collection[str], files: list[str], rejections: Rejections, more: Collection[Check] = ()
) -> None:
    """Adds to ``rejections`` whatever the incoming rows of these tables break."""
    for check in (*CHECKS, *more):
        if check.table in tables:
            _add(cursor, rejections, files, _found(check))
    for name in set(tables) - {"numbers"}:  # a number may stand in several rows, one after the other
        for sql in _doubled(cursor, BY_NAME[name]):
            _add(cursor, rejections, files, sql)
    for name in {"partnerships", "allotments"} & set(tables):
        _add(cursor, rejections, files, _overlapping_periods(name))
    if "numbers" in tables:
        _add(cursor, rejections, files, _ON_TWO_NETWORKS)


@cache
def _zones() -> list[str]:
    """Looked up once: it means to open some six hundred files."""
    return sorted(zoneinfo.available_timezones())


def know(cursor: Cursor, tables: Collection[str]) -> None:
    """Makes readable what is known once these files are in: the store's names and those on their way."""
    if "networks" in tables:
        with cursor.relation("zones", pa.table({"zone": _zones()})):
            cursor.execute("CREATE TEMP TABLE known_zones AS SELECT zone FROM zones")
    for name, keys in (
        ("networks", "network_id"),
        ("campaigns", "network_id, campaign_id"),
        ("ring_pools", "network_id, ring_pool_id"),
        ("numbers", "network_id, promo_number"),
    ):
        cursor.execute(
            f"CREATE TEMP VIEW known_{name} AS SELECT {keys} FROM {name} UNION ALL SELECT {keys} FROM incoming_{name}"
        )


def _add(cursor: Cursor, rejections: Rejections, files: list[str], sql: str) -> None:
    count = int(cursor.value(f"SELECT count(*) FROM ({sql}) AS found"))
    rejections.add_found(cursor, count, sql, files)


def _found(check: Check) -> str:
    value = f"r.{check.column}" if check.column != "billing_month" else MONTH_TEXT
    file = "JOIN incoming_files AS f ON f.file_index = r.file_index" if check.asks_for_file else ""
    return (
        f"SELECT r.file_index, r.row_number, '{check.column}' AS column_name, coalesce(CAST({value} AS VARCHAR), '') "
        f"AS value, {check.reason} AS reason "
        f"FROM incoming_{check.table} AS r {file} WHERE {check.where}"
    )


def _doubled(cursor: Cursor, table: ImportTable) -> Iterator[str]:
    """Rows whose key an earlier row has; a hash tells whether there are any before anything is sorted."""
    if not table.key:
        return
    keys = ", ".join(table.key)
    complete = " AND ".join(f"{key} IS NOT NULL" for key in table.key)
    if not cursor.value(f"SELECT count(*) - count(DISTINCT hash({keys})) FROM incoming_{table.name} WHERE {complete}"):
        return
    shown = " || ' ' || ".join(
        "strftime(billing_month, '%Y-%m')" if key == "billing_month" else f"CAST({key} AS VARCHAR)" for key in table.key
    )
    before = "OVER (PARTITION BY " + keys + " ORDER BY file_index, row_number)"
    yield f"""
        SELECT d.file_index, d.row_number, '{table.key[min(1, len(table.key) - 1)]}' AS column_name, d.value,
               'is there twice: also in row ' || d.other_row
               || CASE WHEN d.other_file <> d.file_index THEN ' of ' || f.file_name ELSE '' END AS reason
        FROM (SELECT file_index, row_number, {shown} AS value,
                     lag(row_number) {before} AS other_row, lag(file_index) {before} AS other_file
              FROM incoming_{table.name} WHERE {complete}) AS d
        JOIN incoming_files AS f ON f.file_index = d.other_file
        WHERE d.other_row IS NOT NULL
    """


def _overlapping_periods(name: str) -> str:
    """A period may replace the stored one that starts on the same day, and otherwise must not touch another."""
    return f"""
        SELECT r.file_index, r.row_number, 'starts_on' AS column_name, CAST(r.starts_on AS VARCHAR) AS value,
               'overlaps the period ' || k.starts_on || ' to ' || k.ends_on || k.place AS reason
        FROM incoming_{name} AS r JOIN (
          SELECT network_id, starts_on, ends_on, ' in row ' || row_number AS place, TRUE AS incoming
          FROM incoming_{name}
          UNION ALL
          SELECT s.network_id, s.starts_on, s.ends_on,
                 ' of the store; give that one too, with its corrected ends_on' AS place, FALSE AS incoming
          FROM {name} AS s WHERE NOT EXISTS (
            SELECT 1 FROM incoming_{name} AS i WHERE i.network_id = s.network_id AND i.starts_on = s.starts_on)
        ) AS k ON k.network_id = r.network_id AND k.starts_on <= r.ends_on AND k.ends_on >= r.starts_on
        WHERE k.starts_on < r.starts_on OR (NOT k.incoming AND k.starts_on > r.starts_on)
    """


_ON_TWO_NETWORKS = """
    SELECT r.file_index, r.row_number, 'promo_number' AS column_name, r.promo_number AS value,
           'is also on the network ' || k.network_id || ', from ' || k.first_used_on
           || coalesce(' to ' || k.released_on, '') || k.place AS reason
    FROM incoming_numbers AS r JOIN (
      SELECT network_id, promo_number, first_used_on, released_on, ' (row ' || row_number || ')' AS place,
             file_index, row_number
      FROM incoming_numbers
      UNION ALL
      SELECT s.network_id, s.promo_number, s.first_used_on, s.released_on, ' in the store' AS place,
             -1 AS file_index, 0 AS row_number
      FROM numbers AS s WHERE NOT EXISTS (
        SELECT 1 FROM incoming_numbers AS i WHERE i.network_id = s.network_id AND i.promo_number = s.promo_number)
    ) AS k ON k.promo_number = r.promo_number AND k.network_id <> r.network_id
    WHERE (k.file_index < r.file_index OR (k.file_index = r.file_index AND k.row_number < r.row_number))
      AND k.first_used_on < coalesce(r.released_on, DATE '9999-12-31')
      AND r.first_used_on < coalesce(k.released_on, DATE '9999-12-31')
"""
