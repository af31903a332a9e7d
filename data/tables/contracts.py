"""Contracts as they are changed by hand, and the trail of every change, whichever way it came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from data.records import Amendment, ContractChange
from data.rows import insert_rows, records
from data.store import Cursor
from data.tables.openings import OPENING_MONTHS

_TRAIL = (
    "network_id", "subject", "starts_on", "field", "old_value", "new_value", "changed_at", "changed_by", "reason",
)  # fmt: skip
_AMENDMENT = ("network_id", "signed_on", "effective_on", "added_number_months", "ends_on", "overage_rate", "reason")


@dataclass(frozen=True)
class Signature:
    """Who changes a contract, when and why."""

    at: dt.datetime
    by: str
    reason: str


def contract_changes(cursor: Cursor, network_id: str) -> list[ContractChange]:
    """In the order they were made."""
    sql = f"SELECT {', '.join(_TRAIL)} FROM contract_changes WHERE network_id = $1 ORDER BY change_id"
    return records(cursor, ContractChange, sql, network_id)


def reported_of_opening(cursor: Cursor, network_id: str, starts_on: dt.date) -> int:
    """What is reported of the months that a period's opening balance stands for, number-months."""
    sql = f"SELECT reported FROM ({OPENING_MONTHS}) AS o WHERE o.network_id = $1 AND o.starts_on = $2"
    row = cursor.row(sql, network_id, starts_on)
    return int(row[0]) if row else 0


def set_opening_balance(
    cursor: Cursor, network_id: str, starts_on: dt.date, used: int, through: dt.date, signature: Signature
) -> None:
    """Puts the balance in the place of the one there was, and keeps both figures."""
    old = cursor.row(
        "SELECT opening_used, opening_through FROM allotments WHERE network_id = $1 AND starts_on = $2",
        network_id,
        starts_on,
    ) or (None, None)
    cursor.execute(
        "UPDATE allotments SET opening_used = $1, opening_through = $2 WHERE network_id = $3 AND starts_on = $4",
        used,
        through,
        network_id,
        starts_on,
    )
    pairs = (("opening_used", old[0], used), ("opening_through", old[1], through))
    rows = [("opening balance", starts_on, field, was, now) for field, was, now in pairs if was != now]
    _keep(cursor, network_id, rows, signature)


def add_amendment(cursor: Cursor, amendment: Amendment, signature: Signature) -> None:
    places = ", ".join(f"${i}" for i in range(1, len(_AMENDMENT) + 1))
    cursor.execute(
        f"INSERT INTO amendments ({', '.join(_AMENDMENT)}) VALUES ({places})",
        *(getattr(amendment, name) for name in _AMENDMENT),
    )
    fields = ("signed_on", "added_number_months", "ends_on", "overage_rate")
    stated = [(field, getattr(amendment, field)) for field in fields]
    rows = [("amendment", amendment.effective_on, field, None, value) for field, value in stated if value is not None]
    _keep(cursor, amendment.network_id, rows, signature)


def _keep(
    cursor: Cursor, network_id: str, rows: Sequence[tuple[str, dt.date, str, object, object]], signature: Signature
) -> None:
    def text(value: object) -> str | None:
        return None if value is None else str(value)

    if rows:
        insert_rows(
            cursor,
            "contract_changes",
            _TRAIL,
            [
                (network_id, subject, starts_on, field, text(old), text(new),
                 signature.at, signature.by, signature.reason)
                for subject, starts_on, field, old, new in rows
            ],
        )  # fmt: skip
