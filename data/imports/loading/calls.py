"""Call logs: calls by day and the last call, of numbers, campaigns and RingPools; never usage.

A log that carries the dialled number says when that number rang last. It says nothing of usage: a number that nobody
rang was on the account all the same, and one that is in no log may have been shown to every visitor.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.imports.checking.rejections import Rejections
from data.imports.checking.value_kinds import LARGEST
from data.imports.loading.keyed_rows import Loaded
from data.store import Cursor

# A call that is in the file twice, as with a correction or a second leg, is one call; rows without an id each count.
_COUNTED = """
SELECT min(file_index) AS file_index, min(row_number) AS row_number, network_id, promo_number, campaign_id,
       ring_pool_id, called_on, sum(CAST(calls AS HUGEINT)) AS calls
FROM (
  SELECT min(file_index) AS file_index, min(row_number) AS row_number, network_id,
         coalesce(promo_number, '') AS promo_number,
         CASE WHEN promo_number IS NULL THEN campaign_id ELSE '' END AS campaign_id,
         CASE WHEN promo_number IS NULL THEN ring_pool_id ELSE '' END AS ring_pool_id,
         called_on, CAST(max(calls) AS HUGEINT) AS calls
  FROM incoming_calls
  WHERE network_id IS NOT NULL AND called_on IS NOT NULL
  GROUP BY network_id, promo_number, campaign_id, ring_pool_id, called_on,
           coalesce(call_id, '#' || file_index || ' ' || row_number)
) AS one_call
GROUP BY network_id, promo_number, campaign_id, ring_pool_id, called_on
"""

_TOO_MANY = f"""
SELECT file_index, row_number, 'calls' AS column_name, CAST(calls AS VARCHAR) AS value,
       'are the calls of one day together, more than {LARGEST}; that cannot be right' AS reason
FROM ({_COUNTED}) AS c WHERE calls > {LARGEST}
"""


def check_calls(cursor: Cursor, files: Sequence[str], rejections: Rejections) -> None:
    """Refuses days whose calls add up beyond what anybody could have counted."""
    rejections.add_found(cursor, int(cursor.value(f"SELECT count(*) FROM ({_TOO_MANY}) AS f")), _TOO_MANY, files)


def load_calls(cursor: Cursor, loaded: Loaded) -> None:
    """Adds the days; a day the store knows keeps the larger count, for calls that were made stay made."""
    cursor.execute(
        "CREATE TEMP TABLE differing AS SELECT c.file_index, c.network_id, c.promo_number, c.campaign_id, "
        f"c.ring_pool_id, c.called_on, CAST(c.calls AS INTEGER) AS calls FROM ({_COUNTED}) AS c "
        "LEFT JOIN call_days AS s ON s.network_id = c.network_id AND s.promo_number = c.promo_number "
        "AND s.campaign_id = c.campaign_id AND s.ring_pool_id = c.ring_pool_id AND s.called_on = c.called_on "
        "WHERE s.network_id IS NULL OR s.calls < c.calls"
    )
    loaded.add(cursor.rows("SELECT file_index, count(*) FROM differing GROUP BY file_index"))
    columns = "network_id, promo_number, campaign_id, ring_pool_id, called_on, calls"
    cursor.execute(
        f"INSERT INTO call_days ({columns}) SELECT {columns} FROM differing "
        "ON CONFLICT (network_id, promo_number, campaign_id, ring_pool_id, called_on) "
        "DO UPDATE SET calls = excluded.calls"
    )
    _tell_last_calls(cursor)
    cursor.execute("DROP TABLE differing")


# Silence tells something only where the logs reach back far enough; before that they only bring known days forward.
COVERED_DAYS = 45


def _tell_last_calls(cursor: Cursor) -> None:
    """The last call of each number of these logs, and of all numbers in logs once those cover COVERED_DAYS days."""
    last = (
        "SELECT c.network_id, c.promo_number, max(c.called_on) AS last_call_on, l.as_of FROM call_days AS c "
        "JOIN (SELECT network_id, max(called_on) AS as_of, min(called_on) AS since FROM call_days "
        "      WHERE promo_number <> '' GROUP BY network_id) AS l ON l.network_id = c.network_id "
        "WHERE c.promo_number <> '' AND c.calls > 0 "
        "AND c.network_id IN (SELECT network_id FROM differing) "
        f"AND (l.as_of - l.since >= {COVERED_DAYS} OR EXISTS (SELECT 1 FROM last_calls AS k "
        "      WHERE k.network_id = c.network_id AND k.promo_number = c.promo_number)) "
        "GROUP BY c.network_id, c.promo_number, l.as_of"
    )
    cursor.execute(
        f"INSERT INTO last_calls (network_id, promo_number, last_call_on, as_of) {last} "
        "ON CONFLICT (network_id, promo_number) DO UPDATE SET "
        "last_call_on = greatest(last_calls.last_call_on, excluded.last_call_on), "
        "as_of = greatest(last_calls.as_of, excluded.as_of)"
    )
