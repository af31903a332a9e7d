"""What must hold of call logs, statuses and placed numbers."""

from __future__ import annotations

from typing import Final

INVARIANTS_OF_NUMBERS: Final[dict[str, str]] = {
    "calls are of numbers, campaigns and RingPools that exist": """
        SELECT c.network_id, 'calls of ' || c.promo_number || ', which is not among the numbers'
        FROM (SELECT DISTINCT network_id, promo_number FROM call_days WHERE promo_number <> '') AS c
        WHERE NOT EXISTS (
          SELECT 1 FROM numbers AS n WHERE n.network_id = c.network_id AND n.promo_number = c.promo_number)
        UNION ALL
        SELECT c.network_id, 'calls of campaign ' || c.campaign_id || ', which does not exist'
        FROM (SELECT DISTINCT network_id, campaign_id FROM call_days WHERE campaign_id <> '') AS c
        WHERE NOT EXISTS (
          SELECT 1 FROM campaigns AS k WHERE k.network_id = c.network_id AND k.campaign_id = c.campaign_id)
        UNION ALL
        SELECT c.network_id, 'calls of RingPool ' || c.ring_pool_id || ', which does not exist'
        FROM (SELECT DISTINCT network_id, ring_pool_id FROM call_days WHERE ring_pool_id <> '') AS c
        WHERE NOT EXISTS (
          SELECT 1 FROM ring_pools AS p WHERE p.network_id = c.network_id AND p.ring_pool_id = c.ring_pool_id)
        UNION ALL
        SELECT network_id, 'calls of nobody on ' || CAST(called_on AS TEXT) FROM call_days
        WHERE promo_number = '' AND campaign_id = '' AND ring_pool_id = ''
    """,
    "statuses are of numbers that exist": """
        SELECT s.network_id, 'the status of ' || s.promo_number || ', which is not among the numbers'
        FROM number_statuses AS s WHERE NOT EXISTS (
          SELECT 1 FROM numbers AS n WHERE n.network_id = s.network_id AND n.promo_number = s.promo_number)
    """,
    "placed numbers are on record until they are taken back": """
        SELECT n.network_id, n.promo_number || ' was placed by ' || n.placement_id || ', which is no placement'
        FROM placed_numbers AS n WHERE NOT EXISTS (
          SELECT 1 FROM placements AS p WHERE p.placement_id = n.placement_id)
        UNION ALL
        SELECT n.network_id, n.promo_number || ' was placed by ' || n.placement_id || ' and is not among the numbers'
        FROM placed_numbers AS n JOIN placements AS p ON p.placement_id = n.placement_id
        WHERE p.taken_back_at IS NULL AND NOT EXISTS (
          SELECT 1 FROM numbers AS k WHERE k.network_id = n.network_id AND k.promo_number = n.promo_number)
    """,
}
