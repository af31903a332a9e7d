"""What must hold between rows: references, duplicates, overlaps, limits, dates; asked of the typed incoming rows."""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from data.imports.placing import WAY_OUT
from data.imports.rejections import Rejections
from data.imports.tables import BY_NAME, ImportTable
from data.store import Cursor

MOST_NUMBERS = 1_000_000_000


@dataclass(frozen=True)
class Check:
    """Rows ``r`` of a table (their file is ``f``) for which ``where`` holds are refused at ``column``."""

    table: str
    column: str
    where: str
    reason: str


def unknown(names: str, *keys: str) -> str:
    """SQL that holds where a row's keys are not among the known ``names``, in the store or in these files."""
    same = " AND ".join(f"k.{key} = r.{key}" for key in keys)
    return f"r.{keys[-1]} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM known_{names} AS k WHERE {same})"


_NO_NETWORK = "'is no network of the store or of these files; import it with a networks table'"
_NO_CAMPAIGN = "'is no campaign of the network ' || r.network_id || '; import it with a campaigns table'"
_NO_RING_POOL = "'is no RingPool of the network ' || r.network_id || '; import it with a ring_pools table'"
_KNOWN_NETWORK = "EXISTS (SELECT 1 FROM known_networks AS k WHERE k.network_id = r.network_id)"
_FUTURE = (
    "'lies after the date this file describes, ' || f.as_of || '; give a later one if it describes more (--as-of)'"
)
_MONTH_TEXT = "strftime(r.billing_month, '%Y-%m')"
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
        f"{unknown('numbers', 'network_id', 'promo_number')} AND {_KNOWN_NETWORK}",
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


def check_rows(
    cursor: Cursor, tables: Collection[str], files: list[str], rejections: Rejections, more: Collection[Check] = ()
) -> None:
    """Adds to ``rejections`` whatever the incoming rows of these tables break."""
    for check in (*CHECKS, *more):
        if check.table in tables:
            _add(cursor, rejections, files, _found(check))
    for name in set(tables) - {"numbers"}:  # a number may stand in several rows, one after the other
        for sql in _doubled(cursor, BY_NAME[name]):
            _add(cursor, rejections, files, sql)
    for name in {"partnerships", "allotments"} & set(tables):
        _add(cursor, rejections, files, _overlapping_periods(name))
    if "numbers" in tables:
        _add(cursor, rejections, files, _ON_TWO_NETWORKS)


@cache
def _zones() -> list[str]:
    """Looked up once: it means to open some six hundred files."""
    return sorted(zoneinfo.available_timezones())


def know(cursor: Cursor) -> None:
    """Makes readable what is known once these files are in: the store's names and those on their way."""
    zones = pa.table({"zone": _zones()})
    with cursor.relation("zones", zones):
        cursor.execute("CREATE TEMP TABLE known_zones AS SELECT zone FROM zones")
    for name, keys in (
        ("networks", "network_id"),
        ("campaigns", "network_id, campaign_id"),
        ("ring_pools", "network_id, ring_pool_id"),
        ("numbers", "network_id, promo_number"),
    ):
        cursor.execute(
            f"CREATE TEMP VIEW known_{name} AS SELECT {keys} FROM {name} UNION ALL SELECT {keys} FROM incoming_{name}"
        )


def _add(cursor: Cursor, rejections: Rejections, files: list[str], sql: str) -> None:
    count = int(cursor.value(f"SELECT count(*) FROM ({sql}) AS found"))
    rejections.add_found(cursor, count, sql, files)


def _found(check: Check) -> str:
    value = f"r.{check.column}" if check.column != "billing_month" else _MONTH_TEXT
    return (
        f"SELECT r.file_index, r.row_number, '{check.column}' AS column_name, coalesce(CAST({value} AS VARCHAR), '') "
        f"AS value, {check.reason} AS reason "
        f"FROM incoming_{check.table} AS r JOIN incoming_files AS f ON f.file_index = r.file_index WHERE {check.where}"
    )


def _doubled(cursor: Cursor, table: ImportTable) -> Iterator[str]:
    """Rows whose key an earlier row has; a hash tells whether there are any before anything is sorted."""
    if not table.key:
        return
    keys = ", ".join(table.key)
    complete = " AND ".join(f"{key} IS NOT NULL" for key in table.key)
    if not cursor.value(f"SELECT count(*) - count(DISTINCT hash({keys})) FROM incoming_{table.name} WHERE {complete}"):
        return
    shown = " || ' ' || ".join(
        "strftime(billing_month, '%Y-%m')" if key == "billing_month" else f"CAST({key} AS VARCHAR)" for key in table.key
    )
    before = "OVER (PARTITION BY " + keys + " ORDER BY file_index, row_number)"
    yield f"""
        SELECT d.file_index, d.row_number, '{table.key[min(1, len(table.key) - 1)]}' AS column_name, d.value,
               'is there twice: also in row ' || d.other_row
               || CASE WHEN d.other_file <> d.file_index THEN ' of ' || f.file_name ELSE '' END AS reason
        FROM (SELECT file_index, row_number, {shown} AS value,
                     lag(row_number) {before} AS other_row, lag(file_index) {before} AS other_file
              FROM incoming_{table.name} WHERE {complete}) AS d
        JOIN incoming_files AS f ON f.file_index = d.other_file
        WHERE d.other_row IS NOT NULL
    """


def _overlapping_periods(name: str) -> str:
    """A period may replace the stored one that starts on the same day, and otherwise must not touch another."""
    return f"""
        SELECT r.file_index, r.row_number, 'starts_on' AS column_name, CAST(r.starts_on AS VARCHAR) AS value,
               'overlaps the period ' || k.starts_on || ' to ' || k.ends_on || k.place AS reason
        FROM incoming_{name} AS r JOIN (
          SELECT network_id, starts_on, ends_on, ' in row ' || row_number AS place, TRUE AS incoming
          FROM incoming_{name}
          UNION ALL
          SELECT s.network_id, s.starts_on, s.ends_on,
                 ' of the store; give that one too, with its corrected ends_on' AS place, FALSE AS incoming
          FROM {name} AS s WHERE NOT EXISTS (
            SELECT 1 FROM incoming_{name} AS i WHERE i.network_id = s.network_id AND i.starts_on = s.starts_on)
        ) AS k ON k.network_id = r.network_id AND k.starts_on <= r.ends_on AND k.ends_on >= r.starts_on
        WHERE k.starts_on < r.starts_on OR (NOT k.incoming AND k.starts_on > r.starts_on)
    """


_ON_TWO_NETWORKS = """
    SELECT r.file_index, r.row_number, 'promo_number' AS column_name, r.promo_number AS value,
           'is also on the network ' || k.network_id || ', from ' || k.first_used_on
           || coalesce(' to ' || k.released_on, '') || k.place AS reason
    FROM incoming_numbers AS r JOIN (
      SELECT network_id, promo_number, first_used_on, released_on, ' (row ' || row_number || ')' AS place,
             file_index, row_number
      FROM incoming_numbers
      UNION ALL
      SELECT s.network_id, s.promo_number, s.first_used_on, s.released_on, ' in the store' AS place,
             -1 AS file_index, 0 AS row_number
      FROM numbers AS s WHERE NOT EXISTS (
        SELECT 1 FROM incoming_numbers AS i WHERE i.network_id = s.network_id AND i.promo_number = s.promo_number)
    ) AS k ON k.promo_number = r.promo_number AND k.network_id <> r.network_id
    WHERE (k.file_index < r.file_index OR (k.file_index = r.file_index AND k.row_number < r.row_number))
      AND k.first_used_on < coalesce(r.released_on, DATE '9999-12-31')
      AND r.first_used_on < coalesce(k.released_on, DATE '9999-12-31')
"""
