"""Where a network stands: the same figures for everybody who may see them, prices only for the vendor."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from data.errors import LimitMissing, NotAllowed, Unknown
from data.store import Store
from limits.actors import OPERATOR, Actor, actor
from limits.advice.portfolio_rows import portfolio
from limits.advice.standing import network_standing
from limits.changes.change import ChangeLimit, change_limit
from limits.demo_people import personas
from limits.kinds import LimitKey
from tests.limits.world import AS_OF, CSM, OTHER_CSM, PLANNER, RUNNING, STRANGER, tell_anew


def test_limits_usage_and_headroom_are_those_of_the_running_month(world: Store, csm: Actor) -> None:
    standing = network_standing(world, csm, "acme")
    assert (standing.as_of, standing.running_month) == (AS_OF, RUNNING)
    found = {s.words: (s.limit, s.usage, s.headroom, s.state) for s in standing.limits}
    assert found == {
        "network limit": (120, 95, 25, "free"),
        "dynamic limit": (50, 45, 5, "nearly full"),
        "limit of campaign Autumn": (30, 10, 20, "free"),
        "limit of campaign Spring": (40, 40, 0, "full"),
    }


def test_history_knows_the_limits_of_the_time(world: Store, csm: Actor) -> None:
    history = network_standing(world, csm, "acme").history
    assert len(history) == 25
    assert [m.is_running for m in history].count(True) == 1
    assert history[-1].used == 95
    assert {(m.network_limit, m.dynamic_limit) for m in history} == {(120, 50)}


def test_the_forecast_begins_with_the_running_month_and_never_below_its_usage(world: Store, csm: Actor) -> None:
    outlook = network_standing(world, csm, "acme").outlook
    assert outlook is not None
    assert outlook.months[0] == RUNNING
    assert len(outlook.months) == 12
    assert outlook.static[:, 0].min() >= 50
    assert outlook.dynamic[:, 0].min() >= 45
    assert np.array_equal(outlook.total, outlook.static + outlook.dynamic)
    assert set(outlook.campaigns) == {"spring", "autumn"}
    assert sum(outlook.campaigns.values()) == pytest.approx(outlook.static)
    assert outlook.campaigns["spring"][:, 0].min() >= 40


def test_a_network_has_the_same_figures_on_its_own_and_in_the_portfolio(world: Store) -> None:
    planner = actor(world, PLANNER)
    for row in portfolio(world, planner):
        standing = network_standing(world, planner, row.network.network_id)
        assert row.overage_risk == standing.overage_risk
        assert row.answer is not None
        assert row.answer == standing.answers[LimitKey("network")]
        assert row.network_limit == standing.limit(LimitKey("network"))


def test_only_the_vendor_sees_prices(world: Store, csm: Actor, super_user: Actor) -> None:
    for_vendor, for_customer = network_standing(world, csm, "acme"), network_standing(world, super_user, "acme")
    assert for_vendor.contract.current is not None
    assert for_vendor.contract.current.overage_rate is not None
    assert for_customer.contract.current is not None
    assert for_customer.contract.current.overage_rate is None
    assert for_customer.contract.current.currency is None
    for key, seen in for_customer.answers.items():
        ways = (seen.as_history, seen.as_asked, seen.if_filled)
        assert seen.missing_cost is None
        assert seen.currency is None
        assert all(way.cost is None for way in ways if way.overage)
        assert seen.if_filled.overage == for_vendor.answers[key].if_filled.overage
    assert not for_customer.sees_vendor_facts
    assert for_customer.overage_risk == for_vendor.overage_risk


def test_who_sees_which_networks(world: Store) -> None:
    def seen(email: str) -> list[str]:
        return [r.network.network_id for r in portfolio(world, actor(world, email))]

    assert seen(CSM) == ["acme"]
    assert seen(OTHER_CSM) == seen(STRANGER) == ["bolt"]
    assert sorted(seen(PLANNER)) == ["acme", "bolt"]


def test_a_stranger_is_refused_and_the_operator_told_of_an_unknown_name(world: Store) -> None:
    with pytest.raises(NotAllowed):
        network_standing(world, actor(world, STRANGER), "acme")
    with pytest.raises(Unknown, match="nowhere"):
        network_standing(world, OPERATOR, "nowhere")


def test_a_missing_limit_is_an_error_never_unlimited(world: Store, csm: Actor) -> None:
    with world.transaction() as cursor:
        cursor.execute("DELETE FROM limits WHERE network_id = 'acme' AND kind = 'dynamic'")
    with pytest.raises(LimitMissing, match="dynamic limit"):
        network_standing(world, csm, "acme")
    row = portfolio(world, csm)[0]
    assert row.state == "Check data"
    assert "dynamic limit" in row.reason
    assert row.network_limit is None


def test_a_network_without_usage_has_limits_and_words_but_no_figures(world: Store) -> None:
    with world.transaction() as cursor:
        for table in ("usage_as_of", "usage_totals", "month_course"):
            cursor.execute(f"DELETE FROM {table} WHERE network_id = 'acme'")
        tell_anew(cursor, "acme")
    standing = network_standing(world, OPERATOR, "acme")
    assert (standing.outlook, standing.overage_risk, standing.as_of) == (None, None, None)
    assert standing.contract.state == "no usage"
    assert len(standing.limits) == 4


def test_a_network_in_its_first_days_says_that_it_is_still_learning(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute("DELETE FROM usage_totals WHERE network_id = 'bolt' AND billing_month < '2026-11-01'")
        for table in ("partnerships", "allotments"):  # months before a contract owe it no report
            cursor.execute(f"UPDATE {table} SET starts_on = '2026-11-01' WHERE network_id = 'bolt'")
        tell_anew(cursor, "bolt")
    row = next(r for r in portfolio(world, OPERATOR) if r.network.network_id == "bolt")
    assert row.state == "Learning"
    assert row.overage_risk is not None


def test_numbers_nobody_calls_are_counted_by_the_limit_they_would_make_room_in(world: Store, csm: Actor) -> None:
    with world.transaction() as cursor:
        cursor.execute("INSERT INTO ring_pools VALUES ('acme', 'main', NULL, 60, 600, TRUE, NULL, NULL)")
        cursor.execute(
            "INSERT INTO numbers VALUES ('acme', '+18005550101', 'static', 'spring', '', '2026-01-01', NULL),"
            " ('acme', '+18005550102', 'static', 'spring', '', '2026-01-01', NULL),"
            " ('acme', '+18005550103', 'static', 'spring', '', '2026-11-01', NULL),"  # too new to be called idle
            " ('acme', '+18005550104', 'dynamic', '', 'main', '2026-01-01', NULL)"
        )
        cursor.execute(
            "INSERT INTO usage VALUES ('acme', '+18005550101', '2026-11-01', 0),"
            " ('acme', '+18005550102', '2026-11-01', 7)"
        )
    idle = network_standing(world, csm, "acme").idle
    # What lives in a RingPool goes at month end by itself.
    assert idle == {LimitKey("network"): 1, LimitKey("campaign", "spring"): 1}


def test_personas_name_people_and_their_roles(world: Store) -> None:
    labels = [p.label for p in personas(world)]
    assert labels[0] == "Ada, Admin"
    assert "Sam, Super User of Acme" in labels
    assert "Eve, Super User of Bolt and Viewer of Bolt" in labels


def test_an_ended_partnership_leaves_a_row_with_its_reason(world: Store, csm: Actor) -> None:
    with world.transaction() as cursor:
        cursor.execute("UPDATE partnerships SET ends_on = $1 WHERE network_id = 'acme'", dt.date(2026, 10, 31))
    row = portfolio(world, csm)[0]
    assert (row.state, row.overage_risk) == ("Watch", None)
    assert "ended" in row.reason


def test_a_store_without_users_can_be_read_and_not_changed(world: Store) -> None:
    with pytest.raises(NotAllowed):
        actor(world, OPERATOR.email)
    with world.transaction() as cursor:
        cursor.execute("DELETE FROM users")
    assert [p.email for p in personas(world)] == [OPERATOR.email]
    assert len(portfolio(world, actor(world, OPERATOR.email))) == 2
    with pytest.raises(NotAllowed):
        change_limit(world, OPERATOR, ChangeLimit("acme", "network", 140, "because"))


def test_nothing_is_said_of_numbers_a_network_does_not_have(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute("UPDATE usage_totals SET dynamic_used = 0 WHERE network_id = 'acme'")
        tell_anew(cursor, "acme")
    outlook = network_standing(world, OPERATOR, "acme").outlook
    assert outlook is not None
    assert not [c for c in outlook.caveats if c.startswith("Dynamic")]
