"""A billing page's Number Usage Report: the promo numbers of one network in one billing month.

Every row counts, whatever its status and its calls: the report lists what was on the account in the month.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from data.imports.recognise import heading_name
from data.imports.staging import trimmed
from data.store import Cursor

_MARKS = {
    "promo_number_status",
    "campaign_status",
    "advertiser_status",
    "publisher_status",
    "number_of_calls",
}
_CAMPAIGN = ("campaign_id", "campaign", "campaign_name")
_RING_POOL = ("ring_pool_id", "ringpool_id", "ring_pool", "ringpool", "ring_pool_name", "ringpool_name")


@dataclass(frozen=True)
class ReportColumns:
    """Where the report's columns stand; campaign and RingPool are there only in some."""

    usage: dict[str, int]
    naming: dict[str, int]


def report_columns(headings: Sequence[str]) -> ReportColumns | None:
    """None where the headings are not those of a Number Usage Report."""
    names = [heading_name(heading) for heading in headings]
    if "promo_number" not in names or not _MARKS & set(names):
        return None
    places = {name: names.index(name) for name in names}
    usage = {"promo_number": places["promo_number"]}
    if "number_of_calls" in places:
        usage["calls"] = places["number_of_calls"]
    usage |= {name: places[name] for name in ("network_id", "billing_month") if name in places}
    naming: dict[str, int] = {}
    for wanted, known in (("campaign", _CAMPAIGN), ("ring_pool", _RING_POOL)):
        found = next((name for name in known if name in places), None)
        if found:
            naming[wanted] = places[found]
    return ReportColumns(usage, naming)


def add_up_repeated(cursor: Cursor, file_index: int) -> int:
    """A number listed in several rows, as after a move, counts once with all its calls; returns how many there were."""
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE repeated AS "
        "SELECT file_index, min(row_number) AS row_number, network_id, promo_number, billing_month, "
        "CAST(sum(calls) AS INTEGER) AS calls FROM incoming_usage WHERE file_index = $1 AND promo_number IS NOT NULL "
        "GROUP BY file_index, network_id, promo_number, billing_month HAVING count(*) > 1",
        file_index,
    )
    cursor.execute(
        "DELETE FROM incoming_usage AS u WHERE EXISTS (SELECT 1 FROM repeated AS r WHERE r.file_index = u.file_index "
        "AND r.network_id = u.network_id AND r.promo_number = u.promo_number AND r.billing_month = u.billing_month)"
    )
    cursor.execute("INSERT INTO incoming_usage BY NAME SELECT * FROM repeated")
    return int(cursor.value("SELECT count(*) FROM repeated"))


_NAMED = """
CREATE OR REPLACE TEMP TABLE named AS
SELECT u.file_index, u.row_number, u.network_id, u.promo_number, u.billing_month, b.campaign, b.ring_pool
FROM incoming_usage AS u JOIN named_texts AS b ON b.row_number = u.row_number
WHERE u.file_index = $1 AND u.promo_number IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM known_numbers AS k
                  WHERE k.network_id = u.network_id AND k.promo_number = u.promo_number)
"""

# By its id, or by its name where only one has it.
_FIND = """
  SELECT n.row_number, CASE WHEN count(*) FILTER (WHERE k.{key} = n.{column}) = 1 THEN n.{column}
                            WHEN count(*) = 1 THEN min(k.{key}) END AS found
  FROM named AS n JOIN (SELECT network_id, {key}, name FROM {table}
                        UNION SELECT network_id, {key}, name FROM incoming_{table}) AS k
    ON k.network_id = n.network_id AND (k.{key} = n.{column} OR lower(k.name) = lower(n.{column}))
  GROUP BY n.row_number, n.{column}
"""

_LEARNT = f"""
INSERT INTO incoming_numbers BY NAME
SELECT n.file_index, n.row_number, n.network_id, n.promo_number,
       CASE WHEN c.found IS NOT NULL THEN 'static' ELSE 'dynamic' END AS number_type,
       coalesce(c.found, '') AS campaign_id, CASE WHEN c.found IS NULL THEN p.found ELSE '' END AS ring_pool_id,
       n.billing_month AS first_used_on,
       CASE WHEN n.billing_month < date_trunc('month', greatest(f.as_of, coalesce(a.as_of, f.as_of)))
            THEN CAST(n.billing_month + INTERVAL '1' MONTH - INTERVAL '1' DAY AS DATE) END AS released_on
FROM named AS n
JOIN incoming_files AS f ON f.file_index = n.file_index
LEFT JOIN usage_as_of AS a ON a.network_id = n.network_id
LEFT JOIN ({_FIND.format(key="campaign_id", column="campaign", table="campaigns")}) AS c ON c.row_number = n.row_number
LEFT JOIN ({_FIND.format(key="ring_pool_id", column="ring_pool", table="ring_pools")}) AS p
  ON p.row_number = n.row_number
WHERE c.found IS NOT NULL OR p.found IS NOT NULL
"""


def learn_numbers(cursor: Cursor, batches: Iterable[pa.Table], file_index: int) -> int:
    """Adds the report's unknown numbers that it places in a known campaign or RingPool; returns how many.

    Whether such a number stays after the month is not known: it counts on only where no later month is described yet.
    """
    cursor.execute("CREATE OR REPLACE TEMP TABLE named_texts (row_number BIGINT, campaign VARCHAR, ring_pool VARCHAR)")
    for batch in batches:
        with cursor.relation("named_batch", trimmed(batch)):
            cursor.execute("INSERT INTO named_texts BY NAME SELECT * FROM named_batch")
    before = int(cursor.value("SELECT count(*) FROM incoming_numbers"))
    cursor.execute(_NAMED, file_index)
    cursor.execute(_LEARNT)
    return int(cursor.value("SELECT count(*) FROM incoming_numbers")) - before
