"""Forward-only migrations: numbered SQL files, each applied and recorded in one transaction."""

from __future__ import annotations

import re
from importlib import resources

from data.engine import Cursor
from data.errors import StoreTooNew, StoreUnreachable

RECORD = """
CREATE TABLE IF NOT EXISTS schema_migrations (
  version     INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  applied_at  TIMESTAMP NOT NULL DEFAULT current_timestamp
)
"""


def available() -> list[tuple[int, str, str]]:
    """(version, name, SQL) of every migration this version of the code knows, oldest first."""
    migrations = []
    for entry in resources.files(__name__).iterdir():
        if match := re.fullmatch(r"(\d{4})_(\w+)\.sql", entry.name):
            migrations.append((int(match[1]), match[2], entry.read_text(encoding="utf-8")))
    return sorted(migrations)


def migrate(cursor: Cursor, store_name: str) -> None:
    """Applies what is missing; refuses, untouched, a store that is newer than the code or no store of ours."""
    known = available()
    applied: set[int] = set()
    if cursor.has_table("schema_migrations"):
        applied = {version for (version,) in cursor.rows("SELECT version FROM schema_migrations")}
    elif tables := cursor.tables():
        raise StoreUnreachable(
            f"{store_name} is a database, but not a Headroom store (it has the table {min(tables)}). "
            "Name another with HEADROOM_DB."
        )
    if newer := applied - {version for version, _, _ in known}:
        raise StoreTooNew(
            f"The store {store_name} was written by a newer Headroom (schema {max(newer)}; this one knows "
            f"{known[-1][0]}). It was left untouched: update Headroom, or name another store with HEADROOM_DB."
        )
    for version, name, sql in known:
        if version not in applied:
            _apply(cursor, version, name, sql)


def _apply(cursor: Cursor, version: int, name: str, sql: str) -> None:
    cursor.script("BEGIN")
    try:
        cursor.script(RECORD)
        cursor.script(sql)
        cursor.execute("INSERT INTO schema_migrations (version, name) VALUES ($1, $2)", version, name)
        cursor.script("COMMIT")
    except BaseException:
        cursor.script("ROLLBACK")
        raise
