"""A mark of everything that a network's figures are computed from, to tell whether they are still of this data."""

from __future__ import annotations

import hashlib

from data.store import Cursor

# Usage, traffic and numbers come by imports only, so the last import stands for them, whosever it was,
# and the last one that was taken back.
_READS = (
    "SELECT max(import_id), max(taken_back_at) FROM imports",
    "SELECT as_of FROM usage_as_of WHERE network_id = $1",
    "SELECT sum(static_used), sum(dynamic_used), count(*) FROM monthly_usage WHERE network_id = $1",
    """
    SELECT * FROM amendments WHERE network_id = $1
    ORDER BY effective_on, signed_on, added_number_months, ends_on, overage_rate
    """,
    "SELECT promise_id FROM promises WHERE network_id = $1 AND ended_at IS NULL ORDER BY promise_id",
    "SELECT kind, campaign_id, version, limit_numbers FROM limits WHERE network_id = $1 ORDER BY kind, campaign_id",
    "SELECT * FROM partnerships WHERE network_id = $1 ORDER BY starts_on",
    "SELECT * FROM allotments WHERE network_id = $1 ORDER BY starts_on",
    "SELECT scheduled_id FROM scheduled_changes WHERE network_id = $1 AND status = 'waiting' ORDER BY scheduled_id",
    "SELECT request_id, status FROM requests WHERE network_id = $1 ORDER BY request_id",
    "SELECT network_id, name, version FROM setting_changes WHERE network_id IN ('', $1) ORDER BY 1, 2, 3",
    "SELECT scenario_id FROM plans WHERE network_id = $1 ORDER BY scenario_id",
)


def data_mark(cursor: Cursor, network_id: str) -> str:
    """A text that stays as it is as long as nothing changed of what a network's figures rest on."""
    marks = [cursor.rows(sql, *([network_id] if "$1" in sql else [])) for sql in _READS]
    return hashlib.sha256(repr(marks).encode()).hexdigest()
