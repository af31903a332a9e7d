"""Requests: what customers asked for, its course, and the evidence it was decided on."""

from __future__ import annotations

import datetime as dt

from data.records import Request, RequestEvent
from data.rows import record, records
from data.store import Cursor
from data.tables.webhook_events import tell

OPEN = ("filed", "in review")

_COLUMNS = """
request_id, network_id, kind, campaign_id, more_numbers, from_month, reason, sessions, status, filed_by, filed_at,
decided_by, decided_at, granted_limit, decision_note, until_month, answer, more_sessions
"""


def requests(cursor: Cursor, network_ids: list[str], *, only_open: bool = False) -> list[Request]:
    """Newest first."""
    sql = f"""
        SELECT {_COLUMNS} FROM requests
        WHERE network_id = ANY($1) AND (NOT $2 OR status = ANY($3)) ORDER BY filed_at DESC, request_id
    """
    return records(cursor, Request, sql, network_ids, only_open, list(OPEN))


def request(cursor: Cursor, request_id: str) -> Request | None:
    return record(cursor, Request, f"SELECT {_COLUMNS} FROM requests WHERE request_id = $1", request_id)


def open_request(cursor: Cursor, network_id: str, kind: str, campaign_id: str) -> Request | None:
    """The one open request for this limit, if there is one."""
    sql = f"""
        SELECT {_COLUMNS} FROM requests
        WHERE network_id = $1 AND kind = $2 AND campaign_id = $3 AND status = ANY($4) ORDER BY filed_at LIMIT 1
    """
    return record(cursor, Request, sql, network_id, kind, campaign_id, list(OPEN))


def open_requests(cursor: Cursor) -> list[Request]:
    """All of the store, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM requests WHERE status = ANY($1) ORDER BY filed_at, request_id"
    return records(cursor, Request, sql, list(OPEN))


def next_request_number(cursor: Cursor) -> int:
    return int(cursor.value("SELECT nextval('request_seq')"))


def file(cursor: Cursor, request: Request) -> None:
    places = ", ".join(f"${i}" for i in range(1, 19))
    cursor.execute(
        f"INSERT INTO requests ({_COLUMNS}) VALUES ({places})",
        *(getattr(request, field) for field in request.__dataclass_fields__),
    )
    tell(cursor, "request.filed", request.network_id, request.filed_at, request)


def settle(cursor: Cursor, request: Request, *, before: str) -> bool:
    """Writes the status and the decision, if the request still has the status ``before``; says whether it had."""
    touched = cursor.changed(
        """
        UPDATE requests SET status = $1, decided_by = $2, decided_at = $3, granted_limit = $4, decision_note = $5,
          answer = $6
        WHERE request_id = $7 AND status = $8
        """,
        request.status,
        request.decided_by,
        request.decided_at,
        request.granted_limit,
        request.decision_note,
        request.answer,
        request.request_id,
        before,
    )
    return touched == 1


def add_event(cursor: Cursor, event: RequestEvent) -> None:
    event_id = cursor.value(
        "INSERT INTO request_events (request_id, happened_at, by_email, event, words, vendor_only)"
        " VALUES ($1, $2, $3, $4, $5, $6) RETURNING event_id",
        event.request_id,
        event.happened_at,
        event.by_email,
        event.event,
        event.words,
        event.vendor_only,
    )
    cursor.references.append(f"{event.request_id}#{event_id}")


def events(cursor: Cursor, request_id: str) -> list[RequestEvent]:
    """The request's course, oldest first; of what a program did as somebody, what its token is for."""
    sql = """
        SELECT request_id, happened_at, by_email, event, words, vendor_only,
               (SELECT max(t.purpose) FROM token_acts AS a JOIN api_tokens AS t ON t.token_id = a.token_id
                WHERE a.reference = e.request_id || '#' || e.event_id AND a.email = e.by_email) AS token
        FROM request_events AS e WHERE request_id = $1 ORDER BY event_id
    """
    return records(cursor, RequestEvent, sql, request_id)


def freeze(cursor: Cursor, request_id: str, frozen_at: dt.datetime, as_of: dt.date | None, evidence: str) -> None:
    cursor.execute(
        "INSERT INTO request_evidence (request_id, frozen_at, as_of, evidence) VALUES ($1, $2, $3, $4)",
        request_id,
        frozen_at,
        as_of,
        evidence,
    )


def unfreeze(cursor: Cursor, request_id: str) -> None:
    """The decision was taken back: the next one freezes its own evidence."""
    cursor.execute("DELETE FROM request_evidence WHERE request_id = $1", request_id)


def evidence(cursor: Cursor, request_id: str) -> str | None:
    """What the decision was made on, as JSON text, exactly as it was then."""
    row = cursor.row("SELECT evidence FROM request_evidence WHERE request_id = $1", request_id)
    return row[0] if row else None


def evidences(cursor: Cursor, request_ids: list[str]) -> dict[str, str]:
    """What decisions were made on, by request, as JSON text; requests decided without any are left out."""
    sql = "SELECT request_id, evidence FROM request_evidence WHERE request_id = ANY($1)"
    return dict(cursor.rows(sql, request_ids))
