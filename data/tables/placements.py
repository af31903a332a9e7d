"""Numbers that a report brought and somebody put in a campaign or RingPool: what was put where, and taking it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.errors import BadInput, Unknown
from data.rows import records
from data.store import Cursor
from data.tables import summary


@dataclass(frozen=True)
class Placement:
    """One report that brought unknown numbers; taken back where ``taken_back_at`` is set."""

    placement_id: str
    file_name: str
    as_of: dt.date
    placed_at: dt.datetime
    placed_by: str
    taken_back_at: dt.datetime | None
    taken_back_by: str | None
    number_count: int


@dataclass(frozen=True)
class PlacedNumber:
    """One number of a placement; ``choice`` is '' where the report's own columns said where it belongs."""

    network_id: str
    promo_number: str
    billing_month: dt.date
    number_type: str
    campaign_id: str
    ring_pool_id: str
    choice: str


@dataclass(frozen=True)
class TakenBack:
    """What taking back did: numbers that went, those that somebody had introduced meanwhile, and usage rows."""

    gone: tuple[str, ...]
    kept: tuple[str, ...]
    usage_count: int


def placements(cursor: Cursor, *, most: int = 50) -> list[Placement]:
    """The latest first."""
    sql = """
        SELECT p.placement_id, p.file_name, p.as_of, p.placed_at, p.placed_by, p.taken_back_at, p.taken_back_by,
               (SELECT count(*) FROM placed_numbers AS n WHERE n.placement_id = p.placement_id) AS number_count
        FROM placements AS p ORDER BY p.placed_at DESC, p.placement_id LIMIT $1
    """
    return records(cursor, Placement, sql, most)


def placed_numbers(cursor: Cursor, placement_id: str) -> list[PlacedNumber]:
    sql = """
        SELECT network_id, promo_number, billing_month, number_type, campaign_id, ring_pool_id, choice
        FROM placed_numbers WHERE placement_id = $1 ORDER BY network_id, promo_number
    """
    return records(cursor, PlacedNumber, sql, placement_id)


# Still as it was placed: a number that a later file introduced or moved is not the placement's any more.
_AS_PLACED = """
SELECT p.network_id, p.promo_number FROM placed_numbers AS p
WHERE p.placement_id = $1 AND EXISTS (
  SELECT 1 FROM numbers AS n WHERE n.network_id = p.network_id AND n.promo_number = p.promo_number
    AND n.number_type = p.number_type AND n.campaign_id = p.campaign_id AND n.ring_pool_id = p.ring_pool_id
    AND n.first_used_on = p.billing_month)
  AND (SELECT count(*) FROM numbers AS n
       WHERE n.network_id = p.network_id AND n.promo_number = p.promo_number) = 1
ORDER BY p.network_id, p.promo_number
"""


def take_back(cursor: Cursor, placement_id: str, *, now: dt.datetime, taken_back_by: str) -> TakenBack:
    """Removes the placed numbers with the usage known of them, as if the report had been refused for them.

    The months fall by these numbers; import the report again to put them elsewhere.
    """
    row = cursor.row("SELECT taken_back_at FROM placements WHERE placement_id = $1", placement_id)
    if row is None:
        raise Unknown(f"There is no placement {placement_id!r}; `python -m data placements` lists them.")
    if row[0] is not None:
        raise BadInput(f"Placement {placement_id} was taken back already, on {row[0]:%Y-%m-%d %H:%M} UTC.")
    gone = cursor.rows(_AS_PLACED, placement_id)
    networks = sorted({network_id for network_id, _ in gone})
    placed = {number.promo_number for number in placed_numbers(cursor, placement_id)}
    usage_count = 0
    for network_id in networks:
        numbers = [number for owner, number in gone if owner == network_id]
        usage_count += _remove(cursor, network_id, numbers)
    cursor.execute(
        "UPDATE placements SET taken_back_at = $2, taken_back_by = $3 WHERE placement_id = $1",
        placement_id,
        now,
        taken_back_by,
    )
    if networks:
        summary.refresh(cursor, networks)
    names = [number for _, number in gone]
    return TakenBack(tuple(names), tuple(sorted(placed - set(names))), usage_count)


# The months that the placed numbers $2 of the network $1 were counted in. One that was frozen before they came was not
# counted with them: its report was kept out, and their usage with it.
_COUNTED_IN = """
SELECT billing_month FROM usage WHERE network_id = $1 AND promo_number = ANY($2)
UNION
SELECT c.billing_month FROM closed_months AS c JOIN numbers AS n ON n.network_id = c.network_id
WHERE c.network_id = $1 AND n.promo_number = ANY($2) AND c.billing_month > n.first_used_on
  AND (n.released_on IS NULL OR c.billing_month <= n.released_on)
"""


def _remove(cursor: Cursor, network_id: str, numbers: list[str]) -> int:
    of_these = "WHERE network_id = $1 AND promo_number = ANY($2)"
    months = [month for (month,) in cursor.rows(f"{_COUNTED_IN} ORDER BY 1", network_id, numbers)]
    reported = cursor.rows(f"SELECT DISTINCT billing_month FROM usage {of_these}", network_id, numbers)
    usage_count = int(cursor.value(f"SELECT count(*) FROM usage {of_these}", network_id, numbers))
    _refuse_corrected(cursor, network_id, months)
    for table in ("usage", "number_statuses", "call_days", "last_calls", "numbers"):
        cursor.execute(f"DELETE FROM {table} {of_these}", network_id, numbers)
    of_months = "WHERE network_id = $1 AND billing_month = ANY($2)"
    cursor.execute(f"DELETE FROM closed_months {of_months}", network_id, months)
    # Without these numbers the report of the month is none: what is left of it is "at least this".
    cursor.execute(
        f"DELETE FROM month_reports {of_months} AND source = 'usage'", network_id, [month for (month,) in reported]
    )
    if months:  # the course of these months was counted with the numbers in it, and within a month usage only rises
        cursor.execute("DELETE FROM month_course WHERE network_id = $1 AND billing_month >= $2", network_id, months[0])
    return usage_count


def _refuse_corrected(cursor: Cursor, network_id: str, months: list[dt.date]) -> None:
    corrected = cursor.value(
        "SELECT min(billing_month) FROM month_corrections WHERE network_id = $1 AND billing_month = ANY($2)",
        network_id,
        months,
    )
    if corrected:
        raise BadInput(
            f"{corrected:%b %Y} of {network_id} was corrected since, so these numbers cannot be taken out of it. "
            f"State the month as it was with a usage file and --correct {corrected:%Y-%m} --reason TEXT."
        )
