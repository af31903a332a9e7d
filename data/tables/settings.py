"""Settings of the whole store: append-only, the newest version of a name is in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.errors import StaleLimit
from data.store import Cursor


@dataclass(frozen=True)
class StoredSetting:
    """One version of a setting; ``value`` is JSON text."""

    value: str
    version: int
    set_by: str
    set_at: dt.datetime


def setting(cursor: Cursor, name: str) -> StoredSetting | None:
    """What is in force; None while it was never set."""
    found = cursor.row(
        "SELECT value, version, set_by, set_at FROM settings WHERE name = $1 ORDER BY version DESC LIMIT 1", name
    )
    return StoredSetting(*found) if found else None


def set_setting(cursor: Cursor, name: str, value: str, *, version: int, by: str, at: dt.datetime) -> None:
    newest = setting(cursor, name)
    if (newest.version if newest else 0) != version - 1:
        raise StaleLimit(f"The setting '{name}' was changed meanwhile. Look at its new value, then set it again.")
    cursor.execute(
        "INSERT INTO settings (name, version, value, set_by, set_at) VALUES ($1, $2, $3, $4, $5)",
        name,
        version,
        value,
        by,
        at,
    )
