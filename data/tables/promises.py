"""What was promised: numbers granted, or raised without a request, that the projection keeps until they show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from data.rows import record, records_by
from data.store import Cursor


@dataclass(frozen=True)
class Promise:
    """So many numbers more than ``used_then``, from a month on, to ``until_month`` where that is the last.

    promise_id    the change, planned change or request that it was made with
    used_then     what the limit counted in the running month when it was made, as of ``as_of``
    limit_before  the limit without it, in its first month
    by_sessions   whether they come on top of demand itself, because website sessions need them
    """

    promise_id: str
    network_id: str
    kind: str
    campaign_id: str
    numbers: int
    first_month: dt.date
    until_month: dt.date | None
    used_then: int
    as_of: dt.date
    limit_before: int
    by_sessions: bool
    promised_at: dt.datetime
    ended_at: dt.datetime | None = None
    ended_by: str | None = None
    ended_why: str | None = None


_COLUMNS = ", ".join(field.name for field in fields(Promise))


def promises(cursor: Cursor, network_ids: list[str]) -> dict[str, list[Promise]]:
    """Promises nobody ended, by network, in the order they were made; at one moment, each before what stands on it."""
    sql = f"""
        SELECT {_COLUMNS} FROM promises WHERE network_id = ANY($1) AND ended_at IS NULL
        ORDER BY network_id, promised_at, first_month, limit_before, promise_id
    """
    return records_by(cursor, "network_id", Promise, sql, network_ids)


def promise(cursor: Cursor, promise_id: str) -> Promise | None:
    return record(cursor, Promise, f"SELECT {_COLUMNS} FROM promises WHERE promise_id = $1", promise_id)


def keep_promise(cursor: Cursor, made: Promise) -> None:
    places = ", ".join(f"${i}" for i in range(1, len(fields(Promise)) + 1))
    values = [getattr(made, field.name) for field in fields(Promise)]
    cursor.execute(f"INSERT INTO promises ({_COLUMNS}) VALUES ({places})", *values)


def end_promise(cursor: Cursor, promise_id: str, *, at: dt.datetime, by: str, why: str) -> bool:
    """False where there is none that still runs."""
    return bool(
        cursor.changed(
            "UPDATE promises SET ended_at = $2, ended_by = $3, ended_why = $4"
            " WHERE promise_id = $1 AND ended_at IS NULL",
            promise_id,
            at,
            by,
            why,
        )
    )


def take_promise_back(cursor: Cursor, network_id: str, promise_id: str, promised_at: dt.datetime) -> None:
    """As if it had not been made: the promise of that id, and those numbered after it, made at that moment."""
    cursor.execute(
        "DELETE FROM promises WHERE network_id = $1 AND promised_at = $4"
        " AND (promise_id = $2 OR starts_with(promise_id, $3))",
        network_id,
        promise_id,
        f"{promise_id}-",
        promised_at,
    )


def promise_again(cursor: Cursor, network_id: str, kind: str, campaign_id: str, ended_at: dt.datetime) -> None:
    """What was ended at that very moment runs on: whatever ended it is taken back."""
    cursor.execute(
        "UPDATE promises SET ended_at = NULL, ended_by = NULL, ended_why = NULL"
        " WHERE network_id = $1 AND kind = $2 AND campaign_id = $3 AND ended_at = $4",
        network_id,
        kind,
        campaign_id,
        ended_at,
    )
