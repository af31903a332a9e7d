"""Reads of networks and what belongs to them: contract, campaigns, RingPools, people."""

from __future__ import annotations

from data.records import Allotment, Amendment, Campaign, Network, Partnership, RingPool, User
from data.rows import record, records, records_by
from data.store import Cursor

_NETWORKS = """
SELECT n.network_id, n.name, n.time_zone, n.csm_email, a.as_of
FROM networks AS n LEFT JOIN usage_as_of AS a ON a.network_id = n.network_id
"""


def network(cursor: Cursor, network_id: str) -> Network | None:
    return record(cursor, Network, f"{_NETWORKS} WHERE n.network_id = $1", network_id)


def networks(cursor: Cursor) -> list[Network]:
    return records(cursor, Network, f"{_NETWORKS} ORDER BY n.name, n.network_id")


def partnerships(cursor: Cursor, network_ids: list[str]) -> dict[str, list[Partnership]]:
    sql = "SELECT network_id, starts_on, ends_on FROM partnerships WHERE network_id = ANY($1) ORDER BY starts_on"
    return records_by(cursor, "network_id", Partnership, sql, network_ids)


def allotments(cursor: Cursor, network_ids: list[str]) -> dict[str, list[Allotment]]:
    sql = """
        SELECT network_id, starts_on, ends_on, number_months, overage_rate, currency,
               unit_price, opening_used, opening_through
        FROM allotments WHERE network_id = ANY($1) ORDER BY starts_on
    """
    return records_by(cursor, "network_id", Allotment, sql, network_ids)


def amendments(cursor: Cursor, network_ids: list[str]) -> dict[str, list[Amendment]]:
    """By network, in the order they take effect."""
    sql = """
        SELECT network_id, signed_on, effective_on, added_number_months, ends_on, overage_rate, reason
        FROM amendments WHERE network_id = ANY($1)
        ORDER BY effective_on, signed_on, added_number_months, ends_on, overage_rate
    """
    return records_by(cursor, "network_id", Amendment, sql, network_ids)


def campaigns(cursor: Cursor, network_id: str) -> list[Campaign]:
    sql = "SELECT campaign_id, name FROM campaigns WHERE network_id = $1 ORDER BY name, campaign_id"
    return records(cursor, Campaign, sql, network_id)


def campaign_names(cursor: Cursor, network_ids: list[str]) -> dict[tuple[str, str], str]:
    sql = "SELECT network_id, campaign_id, name FROM campaigns WHERE network_id = ANY($1)"
    return {(network_id, campaign_id): name for network_id, campaign_id, name in cursor.rows(sql, network_ids)}


# "not-stated" holds dynamic numbers of which nobody said in which RingPool they are: numbers, and no RingPool of ours.
def ring_pools(cursor: Cursor, network_id: str) -> list[RingPool]:
    sql = """
        SELECT ring_pool_id, name, max_pool_size, lifetime_seconds, allow_overflow, visit_seconds, busy_hour_share
        FROM ring_pools WHERE network_id = $1 AND ring_pool_id <> 'not-stated' ORDER BY ring_pool_id
    """
    return records(cursor, RingPool, sql, network_id)


def ring_pools_by_network(cursor: Cursor, network_ids: list[str]) -> dict[str, list[RingPool]]:
    sql = """
        SELECT network_id, ring_pool_id, name, max_pool_size, lifetime_seconds, allow_overflow, visit_seconds,
               busy_hour_share
        FROM ring_pools WHERE network_id = ANY($1) AND ring_pool_id <> 'not-stated'
        ORDER BY network_id, ring_pool_id
    """
    return records_by(cursor, "network_id", RingPool, sql, network_ids)


def users(cursor: Cursor, *, email: str | None = None, network_id: str | None = None) -> list[User]:
    """Everybody, or the roles of one person, or the customers of one network; nobody who is disabled."""
    asked = {"u.email": email, "u.network_id": network_id}
    given = {column: value for column, value in asked.items() if value is not None}
    sql = f"""
        SELECT u.email, u.role, u.network_id FROM users AS u LEFT JOIN people AS p ON p.email = u.email
        WHERE p.disabled_at IS NULL{"".join(f" AND {column} = ${n}" for n, column in enumerate(given, start=1))}
    """
    return sorted(records(cursor, User, sql, *given.values()), key=lambda u: (u.email, u.role, u.network_id))
