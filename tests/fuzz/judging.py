"""One file into a store: it was read as the other reader reads it, or refused with its reason and nothing changed."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from data.errors import HeadroomError, ImportRejected
from data.imports import import_files
from data.store import Store
from tests.fuzz import twin
from tests.fuzz.tables import KEYS
from tests.fuzz.writing import Written

NOW = dt.datetime.fromisoformat("2026-11-23T09:30")
AS_OF = dt.date(2026, 11, 22)

Rows = dict[tuple[str, ...], tuple[str, ...]]
_STORED = {
    "limits": (
        "SELECT n.network_id, n.limit_numbers, d.limit_numbers FROM limits AS n JOIN limits AS d "
        "ON d.network_id = n.network_id AND d.kind = 'dynamic' WHERE n.kind = 'network'"
    ),
    "campaigns": (
        "SELECT c.network_id, c.campaign_id, c.name, l.limit_numbers FROM campaigns AS c JOIN limits AS l "
        "ON l.network_id = c.network_id AND l.campaign_id = c.campaign_id"
    ),
    "monthly_usage": (
        "SELECT network_id, strftime(billing_month, '%Y-%m'), static_used, dynamic_used FROM usage_totals "
        "WHERE campaign_id = ''"
    ),
    "usage": "SELECT network_id, promo_number, strftime(billing_month, '%Y-%m'), calls FROM usage",
    "traffic": (
        "SELECT network_id, left(CAST(starts_at AS VARCHAR), "
        "CASE grain WHEN 'hour' THEN 13 WHEN 'day' THEN 10 ELSE 7 END), sessions FROM traffic"
    ),
}


class Wrong(AssertionError):
    """The product did what it must not do with a file."""


@dataclass(frozen=True)
class Outcome:
    """``word`` is read, refused or, where the other reader cannot tell what is right, unjudged."""

    word: str
    reason: str = ""


class Judge:
    """Keeps what a store held, so that it is asked once a file."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sums = _sums(store)
        self._version = _version(store)
        self._refused = 0
        self._stored = {table: _stored(store, table) for table in KEYS}

    def judge(self, written: Written) -> Outcome:
        """Raises Wrong, with what is wrong."""
        file = io.BytesIO(written.content)
        file.name = f"given.{written.suffix}"
        try:
            report = import_files(self._store, [file], as_of=AS_OF, imported_by="ann@vendor.example", now=NOW)
        except HeadroomError as refusal:
            _check_refusal(refusal)
            self._refused += 1
            # No write goes past the version; the whole dump is compared each tenth time, because it takes long.
            if _version(self._store) != self._version or (not self._refused % 10 and _sums(self._store) != self._sums):
                raise Wrong("it was refused, and the store has changed") from refusal
            return Outcome("refused", _words(refusal))
        except Exception as error:
            raise Wrong(f"an internal error: {type(error).__name__}: {error}") from error
        before = self._stored
        self._sums = _sums(self._store)
        self._version = _version(self._store)
        self._stored = {table: _stored(self._store, table) for table in KEYS}
        tables = [one.table for one in report.files if one.table in KEYS]
        frozen = _told_frozen(report.warnings)
        verdicts = [_compare(before[table], self._stored[table], written, table, frozen) for table in tables]
        return Outcome("read" if verdicts and all(verdicts) else "unjudged")


def _told_frozen(warnings: Sequence[str]) -> set[tuple[str, str]]:
    """The network and month of each closed month that a file stated otherwise, as the report tells them."""
    told = [match for line in warnings if (match := re.match(r"(\w{3}) (\d{4}) of (\S+) is closed and stays", line))]
    return {(match[3], f"{match[2]}-{[*calendar.month_abbr].index(match[1]):02}") for match in told}


def _compare(before: Rows, after: Rows, written: Written, table: str, frozen: set[tuple[str, str]]) -> bool:
    try:
        said = twin.rows_of(written, table)
    except twin.Unreadable as error:
        if written.suffix == "xlsx" and "count" not in str(error):
            return False  # a broken archive that one of the readers still reads
        raise Wrong(f"{table} was read, and the file says nothing plain: {error}") from error
    months = {"monthly_usage": slice(0, 2), "usage": slice(0, 3, 2)}.get(table)
    if months:  # a closed month stays what it was, and is said to
        kept = {key for key in said.keys() | before.keys() if key[months] in frozen}
        said = {key: values for key, values in said.items() if key not in kept}
        if odd := [key for key in kept if before.get(key) != after.get(key)]:
            raise Wrong(f"{table}: {sorted(odd)[:3]} changed, and is said to stay")
    for key, values in said.items():
        if not _same(values, after.get(key)):
            raise Wrong(f"{table} {key}: the file says {values}, the store {after.get(key)}")
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    if table == "usage":  # a file replaces the months it holds
        months = {(network, month) for network, _, month in said}
        changed = {key for key in changed if key in after or (key[0], key[2]) not in months}
    if odd := changed - said.keys():
        raise Wrong(f"{table}: {sorted(odd)[:3]} changed, and is not in the file")
    return True


def _same(said: tuple[str, ...], stored: tuple[str, ...] | None) -> bool:
    """An empty value clears a column, or is 0 where the store keeps no empty one."""
    if stored is None:
        return False
    return all(one == other or (not one and other in ("0", "")) for one, other in zip(said, stored, strict=True))


def _check_refusal(refusal: HeadroomError) -> None:
    if refusal.exit_code != 2:
        raise Wrong(f"it ended with {refusal.exit_code}: {refusal}")
    if not str(refusal).strip():
        raise Wrong("it was refused without a word")
    if isinstance(refusal, ImportRejected):
        for one in refusal.rejections:
            if not one.reason or not one.file.startswith("given."):
                raise Wrong(f"a refusal without file or reason: {one}")
            if len(str(one)) > 3000:
                raise Wrong(f"a refusal of {len(str(one)):,} characters: {str(one)[:100]}")


def _words(refusal: HeadroomError) -> str:
    if isinstance(refusal, ImportRejected):
        return refusal.rejections[0].reason
    return type(refusal).__name__


def _stored(store: Store, table: str) -> Rows:
    width = len(KEYS[table])
    with store.reading() as cursor:
        rows = cursor.rows(_STORED[table])
    texts = [tuple("" if value is None else str(value) for value in row) for row in rows]
    return {row[:width]: row[width:] for row in texts}


def _version(store: Store) -> object:
    with store.reading() as cursor:
        return cursor.value("SELECT data_version FROM store_state")


def _sums(store: Store) -> list[tuple[object, ...]]:
    """How many rows each table has, and a sum over all of their values."""
    with store.reading() as cursor:
        names = [
            name for (name,) in cursor.rows("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY 1")
        ]
        sums = (f"SELECT '{name}', count(*), sum(CAST(hash(t) AS HUGEINT)) FROM {name} AS t" for name in names)
        return cursor.rows(" UNION ALL ".join(sums) + " ORDER BY 1")
