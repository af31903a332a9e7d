"""Reads of requests: what customers asked for and what became of it."""

from __future__ import annotations

from data.records import Request
from data.store import Cursor

OPEN = ("filed", "in review")

_COLUMNS = """
request_id, network_id, kind, campaign_id, more_numbers, from_month, reason, sessions, status, filed_by, filed_at,
decided_by, decided_at, granted_limit, decision_note
"""


def requests(cursor: Cursor, network_ids: list[str], *, only_open: bool = False) -> list[Request]:
    """Newest first."""
    sql = f"""
        SELECT {_COLUMNS} FROM requests
        WHERE network_id = ANY($1) AND (NOT $2 OR status = ANY($3)) ORDER BY filed_at DESC, request_id
    """
    return [Request(*row) for row in cursor.rows(sql, network_ids, only_open, list(OPEN))]
