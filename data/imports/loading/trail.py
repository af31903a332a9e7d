"""The trail of a contract: each figure that an import changes, with what it was, what it became, who and why."""

from __future__ import annotations

import datetime as dt
from typing import Final

from data.store import Cursor

# Table -> (subject, field) in the order they are told.
SUBJECTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "partnerships": (("partnership", "ends_on"),),
    "allotments": (
        ("allotment", "ends_on"),
        ("allotment", "number_months"),
        ("allotment", "overage_rate"),
        ("allotment", "currency"),
        ("allotment", "unit_price"),
        ("opening balance", "opening_used"),
        ("opening balance", "opening_through"),
    ),
}

_ONE = """
SELECT d.network_id, {place} AS place, '{subject}' AS subject, d.starts_on, '{field}' AS field,
       CAST(s.{field} AS VARCHAR) AS old_value, CAST(d.{field} AS VARCHAR) AS new_value, d.file_index
FROM differing AS d LEFT JOIN {name} AS s ON s.network_id = d.network_id AND s.starts_on = d.starts_on
WHERE s.{field} IS DISTINCT FROM d.{field}
"""

_RECORD = """
INSERT INTO contract_changes
  (network_id, subject, starts_on, field, old_value, new_value, changed_at, changed_by, reason)
SELECT c.network_id, c.subject, c.starts_on, c.field, c.old_value, c.new_value, $1, $2, 'imported from ' || f.file_name
FROM ({parts}) AS c JOIN incoming_files AS f ON f.file_index = c.file_index
ORDER BY c.network_id, c.starts_on, c.place
"""


def record(cursor: Cursor, name: str, *, now: dt.datetime, by: str) -> None:
    """Writes down how the rows of ``differing`` differ from the table ``name``, before they replace what is there."""
    parts = " UNION ALL ".join(
        _ONE.format(place=place, subject=subject, field=field, name=name)
        for place, (subject, field) in enumerate(SUBJECTS[name])
    )
    cursor.execute(_RECORD.format(parts=parts), now, by)
