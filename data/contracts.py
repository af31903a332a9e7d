"""What became of contracts: every change of a partnership, an allotment, an opening balance or an amendment."""

from __future__ import annotations

from data.records import ContractChange
from data.store import Cursor


def contract_changes(cursor: Cursor, network_id: str) -> list[ContractChange]:
    """In the order they were made."""
    sql = """
        SELECT network_id, subject, starts_on, field, old_value, new_value, changed_at, changed_by, reason
        FROM contract_changes WHERE network_id = $1 ORDER BY change_id
    """
    return [ContractChange(*row) for row in cursor.rows(sql, network_id)]
