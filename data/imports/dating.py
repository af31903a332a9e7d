"""Which day each file describes: what was given, what the file says, what its months say, else yesterday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa

from data.imports.opening import Incoming
from data.store import Cursor

MONTH_TABLES = ("usage", "monthly_usage")


def date_files(cursor: Cursor, incoming: Sequence[Incoming], *, as_of: dt.date | None, today: dt.date) -> None:
    """Settles ``as_of`` of every file and writes them down as ``incoming_files`` for the checks to come."""
    for index, one in enumerate(incoming):
        own = one.own_date and min(one.own_date, today)
        one.as_of = as_of or own or _imported_before(cursor, one) or _by_its_months(cursor, one, index, today)
    rows = pa.table(
        {
            "file_index": pa.array(range(len(incoming)), pa.int16()),
            "file_name": pa.array([one.sheet.file for one in incoming], pa.string()),
            "sha256": pa.array([one.sha256 for one in incoming], pa.string()),
            "as_of": pa.array([one.as_of for one in incoming], pa.date32()),
        }
    )
    with cursor.relation("files", rows):
        cursor.execute("CREATE TEMP TABLE incoming_files AS SELECT * FROM files")


def _imported_before(cursor: Cursor, one: Incoming) -> dt.date | None:
    """The same file again describes the same day as the first time, unless options say whose or which month's it is."""
    if one.given:
        return None
    day: dt.date | None = cursor.value(
        "SELECT max(as_of) FROM imports WHERE file_sha256 = $1 AND table_name = $2", one.sha256, one.table.name
    )
    return day


def _by_its_months(cursor: Cursor, one: Incoming, index: int, today: dt.date) -> dt.date:
    """Yesterday; but a file of closed months says nothing of the running one, not even that it has no usage yet."""
    yesterday = today - dt.timedelta(days=1)
    if one.table.name == "calls":  # a log ends with its last call, which may be today's
        last_call: dt.date | None = cursor.value(
            "SELECT max(called_on) FROM incoming_calls WHERE file_index = $1", index
        )
        return min(today, last_call or yesterday)
    if one.table.name not in MONTH_TABLES:
        return yesterday
    last_day: dt.date | None = cursor.value(
        "SELECT CAST(max(billing_month) + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE) "
        f"FROM incoming_{one.table.name} WHERE file_index = $1",
        index,
    )
    return min(yesterday, last_day or yesterday)
