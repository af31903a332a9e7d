"""Settings of the whole store: append-only, the newest version of a name is in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass, fields

from data.errors import StaleLimit
from data.rows import insert_rows, record, records
from data.store import Cursor


@dataclass(frozen=True)
class SettingChange:
    """One version of one setting that an admin set; ``network_id`` is '' for all networks.

    value   JSON; None where it was taken back
    """

    network_id: str
    name: str
    version: int
    value: str | None
    reason: str
    set_by: str
    set_at: dt.datetime


@dataclass(frozen=True)
class StoredSetting:
    """One version of a setting; ``value`` is JSON text."""

    value: str
    version: int
    set_by: str
    set_at: dt.datetime


def setting(cursor: Cursor, name: str) -> StoredSetting | None:
    """What is in force; None while it was never set."""
    return record(
        cursor,
        StoredSetting,
        "SELECT value, version, set_by, set_at FROM settings WHERE name = $1 ORDER BY version DESC LIMIT 1",
        name,
    )


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


_CHANGE = ", ".join(field.name for field in fields(SettingChange))


def settings_in_force(cursor: Cursor) -> tuple[SettingChange, ...]:
    """The newest version of every name, of all networks and of single ones."""
    sql = f"SELECT {_CHANGE} FROM setting_changes ORDER BY network_id, name, version"
    return tuple({(c.network_id, c.name): c for c in records(cursor, SettingChange, sql)}.values())


def setting_changes(cursor: Cursor) -> list[SettingChange]:
    """All there ever were, the newest first."""
    sql = f"SELECT {_CHANGE} FROM setting_changes ORDER BY set_at DESC, network_id, name, version DESC"
    return records(cursor, SettingChange, sql)


def add_setting_change(cursor: Cursor, change: SettingChange) -> None:
    """Raises StaleLimit where another version came first."""
    newest = cursor.value(
        "SELECT coalesce(max(version), 0) FROM setting_changes WHERE network_id = $1 AND name = $2",
        change.network_id,
        change.name,
    )
    if newest != change.version - 1:
        raise StaleLimit(
            f"The setting '{change.name}' was changed meanwhile. Look at its new value, then set it again."
        )
    insert_rows(cursor, "setting_changes", _CHANGE.split(", "), [astuple(change)])
