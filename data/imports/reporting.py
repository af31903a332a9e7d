"""What an import reports: which months its files describe, and as of which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from data.store import Cursor
from data.tables.summary import MONTH_END

_SOURCES = {"usage": "usage", "monthly_usage": "totals"}

# A list reports the month of its day; months before only from a day since which it is stated to be complete.
_LISTS = f"""
INSERT INTO month_reports (network_id, billing_month, source, as_of)
SELECT i.network_id, CAST(g.m AS DATE), 'numbers', least(i.as_of, {MONTH_END.format(month="g.m")})
FROM (
  SELECT r.network_id, max(f.as_of) AS as_of
  FROM incoming_numbers AS r JOIN incoming_files AS f ON f.file_index = r.file_index
  WHERE r.file_index IN ({{lists}}) GROUP BY r.network_id
) AS i JOIN generate_series(CAST($1 AS TIMESTAMP), CAST($2 AS TIMESTAMP), INTERVAL '1' MONTH) AS g(m)
  ON g.m <= i.as_of AND (g.m >= CAST($3 AS DATE) OR g.m = date_trunc('month', i.as_of))
ON CONFLICT (network_id, billing_month, source)
DO UPDATE SET as_of = greatest(month_reports.as_of, excluded.as_of)
"""

_COMPLETE = """
INSERT INTO complete_since (network_id, since, as_of)
SELECT r.network_id, CAST($1 AS DATE), max(f.as_of)
FROM incoming_numbers AS r JOIN incoming_files AS f ON f.file_index = r.file_index
WHERE r.file_index IN ({lists}) GROUP BY r.network_id
ON CONFLICT (network_id) DO UPDATE SET
  since = least(complete_since.since, excluded.since), as_of = greatest(complete_since.as_of, excluded.as_of)
"""

_MONTHS = f"""
INSERT INTO month_reports (network_id, billing_month, source, as_of)
SELECT r.network_id, r.billing_month, '{{source}}', max(least(f.as_of, {MONTH_END.format(month="r.billing_month")}))
FROM incoming_{{name}} AS r JOIN incoming_files AS f ON f.file_index = r.file_index
GROUP BY r.network_id, r.billing_month
ON CONFLICT (network_id, billing_month, source)
DO UPDATE SET as_of = greatest(month_reports.as_of, excluded.as_of)
"""


def report_months(cursor: Cursor, name: str) -> None:
    """A row of a month describes the month as of its file's day."""
    cursor.execute(_MONTHS.format(source=_SOURCES[name], name=name))


def report_lists(cursor: Cursor, lists: Collection[int], complete_since: dt.date | None) -> None:
    """``lists`` are the files that are lists of numbers; a number that a usage report brought along reports nothing."""
    files = ", ".join(str(file) for file in lists) or "-1"
    days = cursor.row(f"SELECT min(as_of), max(as_of) FROM incoming_files WHERE file_index IN ({files})")
    if days is None or days[0] is None:
        return
    first = _first_whole_month(complete_since) if complete_since else None
    begin = min(days[0].replace(day=1), first or days[0])
    cursor.execute(_LISTS.format(lists=files), begin, days[1], first)
    if complete_since:
        cursor.execute(_COMPLETE.format(lists=files), complete_since)


def _first_whole_month(since: dt.date) -> dt.date:
    return since if since.day == 1 else (since.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
