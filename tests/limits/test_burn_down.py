"""What is left of an allotment month by month, where a part of it was spent before the first report."""

from __future__ import annotations

import datetime as dt

from data.store import Store
from limits.actors import OPERATOR, actor
from limits.administration.contracts import StateOpening, state_opening
from limits.advice import network_standing
from limits.planning import ContractMonth, contract_months
from tests.limits.world import ADMIN, tell_anew

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
BOUGHT, OPENING = 1200, 200
JANUARY, FEBRUARY, MARCH = (dt.date(2026, month, 1) for month in (1, 2, 3))


def opened(world: Store, *, unreported: bool = False) -> dict[dt.date, ContractMonth]:
    """The months of Acme's period with 200 number-months stated for January and February, reported or not."""
    if unreported:
        with world.transaction() as cursor:
            cursor.execute(
                "DELETE FROM usage_totals WHERE network_id = 'acme' AND billing_month IN ($1, $2)", JANUARY, FEBRUARY
            )
            tell_anew(cursor, "acme")
    command = StateOpening("acme", OPENING, dt.date(2026, 2, 28), "the old system's total")
    state_opening(world, actor(world, ADMIN), command, now=NOW)
    return {m.month: m for m in contract_months(network_standing(world, OPERATOR, "acme"))}


def left_after(month: ContractMonth) -> float | None:
    return None if month.left is None else month.left.median


def test_an_opening_balance_is_spent_in_the_burn_down_too(world: Store) -> None:
    found = opened(world)
    assert left_after(found[FEBRUARY]) == BOUGHT - OPENING
    assert found[MARCH].used is not None
    assert left_after(found[MARCH]) == BOUGHT - OPENING - found[MARCH].used


def test_what_an_opening_balance_left_month_by_month_is_unknown_until_its_end(world: Store) -> None:
    found = opened(world, unreported=True)
    assert (found[JANUARY].used, left_after(found[JANUARY])) == (None, None)
    assert (found[FEBRUARY].used, left_after(found[FEBRUARY])) == (None, BOUGHT - OPENING)


def test_the_forecast_goes_on_where_the_months_that_are_known_end(world: Store) -> None:
    found = opened(world)
    standing = network_standing(world, OPERATOR, "acme")
    assert standing.contract.current is not None
    closed = [m for m in found.values() if m.expected is None]
    assert left_after(closed[-1]) == standing.contract.current.left_for_months_ahead
