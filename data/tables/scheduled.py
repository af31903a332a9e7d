"""Changes of limits that wait for their day."""

from __future__ import annotations

import datetime as dt

from data.records import ScheduledChange
from data.rows import record, records
from data.store import Cursor
from data.tables.webhook_events import tell

_COLUMNS = """
scheduled_id, network_id, kind, campaign_id, new_limit, on_date, until_date, expected_version, step_down, reason,
request_id, scheduled_by, scheduled_at, status, settled_at, settled_words, builds_on
"""


def scheduled(cursor: Cursor, network_ids: list[str], *, only_waiting: bool = False) -> list[ScheduledChange]:
    """By the day they are for."""
    sql = f"""
        SELECT {_COLUMNS} FROM scheduled_changes
        WHERE network_id = ANY($1) AND (NOT $2 OR status = 'waiting') ORDER BY on_date, scheduled_at, scheduled_id
    """
    return records(cursor, ScheduledChange, sql, network_ids, only_waiting)


def scheduled_change(cursor: Cursor, scheduled_id: str) -> ScheduledChange | None:
    return record(
        cursor, ScheduledChange, f"SELECT {_COLUMNS} FROM scheduled_changes WHERE scheduled_id = $1", scheduled_id
    )


def waiting_on(cursor: Cursor, day: dt.date) -> list[ScheduledChange]:
    """What waits for this day or an earlier one, in the order it is due."""
    sql = f"""
        SELECT {_COLUMNS} FROM scheduled_changes
        WHERE status = 'waiting' AND on_date <= $1 ORDER BY on_date, scheduled_at, scheduled_id
    """
    return records(cursor, ScheduledChange, sql, day)


def waiting_networks(cursor: Cursor) -> set[str]:
    """The networks with anything planned."""
    rows = cursor.rows("SELECT DISTINCT network_id FROM scheduled_changes WHERE status = 'waiting'")
    return {str(network_id) for (network_id,) in rows}


def schedule(cursor: Cursor, change: ScheduledChange) -> None:
    places = ", ".join(f"${i}" for i in range(1, 18))
    cursor.execute(
        f"INSERT INTO scheduled_changes ({_COLUMNS}) VALUES ({places})",
        *(getattr(change, field) for field in change.__dataclass_fields__),
    )
    cursor.references.append(change.scheduled_id)
    tell(cursor, "limit.planned", change.network_id, change.scheduled_at, change)


def settle(cursor: Cursor, scheduled_id: str, status: str, settled_at: dt.datetime, words: str) -> bool:
    """Takes the change out of waiting; False when somebody else did before."""
    touched = cursor.changed(
        """
        UPDATE scheduled_changes SET status = $1, settled_at = $2, settled_words = $3
        WHERE scheduled_id = $4 AND status = 'waiting'
        """,
        status,
        settled_at,
        words,
        scheduled_id,
    )
    return touched == 1


def wait_again(cursor: Cursor, network_id: str, kind: str, campaign_id: str, settled_at: dt.datetime) -> None:
    """What was cancelled or held at that very moment waits as before: whatever settled it is taken back."""
    cursor.execute(
        """
        UPDATE scheduled_changes SET status = 'waiting', settled_at = NULL, settled_words = NULL
        WHERE network_id = $1 AND kind = $2 AND campaign_id = $3 AND settled_at = $4 AND status IN ('cancelled', 'held')
        """,
        network_id,
        kind,
        campaign_id,
        settled_at,
    )
