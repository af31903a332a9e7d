"""Opening balances: what was used before the records begin, and which reported months they speak of."""

from __future__ import annotations

from data.tables.summary import MONTH_END

CLOSED_TO = MONTH_END.format(month="c.billing_month")

# The months of a period, less the first where an earlier one is still in force in it.
OPENING_MONTHS = f"""
  SELECT p.network_id, p.starts_on, p.opening_used, p.opening_through,
         coalesce(sum(c.static_used + c.dynamic_used), 0) AS reported
  FROM allotments AS p JOIN closed_months AS c
    ON c.network_id = p.network_id AND {CLOSED_TO} <= p.opening_through
   AND c.billing_month >= CAST(date_trunc('month', p.starts_on) AS DATE)
  WHERE p.opening_used IS NOT NULL AND NOT (
    c.billing_month = CAST(date_trunc('month', p.starts_on) AS DATE) AND EXISTS (
      SELECT 1 FROM allotments AS e WHERE e.network_id = p.network_id AND e.starts_on < p.starts_on
        AND e.ends_on >= c.billing_month))
  GROUP BY p.network_id, p.starts_on, p.opening_used, p.opening_through
"""
