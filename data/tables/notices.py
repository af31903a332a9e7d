"""What people are to be told: written in the transaction of what happened, so that both are there or neither."""

from __future__ import annotations

from collections.abc import Sequence

from data.records import Notice
from data.rows import insert_rows, records
from data.store import Cursor

_COLUMNS = "notice_id, network_id, audience, topic, subject, body, told_at"


def add(cursor: Cursor, notice: Notice) -> bool:
    """Keeps the notice unless one of its id is there already; says whether it was new."""
    if cursor.row("SELECT 1 FROM notices WHERE notice_id = $1", notice.notice_id):
        return False
    cursor.execute(
        f"INSERT INTO notices ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        *(getattr(notice, field) for field in notice.__dataclass_fields__),
    )
    return True


def add_all(cursor: Cursor, notices: Sequence[Notice]) -> None:
    """Keeps notices whose ids are new."""
    insert_rows(
        cursor, "notices", _COLUMNS.split(", "), [[getattr(n, f) for f in n.__dataclass_fields__] for n in notices]
    )


def notices(cursor: Cursor, network_ids: list[str], audience: str, *, most: int) -> list[Notice]:
    """Newest first."""
    sql = f"""
        SELECT {_COLUMNS} FROM notices
        WHERE network_id = ANY($1) AND audience = $2 ORDER BY told_at DESC, notice_id LIMIT $3
    """
    return records(cursor, Notice, sql, network_ids, audience, most)


def lock(cursor: Cursor) -> None:
    """Lets one of several transactions that tell or address people go first; the others follow or try again."""
    cursor.changed("UPDATE store_state SET data_version = data_version WHERE only_row = 1")
