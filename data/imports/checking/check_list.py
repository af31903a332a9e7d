"""What is refused of incoming rows, one check a line: table, column, the SQL that finds it, the reason."""

from __future__ import annotations

from dataclasses import dataclass

from data.imports.checking.placing import WAY_OUT
from data.imports.checking.tables import BY_NAME

MOST_NUMBERS = 1_000_000_000


@dataclass(frozen=True)
class Check:
    """Rows ``r`` of a table (their file is ``f``) for which ``where`` holds are refused at ``column``."""

    table: str
    column: str
    where: str
    reason: str

    @property
    def asks_for_file(self) -> bool:
        """Whether anything of it is about the file."""
        return "f.as_of" in self.where or "f.as_of" in self.reason


def unknown(names: str, *keys: str) -> str:
    """SQL that holds where a row's keys are not among the known ``names``, in the store or in these files."""
    there = f"r.{keys[-1]} IS NOT NULL"  # or it was refused, and nothing is among no names
    if len(keys) == 1:  # the same, planned in half the time
        (key,) = keys
        return f"{there} AND r.{key} NOT IN (SELECT k.{key} FROM known_{names} AS k WHERE k.{key} IS NOT NULL)"
    same = " AND ".join(f"k.{key} = r.{key}" for key in keys)
    return f"{there} AND NOT EXISTS (SELECT 1 FROM known_{names} AS k WHERE {same})"


_NO_NETWORK = "'is no network of the store or of these files; import it with a networks table'"
_NO_CAMPAIGN = "'is no campaign of the network ' || r.network_id || '; import it with a campaigns table'"
_NO_RING_POOL = "'is no RingPool of the network ' || r.network_id || '; import it with a ring_pools table'"
_KNOWN_NETWORK = "EXISTS (SELECT 1 FROM known_networks AS k WHERE k.network_id = r.network_id)"
_FUTURE = (
    "'lies after the date this file describes, ' || f.as_of || '; give a later one if it describes more (--as-of)'"
)
MONTH_TEXT = "strftime(r.billing_month, '%Y-%m')"
_LIMIT = (
    "'has no network limit and no dynamic limit: a limit missing is never unlimited; "
    "import a limits table with this network together with this file'"
)

CHECKS = (
    Check(
        "networks",
        "time_zone",
        "r.time_zone IS NOT NULL AND NOT EXISTS (SELECT 1 FROM known_zones AS k WHERE k.zone = r.time_zone)",
        "'is no time zone; use a name such as America/New_York or Europe/Berlin'",
    ),
    Check(
        "networks",
        "network_id",
        "r.network_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM incoming_limits AS l WHERE l.network_id = r.network_id) "
        "AND (SELECT count(*) FROM limits AS l WHERE l.network_id = r.network_id AND l.campaign_id = '') < 2",
        _LIMIT,
    ),
    *(
        Check(name, "network_id", unknown("networks", "network_id"), _NO_NETWORK)
        for name in BY_NAME
        if name not in ("networks", "users")
    ),
    *(
        Check(name, "ends_on", "r.ends_on < r.starts_on", "'lies before starts_on, ' || r.starts_on")
        for name in ("partnerships", "allotments")
    ),
    Check(
        "numbers",
        "campaign_id",
        "r.number_type = 'static' AND r.campaign_id = ''",
        "'is empty: a static number stands in one campaign'",
    ),
    Check(
        "numbers",
        "ring_pool_id",
        "r.number_type = 'static' AND r.ring_pool_id <> ''",
        "'belongs to no static number: only dynamic numbers live in a RingPool'",
    ),
    Check(
        "numbers",
        "ring_pool_id",
        "r.number_type = 'dynamic' AND r.ring_pool_id = ''",
        "'is empty: a dynamic number lives in a RingPool'",
    ),
    Check(
        "numbers",
        "campaign_id",
        "r.number_type = 'dynamic' AND r.campaign_id <> ''",
        "'belongs to no dynamic number: only static numbers stand in a campaign'",
    ),
    Check(
        "numbers",
        "campaign_id",
        f"r.number_type = 'static' AND r.campaign_id <> '' AND {_KNOWN_NETWORK} "
        f"AND {unknown('campaigns', 'network_id', 'campaign_id')}",
        _NO_CAMPAIGN,
    ),
    Check(
        "numbers",
        "ring_pool_id",
        f"r.number_type = 'dynamic' AND r.ring_pool_id <> '' AND {_KNOWN_NETWORK} "
        f"AND {unknown('ring_pools', 'network_id', 'ring_pool_id')}",
        _NO_RING_POOL,
    ),
    Check(
        "numbers",
        "released_on",
        "r.released_on < r.first_used_on",
        "'lies before first_used_on, ' || r.first_used_on",
    ),
    Check("numbers", "first_used_on", "r.first_used_on > f.as_of", _FUTURE),
    Check("numbers", "last_call_on", "r.last_call_on > f.as_of", _FUTURE),
    Check("usage", "billing_month", "r.billing_month > f.as_of", _FUTURE),
    Check(
        "usage",
        "promo_number",
        f"{unknown('numbers', 'network_id', 'promo_number')} AND {_KNOWN_NETWORK} AND NOT EXISTS (SELECT 1 FROM "
        "named_nobody AS w WHERE w.network_id = r.network_id AND w.promo_number = r.promo_number)",
        f"'is no promo number of the network ' || r.network_id || ': its type and campaign are not known; {WAY_OUT}'",
    ),
    Check("monthly_usage", "billing_month", "r.billing_month > f.as_of", _FUTURE),
    Check(
        "monthly_usage",
        "campaign_id",
        f"r.campaign_id <> '' AND {_KNOWN_NETWORK} AND {unknown('campaigns', 'network_id', 'campaign_id')}",
        _NO_CAMPAIGN,
    ),
    Check(
        "monthly_usage",
        "dynamic_used",
        "r.campaign_id <> '' AND r.dynamic_used > 0",
        "'belongs to no campaign: give the dynamic numbers of a network in a row without campaign_id'",
    ),
    Check(
        "monthly_usage",
        "static_used",
        "r.campaign_id = '' AND r.static_used > 0 AND EXISTS (SELECT 1 FROM incoming_monthly_usage AS c "
        "WHERE c.network_id = r.network_id AND c.billing_month = r.billing_month AND c.campaign_id <> '')",
        "'would count twice: the static numbers of this month are also given by campaign; leave it empty in this row'",
    ),
    Check(
        "monthly_usage",
        "billing_month",
        "EXISTS (SELECT 1 FROM (SELECT network_id, billing_month FROM incoming_monthly_usage "
        "GROUP BY network_id, billing_month "
        f"HAVING sum(static_used) > {MOST_NUMBERS} OR sum(dynamic_used) > {MOST_NUMBERS}) AS m "
        "WHERE m.network_id = r.network_id AND m.billing_month = r.billing_month)",
        f"'has more numbers in use than there are: its rows add up to more than {MOST_NUMBERS:,}'",
    ),
    Check(
        "traffic",
        "starts_at",
        "left(r.starts_at, 10) > left(CAST(f.as_of AS VARCHAR), least(10, length(r.starts_at)))",
        _FUTURE,
    ),
    Check("calls", "called_on", "r.called_on > f.as_of", _FUTURE),
    Check(
        "calls",
        "promo_number",
        f"{unknown('numbers', 'network_id', 'promo_number')} AND {_KNOWN_NETWORK}",
        "'is no promo number of the network ' || r.network_id || "
        "'; a call log does not say where a number belongs: import it with a numbers table or a usage report first'",
    ),
    Check(
        "calls",
        "campaign_id",
        "r.promo_number IS NULL AND r.campaign_id = '' AND r.ring_pool_id = ''",
        "'is empty, as are the promo number and the RingPool: whose call it was is not said'",
    ),
    Check(
        "calls",
        "campaign_id",
        f"r.promo_number IS NULL AND r.campaign_id <> '' AND {_KNOWN_NETWORK} "
        f"AND {unknown('campaigns', 'network_id', 'campaign_id')}",
        _NO_CAMPAIGN,
    ),
    Check(
        "calls",
        "ring_pool_id",
        f"r.promo_number IS NULL AND r.ring_pool_id <> '' AND {_KNOWN_NETWORK} "
        f"AND {unknown('ring_pools', 'network_id', 'ring_pool_id')}",
        _NO_RING_POOL,
    ),
    Check(
        "users",
        "network_id",
        f"r.network_id <> '' AND {unknown('networks', 'network_id')}",
        _NO_NETWORK,
    ),
    Check(
        "users",
        "network_id",
        "r.network_id = '' AND r.role IN ('viewer', 'super_user')",
        "'is empty: a ' || r.role || ' belongs to a network'",
    ),
    Check(
        "users",
        "network_id",
        "r.network_id <> '' AND r.role IN ('csm', 'planner', 'admin')",
        "'must be empty: ' || r.role || ' is a role of the vendor; "
        "the networks of a csm are those whose csm_email is theirs'",
    ),
)
