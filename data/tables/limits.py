"""Limits and their append-only history: reads, and the one guarded write."""

from __future__ import annotations

from data.errors import StaleLimit
from data.records import Limit, LimitChange
from data.rows import record, records
from data.store import Cursor
from data.tables.webhook_events import tell

_CHANGE_COLUMNS = """
change_id, network_id, kind, campaign_id, version, old_limit, new_limit, changed_at, changed_by, reason, request_id,
effective_from, effective_until, usage_then, as_of, overage_risk, suggested_limit
"""


def limits(cursor: Cursor, network_ids: list[str]) -> list[Limit]:
    sql = """
        SELECT network_id, kind, campaign_id, limit_numbers, version FROM limits
        WHERE network_id = ANY($1) ORDER BY network_id, kind, campaign_id
    """
    return records(cursor, Limit, sql, network_ids)


def limit(cursor: Cursor, network_id: str, kind: str, campaign_id: str) -> Limit | None:
    sql = """
        SELECT network_id, kind, campaign_id, limit_numbers, version FROM limits
        WHERE network_id = $1 AND kind = $2 AND campaign_id = $3
    """
    return record(cursor, Limit, sql, network_id, kind, campaign_id)


def lock(cursor: Cursor, network_id: str, kind: str, campaign_id: str) -> None:
    """Lets one of several transactions that are about this limit go first; the others follow or try again."""
    cursor.changed(
        "UPDATE limits SET version = version WHERE network_id = $1 AND kind = $2 AND campaign_id = $3",
        network_id,
        kind,
        campaign_id,
    )


def limit_changes(cursor: Cursor, network_ids: list[str]) -> list[LimitChange]:
    """Every change of these networks' limits, in the order they were made."""
    sql = f"SELECT {_CHANGE_COLUMNS} FROM limit_changes WHERE network_id = ANY($1) ORDER BY change_seq"
    return records(cursor, LimitChange, sql, network_ids)


def limit_change(cursor: Cursor, change_id: str) -> LimitChange | None:
    return record(cursor, LimitChange, f"SELECT {_CHANGE_COLUMNS} FROM limit_changes WHERE change_id = $1", change_id)


def apply_limit_change(cursor: Cursor, change: LimitChange) -> None:
    """Changes the limit and writes its audit row; both or neither, as the caller's transaction ends.

    ``change.version`` is the version the limit will have: the row is only touched while it still has the one before.
    """
    touched = cursor.changed(
        """
        UPDATE limits SET limit_numbers = $1, version = $2
        WHERE network_id = $3 AND kind = $4 AND campaign_id = $5 AND version = $6 AND limit_numbers = $7
        """,
        change.new_limit,
        change.version,
        change.network_id,
        change.kind,
        change.campaign_id,
        change.version - 1,
        change.old_limit,
    )
    if touched != 1:
        raise StaleLimit(
            f"The {change.kind} limit of {change.network_id} changed while this was being saved. "
            "Nothing was changed: look at the new limit, then decide again."
        )
    places = ", ".join(f"${i}" for i in range(1, 18))
    cursor.execute(
        f"INSERT INTO limit_changes ({_CHANGE_COLUMNS}) VALUES ({places})",
        *(getattr(change, field) for field in change.__dataclass_fields__),
    )
    cursor.references.append(change.change_id)
    tell(cursor, "limit.changed", change.network_id, change.changed_at, change)
