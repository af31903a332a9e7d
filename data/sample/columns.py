"""The columns of the tables that are written row by row, and their Arrow types."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

_TEXT, _INT, _DATE, _TIME, _FLAG = pa.string(), pa.int64(), pa.date32(), pa.timestamp("us"), pa.bool_()
COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "networks": {"network_id": _TEXT, "name": _TEXT, "time_zone": _TEXT, "csm_email": _TEXT},
    "partnerships": {"network_id": _TEXT, "starts_on": _DATE, "ends_on": _DATE},
    "allotments": {
        "network_id": _TEXT, "starts_on": _DATE, "ends_on": _DATE, "number_months": _INT,
        "overage_rate": pa.decimal128(12, 4), "currency": _TEXT,
    },
    "campaigns": {"network_id": _TEXT, "campaign_id": _TEXT, "name": _TEXT},
    "ring_pools": {
        "network_id": _TEXT, "ring_pool_id": _TEXT, "name": _TEXT, "max_pool_size": _INT, "lifetime_seconds": _INT,
        "allow_overflow": _FLAG,
    },
    "users": {"email": _TEXT, "role": _TEXT, "network_id": _TEXT},
    "people": {"email": _TEXT, "name": _TEXT, "phone": _TEXT, "disabled_by_list": _FLAG},
    "limits": {"network_id": _TEXT, "kind": _TEXT, "campaign_id": _TEXT, "limit_numbers": _INT, "version": _INT},
    "limit_changes": {
        "change_id": _TEXT, "network_id": _TEXT, "kind": _TEXT, "campaign_id": _TEXT, "version": _INT,
        "old_limit": _INT, "new_limit": _INT, "changed_at": _TIME, "changed_by": _TEXT, "reason": _TEXT,
        "request_id": _TEXT, "effective_from": _DATE, "usage_then": _INT, "as_of": _DATE,
    },
    "requests": {
        "request_id": _TEXT, "network_id": _TEXT, "kind": _TEXT, "campaign_id": _TEXT, "more_numbers": _INT,
        "from_month": _DATE, "reason": _TEXT, "sessions": _INT, "status": _TEXT, "filed_by": _TEXT, "filed_at": _TIME,
        "decided_by": _TEXT, "decided_at": _TIME, "granted_limit": _INT, "decision_note": _TEXT,
        "answer": _TEXT,
    },
    "usage_totals": {
        "network_id": _TEXT, "billing_month": _DATE, "campaign_id": _TEXT, "static_used": _INT, "dynamic_used": _INT,
    },
    "imports": {
        "imported_at": _TIME, "imported_by": _TEXT, "as_of": _DATE, "file_name": _TEXT, "file_sha256": _TEXT,
        "table_name": _TEXT, "row_count": _INT, "changed_count": _INT,
    },
}  # fmt: skip
Row = tuple[Any, ...]


def table_of(name: str, rows: list[Row]) -> pa.Table:
    """Rows with the types of the table's columns, though there be none."""
    types = COLUMNS[name]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(types)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types.values(), strict=True)]
    return pa.table(dict(zip(types, arrays, strict=True)))
