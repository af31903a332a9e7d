"""Takes the last import back: every row as it was before, in one transaction, with the trails telling of it."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from data.errors import BadInput
from data.imports.checking.bench import KEYS, WITHOUT_KEY
from data.imports.undoing.keeping import CHANGED, TRAILS
from data.imports.undoing.standing import what_needs_it, what_stands_on_it
from data.rows import records
from data.store import Cursor, Store

Row = dict[str, str | None]
_OTHER_WAY: Final = "Import the files as they were before instead; a closed month takes --correct MONTH --reason TEXT."


@dataclass(frozen=True)
class LastImport:
    """The import that can be taken back, or why it cannot."""

    imported_at: dt.datetime
    imported_by: str
    files: str
    changed_count: int
    problem: str | None


@dataclass(frozen=True)
class Changes:
    """The rows of one table that an import changed: as they were, and as it left them."""

    before: list[Row]  # of rows that it changed or removed
    after: list[Row]  # of rows that it changed or brought
    brought: list[Row]  # those of ``after`` that were not there


def last_import(cursor: Cursor) -> LastImport | None:
    """The newest import that changed anything, with what stands in the way of taking it back.

    That its rows are still as it left them is looked at when it is taken back: they are compared in the store.
    """
    sql = "SELECT imported_at, imported_by, files, changed_count, problem FROM import_undo"
    imports = records(cursor, LastImport, sql)
    if not imports:
        return None
    newest = imports[0]
    problem = newest.problem or _problem(cursor, newest, _kept(cursor))
    return LastImport(newest.imported_at, newest.imported_by, newest.files, newest.changed_count, problem)


def take_back_last_import(store: Store, *, by: str, reason: str, now: dt.datetime) -> LastImport:
    """Puts back what the import replaced; refused with the reason where something stands on it.

    A network that only this import brought goes in a step of its own, because DuckDB lets none go in the transaction
    that lets go of what refers to it; until then it is there without anything, and asking again lets it go.
    """
    if not reason.strip():
        raise BadInput("Say why the import is taken back: --reason TEXT.")

    def work(cursor: Cursor) -> LastImport:
        last = last_import(cursor)
        if last is None:
            raise BadInput(
                "There is no import to take back: none was made since what an import replaces is kept, or the last one "
                f"was taken back already. {_OTHER_WAY}"
            )
        if last.problem:
            raise BadInput(f"The import of {last.files} cannot be taken back: {last.problem}. {_OTHER_WAY}")
        kept = _kept(cursor)
        if other := _changed_since(cursor, kept):
            raise BadInput(f"The import of {last.files} cannot be taken back: {other}. {_OTHER_WAY}")
        _put_back(cursor, last, kept, by=by, reason=reason.strip(), now=now)
        return last

    done = store.write(work)
    store.write(_let_networks_go)
    return done


def _problem(cursor: Cursor, last: LastImport, kept: dict[str, Changes]) -> str | None:
    if kept["month_corrections"].after:
        month = kept["month_corrections"].after[0]["billing_month"]
        return (
            f"it corrected {month[:7] if month else 'a closed month'}, and a closed month changes by a correction only"
        )
    rows = [row for changes in kept.values() for row in (*changes.before, *changes.after)]
    networks = sorted({network for row in rows if (network := row.get("network_id"))})
    if said := what_stands_on_it(cursor, networks, last.imported_at):
        return said
    brought = [row["network_id"] or "" for row in kept["networks"].brought]
    campaigns = [(row["network_id"] or "", row["campaign_id"] or "") for row in kept["campaigns"].brought]
    limits = [(r["network_id"] or "", r["kind"] or "", r["campaign_id"] or "") for r in kept["limits"].brought]
    return what_needs_it(cursor, brought, campaigns, limits)


def _changed_since(cursor: Cursor, kept: dict[str, Changes]) -> str | None:
    """Rows that are not any more as the import left them, in words."""
    for name in CHANGED:
        if name not in TRAILS and kept[name].after and (count := _others(cursor, name, kept[name].after)):
            rows = "1 row" if count == 1 else f"{count:,} rows"
            return f"{rows} of {name.replace('_', ' ')} that it left {'is' if count == 1 else 'are'} another now"
    return None


def _others(cursor: Cursor, name: str, after: list[Row]) -> int:
    """How many rows of these are not there as they are; a line of a limit's history by its id and figure."""
    table = _table(cursor, name, after)
    loose = {"limit_changes": ("change_id", "new_limit")}.get(name, tuple(table.schema.names))
    same = " AND ".join(f"t.{column} IS NOT DISTINCT FROM r.{column}" for column in loose)
    missing = f"SELECT count(*) FROM undo_rows AS r WHERE NOT EXISTS (SELECT 1 FROM {name} AS t WHERE {same})"
    with _as_relation(cursor, table):
        return int(cursor.value(missing))


def _put_back(
    cursor: Cursor, last: LastImport, kept: dict[str, Changes], *, by: str, reason: str, now: dt.datetime
) -> None:
    said = f"the import of {last.files} was taken back: {reason}"
    for name in reversed(CHANGED):  # what refers to others goes before them
        if name not in (*TRAILS, "networks", "limits", "limit_changes"):
            _remove(cursor, name, kept[name].after if name in WITHOUT_KEY else kept[name].brought)
    _put_limits_back(cursor, kept, by=by, said=said, now=now)
    for name in CHANGED:
        if name not in (*TRAILS, "limits", "limit_changes"):
            _insert(cursor, name, kept[name].before)
    gone = {row["network_id"] for row in kept["networks"].brought}
    cursor.execute("DELETE FROM contract_changes WHERE network_id = ANY($1)", sorted(i for i in gone if i))
    trail = [row for row in kept["contract_changes"].after if row["network_id"] not in gone]
    _tell_contracts(cursor, trail, by=by, said=said, now=now)
    _tell_users(cursor, kept["user_changes"].after, by=by, said=said, now=now)
    for row in kept["placements"].brought:
        cursor.execute(
            "UPDATE placements SET taken_back_at = $2, taken_back_by = $3 WHERE placement_id = $1",
            row["placement_id"], now, by,
        )  # fmt: skip
    cursor.execute(
        "UPDATE imports SET taken_back_at = $3, taken_back_by = $4, taken_back_why = $5 "
        "WHERE imported_at = $1 AND imported_by = $2 AND taken_back_at IS NULL",
        last.imported_at, last.imported_by, now, by, reason,
    )  # fmt: skip
    cursor.execute("DELETE FROM import_undo")
    cursor.execute("DELETE FROM import_undo_rows WHERE table_name <> 'networks' OR before_row IS NOT NULL")


def _put_limits_back(cursor: Cursor, kept: dict[str, Changes], *, by: str, said: str, now: dt.datetime) -> None:
    """A limit that was there is set back by a change of its own; one that was not goes, with its first line."""
    new = [(row["network_id"], row["kind"], row["campaign_id"]) for row in kept["limits"].brought]
    of_it = "WHERE network_id = $1 AND kind = $2 AND campaign_id = $3"
    for key in new:
        cursor.execute(f"DELETE FROM limits {of_it}", *key)
        cursor.execute(f"DELETE FROM limit_changes {of_it}", *key)
    for row in kept["limit_changes"].brought:
        key = (row["network_id"], row["kind"], row["campaign_id"])
        if key in new:
            continue
        old, version = int(row["old_limit"] or 0), int(row["version"] or 0) + 1
        cursor.execute(f"UPDATE limits SET limit_numbers = $4, version = $5 {of_it}", *key, old, version)
        cursor.execute(
            "INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, old_limit, new_limit, "
            "changed_at, changed_by, reason, effective_from, as_of) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            f"import-undo-{(row['change_id'] or '').removeprefix('import-')}", *key, version,
            int(row["new_limit"] or 0), old, now, by, said,
            _day(row["effective_from"]), _day(row["as_of"]),
        )  # fmt: skip


def _tell_contracts(cursor: Cursor, rows: Sequence[Row], *, by: str, said: str, now: dt.datetime) -> None:
    for row in rows:
        cursor.execute(
            "INSERT INTO contract_changes (network_id, subject, starts_on, field, old_value, new_value, changed_at, "
            "changed_by, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            row["network_id"], row["subject"], _day(row["starts_on"]), row["field"], row["new_value"],
            row["old_value"], now, by, said,
        )  # fmt: skip


def _tell_users(cursor: Cursor, rows: Sequence[Row], *, by: str, said: str, now: dt.datetime) -> None:
    other = {"role given": "role taken", "role taken": "role given", "disabled": "enabled", "enabled": "disabled"}
    for row in rows:
        event = other.get(row["event"] or "", row["event"])
        cursor.execute(
            "INSERT INTO user_changes (happened_at, by_email, email, event, role, network_id, words, reason) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            now, by, row["email"], event, row["role"], row["network_id"], "", said,
        )  # fmt: skip


def _let_networks_go(cursor: Cursor) -> None:
    if cursor.row("SELECT 1 FROM import_undo") is not None:
        return
    left = [json.loads(row)["network_id"] for (row,) in cursor.rows(
        "SELECT after_row FROM import_undo_rows WHERE table_name = 'networks' AND before_row IS NULL")]  # fmt: skip
    if left:
        cursor.execute("DELETE FROM networks WHERE network_id = ANY($1)", left)
        cursor.execute("DELETE FROM import_undo_rows")


def _kept(cursor: Cursor) -> dict[str, Changes]:
    by_table: dict[str, Changes] = defaultdict(lambda: Changes([], [], []))
    for name, before, after in cursor.rows(
        "SELECT table_name, before_row, after_row FROM import_undo_rows ORDER BY place"
    ):
        changes = by_table[name]
        if before is not None:
            changes.before.append(_row(before))
        if after is not None:
            changes.after.append(_row(after))
            if before is None:
                changes.brought.append(_row(after))
    return by_table


def _row(text: str) -> Row:
    """The values as they stand in the text: a float would not come back as it was."""
    values: dict[str, Any] = json.loads(text, parse_float=str, parse_int=str)
    return {name: "true" if v is True else "false" if v is False else v for name, v in values.items()}


def _remove(cursor: Cursor, name: str, rows: list[Row]) -> None:
    if not rows:
        return
    same = " AND ".join(f"t.{column} = r.{column}" for column in KEYS[name])
    with _as_relation(cursor, _table(cursor, name, rows)):
        cursor.execute(f"DELETE FROM {name} AS t USING undo_rows AS r WHERE {same}")


def _insert(cursor: Cursor, name: str, rows: list[Row]) -> None:
    if not rows:
        return
    table = _table(cursor, name, rows)
    columns = ", ".join(table.schema.names)
    plain = ", ".join(f"{c} = excluded.{c}" for c in table.schema.names if c not in KEYS[name])
    conflict = f"ON CONFLICT ({', '.join(KEYS[name])}) DO " + (f"UPDATE SET {plain}" if plain else "NOTHING")
    ending = "" if name in WITHOUT_KEY else conflict
    with _as_relation(cursor, table):
        cursor.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM undo_rows {ending}")


def _table(cursor: Cursor, name: str, rows: list[Row]) -> pa.Table:
    """The rows with the types that the table's columns have; a column of a later Headroom is not in them."""
    with_types = cursor.batches(f"SELECT * FROM {name} LIMIT 0").schema
    fields = [field for field in with_types if field.name in rows[0]]
    arrays = [pa.array([row[field.name] for row in rows], pa.string()).cast(field.type) for field in fields]
    return pa.Table.from_arrays(arrays, names=[field.name for field in fields])


def _as_relation(cursor: Cursor, table: pa.Table) -> AbstractContextManager[None]:
    return cursor.relation("undo_rows", table)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None
