"""How often one person did something of late."""

from __future__ import annotations

import datetime as dt

from data.store import Cursor


def requests_filed(cursor: Cursor, email: str, since: dt.datetime) -> int:
    return int(cursor.value("SELECT count(*) FROM requests WHERE filed_by = $1 AND filed_at > $2", email, since))


def limits_changed(cursor: Cursor, email: str, since: dt.datetime) -> int:
    sql = "SELECT count(*) FROM limit_changes WHERE changed_by = $1 AND changed_at > $2"
    return int(cursor.value(sql, email, since))
