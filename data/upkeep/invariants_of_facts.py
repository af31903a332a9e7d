"""What must hold between the facts and the summary: coverage, frozen months, assignments, contracts and their trail."""

from __future__ import annotations

from typing import Final

from data.tables.openings import OPENING_MONTHS
from data.tables.summary import DERIVED, FROZEN, MONTH_END, NETWORK_TOTALS, REPORTED, ZERO_MONTHS


def _of_all(sql: str) -> str:
    """The query for every network instead of those given."""
    return sql.replace("= ANY($1)", "IN (SELECT network_id FROM networks)")


_COLUMNS = "network_id, billing_month, campaign_id, static_used, dynamic_used"
_EXPECTED = f"({_of_all(FROZEN)}) UNION ALL (SELECT {_COLUMNS} FROM ({_of_all(DERIVED)}) AS d)"

# One row a figure of what the contract tables say, as text; the trail's newest row of it says the same.
_FIGURES = """
  SELECT network_id, 'partnership' AS subject, starts_on, 'ends_on' AS field, CAST(ends_on AS TEXT) AS value
  FROM partnerships
  UNION ALL SELECT network_id, 'allotment', starts_on, 'ends_on', CAST(ends_on AS TEXT) FROM allotments
  UNION ALL SELECT network_id, 'allotment', starts_on, 'number_months', CAST(number_months AS TEXT) FROM allotments
  UNION ALL SELECT network_id, 'allotment', starts_on, 'overage_rate', CAST(overage_rate AS TEXT) FROM allotments
  UNION ALL SELECT network_id, 'allotment', starts_on, 'currency', currency FROM allotments
  UNION ALL SELECT network_id, 'allotment', starts_on, 'unit_price', CAST(unit_price AS TEXT) FROM allotments
  UNION ALL SELECT network_id, 'opening balance', starts_on, 'opening_used', CAST(opening_used AS TEXT) FROM allotments
  UNION ALL
  SELECT network_id, 'opening balance', starts_on, 'opening_through', CAST(opening_through AS TEXT) FROM allotments
"""

INVARIANTS_OF_FACTS: Final[dict[str, str]] = {
    "monthly totals equal the distinct numbers, or what was frozen": f"""
        WITH expected AS ({_EXPECTED})
        SELECT network_id, 'campaign ' || campaign_id || ' in ' || CAST(billing_month AS TEXT)
               || ': the summary and the facts differ'
        FROM (
          (SELECT {_COLUMNS} FROM expected EXCEPT SELECT {_COLUMNS} FROM monthly_usage)
          UNION ALL
          (SELECT {_COLUMNS} FROM monthly_usage EXCEPT SELECT {_COLUMNS} FROM expected)
        ) AS difference
    """,
    "network totals equal the sum of their campaigns": f"""
        WITH expected AS (
          {_of_all(NETWORK_TOTALS)}
          UNION ALL SELECT network_id, billing_month, 0, 0 FROM ({_of_all(ZERO_MONTHS)}) AS z
        )
        SELECT network_id, CAST(billing_month AS TEXT) || ': the total and the sum of its parts differ'
        FROM (
          (SELECT network_id, billing_month, static_used, dynamic_used FROM expected
           EXCEPT SELECT network_id, billing_month, static_used, dynamic_used FROM network_months)
          UNION ALL
          (SELECT network_id, billing_month, static_used, dynamic_used FROM network_months
           EXCEPT SELECT network_id, billing_month, static_used, dynamic_used FROM expected)
        ) AS difference
    """,
    "a month is frozen exactly where it was reported to its last day": f"""
        SELECT r.network_id, CAST(r.billing_month AS TEXT) || ' was reported to its end and is not frozen'
        FROM ({_of_all(REPORTED)}) AS r WHERE NOT EXISTS (
          SELECT 1 FROM closed_months AS c
          WHERE c.network_id = r.network_id AND c.billing_month = r.billing_month AND c.campaign_id = '')
        UNION ALL
        SELECT DISTINCT c.network_id, CAST(c.billing_month AS TEXT) || ' is frozen, and nothing reported it to its end'
        FROM closed_months AS c WHERE NOT EXISTS (
          SELECT 1 FROM ({_of_all(REPORTED)}) AS r
          WHERE r.network_id = c.network_id AND r.billing_month = c.billing_month)
        UNION ALL
        SELECT DISTINCT c.network_id, CAST(c.billing_month AS TEXT) || ' is frozen without a row for the whole network'
        FROM closed_months AS c WHERE NOT EXISTS (
          SELECT 1 FROM closed_months AS w
          WHERE w.network_id = c.network_id AND w.billing_month = c.billing_month AND w.campaign_id = '')
    """,
    "months are reported as of days that were described": f"""
        SELECT r.network_id, CAST(r.billing_month AS TEXT) || ' is reported as of ' || CAST(r.as_of AS TEXT)
        FROM month_reports AS r LEFT JOIN usage_as_of AS a ON a.network_id = r.network_id
        WHERE a.as_of IS NULL OR r.as_of > a.as_of OR r.as_of < r.billing_month
           OR r.as_of > {MONTH_END.format(month="r.billing_month")}
           OR r.billing_month <> CAST(date_trunc('month', r.billing_month) AS DATE)
    """,
    "corrections lead to what closed months say": """
        SELECT k.network_id, CAST(k.billing_month AS TEXT) || ' was corrected to ' || (k.new_static + k.new_dynamic)
               || ' and says ' || coalesce(CAST(f.static_used + f.dynamic_used AS TEXT), 'nothing')
        FROM month_corrections AS k LEFT JOIN (
          SELECT network_id, billing_month, sum(static_used) AS static_used, sum(dynamic_used) AS dynamic_used
          FROM closed_months GROUP BY network_id, billing_month
        ) AS f ON f.network_id = k.network_id AND f.billing_month = k.billing_month
        WHERE k.campaign_id = '' AND NOT EXISTS (
          SELECT 1 FROM month_corrections AS l WHERE l.network_id = k.network_id AND l.campaign_id = ''
            AND l.billing_month = k.billing_month AND l.correction_id > k.correction_id)
          AND (f.static_used IS NULL OR f.static_used <> k.new_static OR f.dynamic_used <> k.new_dynamic)
    """,
    "a promo number has one assignment at a time": """
        SELECT a.network_id, a.promo_number || ' is in two places from ' || CAST(b.first_used_on AS TEXT)
        FROM (
          SELECT network_id, promo_number, released_on, row_number() OVER
                   (PARTITION BY network_id, promo_number ORDER BY first_used_on, released_on) AS place
          FROM numbers) AS a
        JOIN (
          SELECT network_id, promo_number, first_used_on, row_number() OVER
                   (PARTITION BY network_id, promo_number ORDER BY first_used_on, released_on) AS place
          FROM numbers) AS b
          ON b.network_id = a.network_id AND b.promo_number = a.promo_number AND b.place = a.place + 1
        WHERE a.released_on IS NULL OR a.released_on >= b.first_used_on
    """,
    "last calls are of numbers that exist": """
        SELECT l.network_id, 'a call of ' || l.promo_number || ', which is not among the numbers' FROM last_calls AS l
        WHERE NOT EXISTS (
          SELECT 1 FROM numbers AS n WHERE n.network_id = l.network_id AND n.promo_number = l.promo_number)
    """,
    "an opening balance is whole, of its period, and not less than its reports": f"""
        SELECT network_id, 'the opening balance of the period from ' || CAST(starts_on AS TEXT) || ' is '
               || coalesce(CAST(opening_used AS TEXT), 'nothing') || ' through '
               || coalesce(CAST(opening_through AS TEXT), 'no day')
        FROM allotments
        WHERE (opening_used IS NULL) <> (opening_through IS NULL) OR opening_used < 0
           OR opening_through < starts_on OR opening_through > ends_on
           OR extract(day FROM opening_through + INTERVAL '1' DAY) <> 1
        UNION ALL
        SELECT network_id, 'the period from ' || CAST(starts_on AS TEXT) || ' opens with ' || opening_used
               || ', and the months through ' || CAST(opening_through AS TEXT) || ' report ' || reported
        FROM ({OPENING_MONTHS}) AS o WHERE reported > opening_used
    """,
    "two amendments never set the same thing on one day": """
        SELECT a.network_id, count(*) || ' amendments of ' || CAST(a.effective_on AS TEXT) || ' set the same thing'
        FROM amendments AS a GROUP BY a.network_id, a.effective_on
        HAVING count(a.added_number_months) > 1 OR count(a.ends_on) > 1 OR count(a.overage_rate) > 1
    """,
    "the trail of a contract ends in what it says": f"""
        SELECT t.network_id, t.subject || ' from ' || CAST(t.starts_on AS TEXT) || ': ' || t.field || ' was set to '
               || coalesce(t.new_value, 'nothing') || ' and is ' || coalesce(f.value, 'nothing')
        FROM contract_changes AS t LEFT JOIN ({_FIGURES}) AS f
          ON f.network_id = t.network_id AND f.subject = t.subject AND f.starts_on = t.starts_on AND f.field = t.field
        WHERE t.subject <> 'amendment' AND t.new_value IS DISTINCT FROM f.value AND NOT EXISTS (
          SELECT 1 FROM contract_changes AS n WHERE n.network_id = t.network_id AND n.subject = t.subject
            AND n.starts_on = t.starts_on AND n.field = t.field AND n.change_id > t.change_id)
    """,
}
