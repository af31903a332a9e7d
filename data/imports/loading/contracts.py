"""Amendments and opening balances from files: dated additions, and figures that must agree with what was reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from data.errors import Rejection
from data.imports.checking.check_list import Check
from data.imports.checking.rejections import Rejections
from data.imports.loading.keyed_rows import Loaded
from data.store import Cursor
from data.tables.openings import OPENING_MONTHS

_SAME = """
  k.network_id = r.network_id AND k.effective_on = r.effective_on AND (
    (k.added_number_months IS NOT NULL AND r.added_number_months IS NOT NULL)
    OR (k.ends_on IS NOT NULL AND r.ends_on IS NOT NULL)
    OR (k.overage_rate IS NOT NULL AND r.overage_rate IS NOT NULL))
"""
_EQUAL = """
  k.signed_on = r.signed_on AND k.added_number_months IS NOT DISTINCT FROM r.added_number_months
  AND k.ends_on IS NOT DISTINCT FROM r.ends_on AND k.overage_rate IS NOT DISTINCT FROM r.overage_rate
  AND k.reason = r.reason
"""
_WHAT = """
  CASE WHEN k.added_number_months IS NOT NULL AND r.added_number_months IS NOT NULL
       THEN k.added_number_months || ' and ' || r.added_number_months || ' added number-months'
       WHEN k.ends_on IS NOT NULL AND r.ends_on IS NOT NULL THEN 'the ends ' || k.ends_on || ' and ' || r.ends_on
       ELSE 'the overage rates ' || k.overage_rate || ' and ' || r.overage_rate END
"""
# The last day of a month has the 1st after it.
_IS_MONTH_END = "extract(day FROM r.opening_through + INTERVAL '1' DAY) = 1"
_OPENING = "r.opening_used || ' through ' || r.opening_through"

CHECKS = (
    Check(
        "allotments",
        "opening_through",
        "r.opening_used IS NOT NULL AND r.opening_through IS NULL",
        "'is empty, and opening_used is ' || r.opening_used || ': give the last day it stands for'",
    ),
    Check(
        "allotments",
        "opening_used",
        "r.opening_used IS NULL AND r.opening_through IS NOT NULL",
        "'is empty, and opening_through is ' || r.opening_through || ': give the number-months used by then'",
    ),
    Check(
        "allotments",
        "opening_through",
        "r.opening_used IS NOT NULL AND (r.opening_through < r.starts_on OR r.opening_through > r.ends_on)",
        f"'lies outside the period ' || r.starts_on || ' to ' || r.ends_on || ' (' || {_OPENING} || ' used): "
        "give the last day of a month within it'",
    ),
    Check(
        "allotments",
        "opening_through",
        f"r.opening_through BETWEEN r.starts_on AND r.ends_on AND NOT ({_IS_MONTH_END})",
        f"'is not the last day of a month (' || {_OPENING} || ' used): an opening balance stands for whole months'",
    ),
    Check("amendments", "ends_on", "r.ends_on < r.effective_on", "'lies before effective_on, ' || r.effective_on"),
    Check(
        "amendments",
        "added_number_months",
        "r.added_number_months IS NULL AND r.ends_on IS NULL AND r.overage_rate IS NULL",
        "'is empty, and so are ends_on and overage_rate: an amendment says at least one of them'",
    ),
    Check(
        "amendments",
        "effective_on",
        "NOT EXISTS (SELECT 1 FROM (SELECT network_id, starts_on, ends_on FROM allotments UNION ALL "
        "SELECT network_id, starts_on, ends_on FROM incoming_allotments) AS p WHERE p.network_id = r.network_id "
        "AND r.effective_on BETWEEN p.starts_on AND p.ends_on)",
        "'lies in no allotment period of the network ' || r.network_id || ': give a day within the period it amends, "
        "or import that period with it'",
    ),
    Check(
        "amendments",
        "effective_on",
        f"EXISTS (SELECT 1 FROM amendments AS k WHERE {_SAME} AND NOT ({_EQUAL}))",
        f"(SELECT 'has an amendment already that sets the same: ' || {_WHAT} || '; what was agreed is never edited: "
        f"give the later one its own day' FROM amendments AS k WHERE {_SAME} AND NOT ({_EQUAL}) LIMIT 1)",
    ),
    Check(
        "amendments",
        "effective_on",
        f"EXISTS (SELECT 1 FROM incoming_amendments AS k WHERE {_SAME} AND (k.file_index < r.file_index OR "
        "(k.file_index = r.file_index AND k.row_number < r.row_number)))",
        f"(SELECT 'is set twice, also in row ' || k.row_number || ': ' || {_WHAT} FROM incoming_amendments AS k "
        f"WHERE {_SAME} AND (k.file_index < r.file_index OR (k.file_index = r.file_index "
        "AND k.row_number < r.row_number)) LIMIT 1)",
    ),
)

_NEW = f"""
FROM incoming_amendments AS r JOIN incoming_files AS f ON f.file_index = r.file_index
WHERE NOT EXISTS (
  SELECT 1 FROM amendments AS k
  WHERE k.network_id = r.network_id AND k.effective_on = r.effective_on AND {_EQUAL})
"""
_FIELDS = ("signed_on", "added_number_months", "ends_on", "overage_rate")


def load_amendments(cursor: Cursor, loaded: Loaded, *, now: dt.datetime, imported_by: str) -> None:
    """Adds what is new; the same again changes nothing."""
    loaded.add(cursor.rows(f"SELECT r.file_index, count(*) {_NEW} GROUP BY r.file_index"))
    parts = " UNION ALL ".join(
        f"SELECT r.network_id, {place} AS place, r.effective_on, '{field}' AS field, "
        f"CAST(r.{field} AS VARCHAR) AS value, r.reason {_NEW} AND r.{field} IS NOT NULL"
        for place, field in enumerate(_FIELDS)
    )
    cursor.execute(
        "INSERT INTO contract_changes (network_id, subject, starts_on, field, old_value, new_value, changed_at, "
        "changed_by, reason) SELECT network_id, 'amendment', effective_on, field, NULL, value, $1, $2, reason "
        f"FROM ({parts}) AS p ORDER BY network_id, effective_on, place",
        now,
        imported_by,
    )
    cursor.execute(
        "INSERT INTO amendments "
        "(network_id, signed_on, effective_on, added_number_months, ends_on, overage_rate, reason) "
        "SELECT r.network_id, r.signed_on, r.effective_on, r.added_number_months, r.ends_on, r.overage_rate, r.reason "
        f"{_NEW} ORDER BY r.network_id, r.effective_on"
    )


def refuse_low_openings(cursor: Cursor, network_ids: Collection[str], files: list[str], rejections: Rejections) -> None:
    """Refuses an opening balance that is less than what is reported of its months, whichever of the two came last."""
    ids = sorted(network_ids)
    if not ids or not cursor.value(
        "SELECT count(*) FROM allotments WHERE opening_used IS NOT NULL AND network_id = ANY($1)", ids
    ):
        return
    low = cursor.rows(
        f"SELECT o.network_id, o.starts_on, o.opening_used, o.opening_through, o.reported, r.file_index, r.row_number "
        f"FROM ({OPENING_MONTHS}) AS o LEFT JOIN incoming_allotments AS r "
        "ON r.network_id = o.network_id AND r.starts_on = o.starts_on "
        "WHERE o.reported > o.opening_used AND o.network_id = ANY($1) ORDER BY o.network_id, o.starts_on",
        ids,
    )
    for network_id, starts_on, used, through, reported, file_index, row in low:
        rejections.add(
            Rejection(
                files[file_index or 0],
                row,
                "opening_used" if row is not None else "billing_month",
                str(used) if row is not None else network_id,
                f"the opening balance of {network_id} from {starts_on} through {through} is {used:,}, and the reports "
                f"of its months add up to {reported:,}: correct the one that is wrong",
            )
        )
    rejections.raise_any()
