"""Notices on their way out of the product: one delivery a notice and address, each try claimed before it is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from data.records import Delivery, Notice
from data.rows import insert_rows, records
from data.store import Cursor

MAIL = "mail:"  # what the addresses of people begin with; others are names of channels

_NOTICE = "n.notice_id, n.network_id, n.audience, n.topic, n.subject, n.body, n.told_at"
_DELIVERIES = f"""
SELECT {_NOTICE}, d.address, d.status, d.attempts, d.next_try_at, d.last_error
FROM deliveries AS d JOIN notices AS n ON n.notice_id = d.notice_id
"""


def unrouted(cursor: Cursor, since: dt.datetime) -> list[Notice]:
    """Notices told after ``since`` that nobody addressed yet, oldest first."""
    sql = f"""
        SELECT {_NOTICE} FROM notices AS n
        WHERE n.told_at > $1 AND NOT EXISTS (SELECT 1 FROM routed_notices AS r WHERE r.notice_id = n.notice_id)
        ORDER BY n.told_at, n.notice_id
    """
    return records(cursor, Notice, sql, since)


def route(cursor: Cursor, addresses: Mapping[str, Sequence[str]], at: dt.datetime) -> None:
    """Addresses notices, by their ids, once and for all."""
    insert_rows(cursor, "routed_notices", ("notice_id", "routed_at"), [(notice_id, at) for notice_id in addresses])
    insert_rows(
        cursor,
        "deliveries",
        ("notice_id", "address", "status", "attempts", "next_try_at"),
        [(notice_id, address, "waiting", 0, at) for notice_id, to in addresses.items() for address in to],
    )


def due(cursor: Cursor, at: dt.datetime, *, channels: Sequence[str], with_mail: bool, most: int) -> list[Delivery]:
    """What should be tried now by who can reach these addresses; a try that never ended is due when its time is up."""
    sql = f"""
        {_DELIVERIES}
        WHERE d.status IN ('waiting', 'sending') AND d.next_try_at <= $1
          AND (d.address = ANY($2) OR ($3 AND d.address LIKE '{MAIL}%'))
        ORDER BY d.next_try_at, d.notice_id, d.address LIMIT $4
    """
    return _as_deliveries(*cursor.named_rows(sql, at, list(channels), with_mail, most))


def claim(cursor: Cursor, delivery: Delivery, *, until: dt.datetime) -> bool:
    """Takes the next try for oneself, until a time after which others may believe it lost; False if another has it."""
    touched = cursor.changed(
        """
        UPDATE deliveries SET status = 'sending', attempts = attempts + 1, next_try_at = $1
        WHERE notice_id = $2 AND address = $3 AND status = $4 AND attempts = $5
        """,
        until,
        delivery.notice.notice_id,
        delivery.address,
        delivery.status,
        delivery.attempts,
    )
    return touched == 1


def settle(
    cursor: Cursor,
    delivery: Delivery,
    status: str,
    at: dt.datetime,
    *,
    next_try_at: dt.datetime | None = None,
    error: str | None = None,
) -> None:
    """Says what came of the try that was claimed on ``delivery``."""
    cursor.execute(
        """
        UPDATE deliveries SET status = $1, settled_at = $2, next_try_at = $3, last_error = $4
        WHERE notice_id = $5 AND address = $6 AND status = 'sending' AND attempts = $7
        """,
        status,
        None if status == "waiting" else at,
        next_try_at or at,
        error,
        delivery.notice.notice_id,
        delivery.address,
        delivery.attempts + 1,
    )


def give_up_unreachable(cursor: Cursor, told_before: dt.datetime, at: dt.datetime, error: str) -> int:
    """Ends deliveries of old notices that nobody could even try; says how many."""
    return cursor.changed(
        """
        UPDATE deliveries SET status = 'given up', settled_at = $1, last_error = $2
        WHERE status IN ('waiting', 'sending') AND next_try_at < $3
          AND notice_id IN (SELECT notice_id FROM notices WHERE told_at < $3)
        """,
        at,
        error,
        told_before,
    )


def deliveries(cursor: Cursor, network_ids: Sequence[str], *, status: str, most: int) -> list[Delivery]:
    """Deliveries of a status, newest notice first."""
    sql = f"""
        {_DELIVERIES}
        WHERE n.network_id = ANY($1) AND d.status = $2 ORDER BY n.told_at DESC, n.notice_id, d.address LIMIT $3
    """
    return _as_deliveries(*cursor.named_rows(sql, list(network_ids), status, most))


def waiting_count(cursor: Cursor) -> int:
    return int(cursor.value("SELECT count(*) FROM deliveries WHERE status IN ('waiting', 'sending')"))


def _as_deliveries(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[Delivery]:
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    return [Delivery(Notice(**{name: row.pop(name) for name in Notice.__dataclass_fields__}), **row) for row in named]
