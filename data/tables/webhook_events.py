"""What other systems are to be told of: written in the transaction of what happened, so that both are there or neither.

What imports bring is told afterwards from what they left on record, because an import may be worked elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

from data.records import AlertState, LimitChange
from data.rows import Record, records
from data.store import Cursor
from data.tables.import_log import ImportedFile

EventType = Literal[
    "limit.changed",
    "limit.planned",
    "request.filed",
    "request.decided",
    "alert.began",
    "alert.ended",
    "import.done",
]
EVENT_TYPES: Final[tuple[EventType, ...]] = get_args(EventType)
IMPORTS, IMPORTED_LIMITS, AS_OF = "imports", "limits by imports", "as of "
_LIVE = "disabled_at IS NULL AND removed_at IS NULL"
_CHANGE = """
change_id, network_id, kind, campaign_id, version, old_limit, new_limit, changed_at, changed_by, reason, request_id,
effective_from, effective_until, usage_then, as_of, overage_risk, suggested_limit
"""


@dataclass(frozen=True)
class Event:
    """Something that happened; ``content`` is the record of it as JSON, with the vendor's own in it."""

    event_id: str
    event_type: str
    network_id: str  # '' for what concerns no single network
    happened_at: dt.datetime
    content: str


@dataclass(frozen=True)
class AlertTurn(AlertState):
    """An alert that began, rose, eased or ended."""

    level_before: int = 0
    with_its_period: bool = False  # it ended because its billing month or allotment period did


def are_heard(cursor: Cursor) -> bool:
    """Whether any endpoint is there to be told."""
    return cursor.row(f"SELECT 1 FROM webhook_endpoints WHERE {_LIVE} LIMIT 1") is not None


def tell(
    cursor: Cursor, event_type: EventType, network_id: str, at: dt.datetime, content: Record | Mapping[str, object]
) -> None:
    """Keeps what happened for the endpoints there are; nothing where there is none."""
    if not are_heard(cursor):
        return
    facts = content if isinstance(content, Mapping) else asdict(content)
    cursor.execute(
        "INSERT INTO webhook_events (event_id, event_type, network_id, happened_at, content) "
        "VALUES ($1, $2, $3, $4, $5)",
        f"evt_{secrets.token_hex(12)}",
        event_type,
        network_id,
        at,
        json.dumps(facts, default=_text),
    )


def events(cursor: Cursor, *, most: int) -> list[Event]:
    """What is not addressed yet, oldest first."""
    sql = """
        SELECT event_id, event_type, network_id, happened_at, content FROM webhook_events ORDER BY event_seq LIMIT $1
    """
    return records(cursor, Event, sql, most)


def forget_events(cursor: Cursor, event_ids: Sequence[str]) -> None:
    cursor.execute("DELETE FROM webhook_events WHERE event_id = ANY($1)", list(event_ids))


def mark(cursor: Cursor, name: str) -> str:
    """How far something was told; '' for not at all."""
    row = cursor.row("SELECT told FROM webhook_marks WHERE name = $1", name)
    return str(row[0]) if row else ""


def set_mark(cursor: Cursor, name: str, told: str) -> None:
    cursor.execute(
        "INSERT INTO webhook_marks (name, told) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET told = excluded.told",
        name,
        told,
    )


def last_import(cursor: Cursor) -> int:
    return int(cursor.value("SELECT coalesce(max(import_id), 0) FROM imports"))


def last_imported_limit(cursor: Cursor) -> int:
    return int(cursor.value("SELECT coalesce(max(change_seq), 0) FROM limit_changes WHERE change_id LIKE 'import-%'"))


def imports_after(cursor: Cursor, import_id: int) -> list[ImportedFile]:
    """The files that were imported since, oldest first."""
    sql = """
        SELECT imported_at, imported_by, as_of, file_name, table_name, row_count, changed_count,
               coalesce(notes, '') AS notes
        FROM imports WHERE import_id > $1 ORDER BY import_id
    """
    return records(cursor, ImportedFile, sql, import_id)


def limits_imported_after(cursor: Cursor, change_seq: int) -> list[LimitChange]:
    """Changes of limits by imports since; a limit's first value is no change."""
    sql = f"""
        SELECT {_CHANGE} FROM limit_changes
        WHERE change_seq > $1 AND change_id LIKE 'import-%' AND old_limit IS NOT NULL ORDER BY change_seq
    """
    return records(cursor, LimitChange, sql, change_seq)


def _text(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not kept in an event")
