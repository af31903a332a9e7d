"""Which day each file describes: what was given, what the file says, what its months say, else yesterday.

Today and yesterday are those of the networks a file tells of: on the 1st at five in the morning in Auckland it is that
day, and in Los Angeles it is not for most of another one.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence

import pyarrow as pa

from data.errors import BadInput
from data.imports.opening import Incoming
from data.store import Cursor

MONTH_TABLES = ("usage", "monthly_usage")


# However far east a network is, its day has begun this long before that of UTC.
EASTERNMOST = dt.timedelta(hours=14)


def date_files(cursor: Cursor, incoming: Sequence[Incoming], *, as_of: dt.date | None, now: dt.datetime) -> None:
    """Settles ``as_of`` of every file and writes them down as ``incoming_files`` for the checks to come."""
    for index, file in enumerate(incoming):
        today = _today(cursor, file, index, now, as_of)
        own = file.own_date and min(file.own_date, today)
        file.as_of = as_of or own or _imported_before(cursor, file) or _by_its_months(cursor, file, index, today)
    rows = pa.table(
        {
            "file_index": pa.array(range(len(incoming)), pa.int16()),
            "file_name": pa.array([file.sheet.file for file in incoming], pa.string()),
            "sha256": pa.array([file.sha256 for file in incoming], pa.string()),
            "as_of": pa.array([file.as_of for file in incoming], pa.date32()),
        }
    )
    with cursor.relation("files", rows):
        cursor.execute("CREATE TEMP TABLE incoming_files AS SELECT * FROM files")


def _today(cursor: Cursor, file: Incoming, index: int, now: dt.datetime, as_of: dt.date | None) -> dt.date:
    """The day it is in all of the file's networks; ``now`` is UTC. Refuses an ``as_of`` that one has not yet."""
    days = []
    for network_id, zone in _zones(cursor, file, index):
        try:
            day = now.replace(tzinfo=dt.UTC).astimezone(zoneinfo.ZoneInfo(zone)).date()
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            continue  # a zone that the checks will refuse
        if as_of and as_of > day:
            raise BadInput(
                f"The as-of date {as_of} lies in the future for the network {network_id}, where it is {day} now "
                f"({zone}); give the day the files describe, or import that network by itself."
            )
        days.append(day)
    if as_of and not days and as_of > now.date():
        raise BadInput(f"The as-of date {as_of} lies in the future (today is {now.date()}); give the day described.")
    return min(days, default=now.date())


def _zones(cursor: Cursor, file: Incoming, index: int) -> list[tuple[str, str]]:
    """The time zones of the networks in a file, each with one of its networks."""
    if not any(column.name == "network_id" for column in file.table.columns):
        return []
    return cursor.rows(
        "SELECT min(r.network_id), coalesce(i.time_zone, s.time_zone) AS zone "
        f"FROM (SELECT DISTINCT network_id FROM incoming_{file.table.name} WHERE file_index = $1) AS r "
        "LEFT JOIN incoming_networks AS i ON i.network_id = r.network_id "
        "LEFT JOIN networks AS s ON s.network_id = r.network_id "
        "WHERE coalesce(i.time_zone, s.time_zone) IS NOT NULL GROUP BY zone ORDER BY 1",
        index,
    )


def _imported_before(cursor: Cursor, file: Incoming) -> dt.date | None:
    """The day the file described the first time it came, unless options say whose or which month's it is."""
    if file.given:
        return None
    day: dt.date | None = cursor.value(
        "SELECT max(as_of) FROM imports WHERE file_sha256 = $1 AND table_name = $2", file.sha256, file.table.name
    )
    return day


def _by_its_months(cursor: Cursor, file: Incoming, index: int, today: dt.date) -> dt.date:
    """Yesterday; but a file of closed months says nothing of the running one, not even that it has no usage yet."""
    yesterday = today - dt.timedelta(days=1)
    if file.table.name == "calls":  # a log ends with its last call, which may be today's
        last_call: dt.date | None = cursor.value(
            "SELECT max(called_on) FROM incoming_calls WHERE file_index = $1", index
        )
        return min(today, last_call or yesterday)
    if file.table.name not in MONTH_TABLES:
        return yesterday
    last_day: dt.date | None = cursor.value(
        "SELECT CAST(max(billing_month) + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE) "
        f"FROM incoming_{file.table.name} WHERE file_index = $1",
        index,
    )
    return min(yesterday, last_day or yesterday)
