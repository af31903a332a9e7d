"""Numbers that were released in a month: they count until it ends, and make room after it."""

from __future__ import annotations

import datetime as dt

from data.store import Cursor


def released_since(cursor: Cursor, network_id: str, first_day: dt.date) -> dict[str, int]:
    """Static numbers by campaign, released on that day or later and not taken again."""
    sql = """
        SELECT n.campaign_id, count(DISTINCT n.promo_number) FROM numbers AS n
        WHERE n.network_id = $1 AND n.number_type = 'static' AND n.released_on >= $2 AND NOT EXISTS (
          SELECT 1 FROM numbers AS o
          WHERE o.network_id = n.network_id AND o.promo_number = n.promo_number AND o.released_on IS NULL)
        GROUP BY n.campaign_id
    """
    return {str(campaign_id or ""): int(count) for campaign_id, count in cursor.rows(sql, network_id, first_day)}
