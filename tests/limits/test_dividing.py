"""Dividing a network limit: adds up, takes from nobody what they use, says when there is too little."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from data.errors import BadInput, NotAllowed, StaleLimit
from data.store import Store
from data.upkeep.check import violations
from limits.actors import OPERATOR, Actor, actor
from limits.advice.limit_costs import cost_of_limits
from limits.advice.standing import NetworkStanding, network_standing
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.dividing import ApplySplit, Division, apply_split, divide
from limits.kinds import LimitKey
from tests.limits.world import CSM, PLANNER, SUPER_USER, VIEWER
from tests.store_maker import REFUSED

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def standing(world: Store) -> NetworkStanding:
    return network_standing(world, OPERATOR, "acme")


def shares(found: Division) -> dict[str, int]:
    return {s.key.campaign_id or "dynamic": s.share for s in found.shares}


def needing(standing: NetworkStanding, **needs: int) -> NetworkStanding:
    """The network with other needs: what is forecast is not this test's."""
    keys = {LimitKey("dynamic") if name == "dynamic" else LimitKey("campaign", name): n for name, n in needs.items()}
    answers = {key: replace(answer, need=keys.get(key, answer.need)) for key, answer in standing.answers.items()}
    return replace(standing, answers=answers)


@pytest.mark.parametrize("total", [None, 95, 96, 100, 150, 1000])
def test_shares_and_what_is_unassigned_add_up_and_nobody_falls_below_usage(
    standing: NetworkStanding, total: int | None
) -> None:
    found = divide(standing, total)
    assert sum(s.share for s in found.shares) + found.unassigned == (total or 120)
    assert all(s.share >= s.usage for s in found.shares)


def test_dynamic_numbers_are_filled_up_like_a_campaign(standing: NetworkStanding) -> None:
    """40, 10 and 45 are used; 120 - 95 = 25 to give: autumn from 10 on, who has least until its need of 20, then
    spring and dynamic, 15 for both: spring 40 to 50, dynamic 45 to 50."""
    wanting = needing(standing, spring=80, autumn=20, dynamic=90)
    assert shares(divide(wanting)) == {"autumn": 20, "spring": 50, "dynamic": 50}
    assert shares(divide(wanting, 119)) == {"autumn": 20, "spring": 50, "dynamic": 49}  # dynamic goes last
    found = divide(wanting, 200)
    assert (shares(found), found.unassigned, found.rule) == ({"autumn": 20, "spring": 80, "dynamic": 90}, 10, "enough")


def test_numbers_known_of_no_campaign_are_nobodys_and_stay(world: Store) -> None:
    with world.transaction() as cursor:  # 7 static numbers as a network total only
        cursor.execute("UPDATE monthly_usage SET static_used = 7 WHERE network_id = 'acme' AND campaign_id = ''")
        cursor.execute(
            "UPDATE network_months SET static_used = static_used + 7 WHERE network_id = 'acme' "
            "AND billing_month = '2026-11-01'"
        )
    found = divide(network_standing(world, OPERATOR, "acme"), 110)
    assert found.of_no_campaign == 7
    assert sum(s.share for s in found.shares) + found.unassigned + 7 == 110


def test_too_little_is_said(standing: NetworkStanding) -> None:
    assert divide(standing, 1000).rule == "enough"
    assert divide(standing, 95).rule == "usage alone"
    with pytest.raises(BadInput, match="95 are used"):
        divide(standing, 94)
    with pytest.raises(BadInput, match="no campaigns"):
        divide(replace(standing, limits=standing.limits[:2]))


def limits_now(world: Store) -> dict[str, int]:
    found = network_standing(world, OPERATOR, "acme").limits
    return {s.key.campaign_id or s.key.kind: s.limit for s in found}


def test_a_split_is_applied_with_one_action(world: Store, csm: Actor, standing: NetworkStanding) -> None:
    found = divide(standing, 130)
    done = apply_split(world, csm, ApplySplit("acme", "every campaign its share", 130, found), now=NOW)
    assert limits_now(world) == {"network": 130} | shares(found)
    assert {c.reason for c in done} == {"every campaign its share"}
    assert violations(world) == []
    with pytest.raises(BadInput, match="as the split says already"):
        apply_split(world, csm, ApplySplit("acme", "again", 130), now=NOW)


def test_applied_twice_it_changes_once(world: Store, csm: Actor) -> None:
    command = ApplySplit("acme", "shares", 130, change_id="s")
    assert apply_split(world, csm, command, now=NOW) == apply_split(world, csm, command, now=NOW)


def test_one_limit_that_cannot_be_set_leaves_all_as_they_are(world: Store, csm: Actor) -> None:
    before = limits_now(world)
    with world.transaction() as cursor:  # the audit row of a later change cannot be written
        cursor.execute(
            "INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, old_limit, new_limit,"
            " changed_at, changed_by, reason, effective_from)"
            " VALUES ('squatter', 'acme', 'campaign', 'spring', 2, 1, 1,"
            " '2026-01-01 00:00:00', 'x', 'x', '2026-01-01')"
        )
    with pytest.raises(REFUSED):
        apply_split(world, csm, ApplySplit("acme", "shares", 130), now=NOW)
    assert limits_now(world) == before


def test_shares_that_are_others_by_now_are_not_applied(world: Store, csm: Actor, standing: NetworkStanding) -> None:
    seen = divide(standing, 130)
    change_limit(world, csm, ChangeLimit("acme", "dynamic", 48, "meanwhile"), now=NOW)
    with pytest.raises(StaleLimit, match="changed while you looked"):
        apply_split(world, csm, ApplySplit("acme", "shares", 130, seen), now=NOW)
    assert limits_now(world)["network"] == 120


@pytest.mark.parametrize("email", [SUPER_USER, VIEWER, PLANNER])
def test_only_a_csm_of_the_network_applies_a_split(world: Store, email: str) -> None:
    with pytest.raises(NotAllowed):
        apply_split(world, actor(world, email), ApplySplit("acme", "shares", 130), now=NOW)


def test_the_cost_of_a_limit_has_both_sides_and_is_the_vendors_to_know(world: Store) -> None:
    csm = network_standing(world, actor(world, CSM), "acme")
    for key in (LimitKey("network"), LimitKey("dynamic"), LimitKey("campaign", "spring")):
        curve = cost_of_limits(csm, key)
        assert curve is not None
        assert (curve.overage_rate, curve.turned_away_rate) == (4.5, 4.5)
        assert curve.limits[0] == csm.limit(key).usage
        assert (curve.overage_cost[1:] >= curve.overage_cost[:-1] - 1e-9).all()
        assert (curve.turned_away_cost[1:] <= curve.turned_away_cost[:-1] + 1e-9).all()
    assert cost_of_limits(network_standing(world, actor(world, VIEWER), "acme"), LimitKey("network")) is None
    with world.transaction() as cursor:
        cursor.execute("UPDATE allotments SET overage_rate = NULL WHERE network_id = 'acme'")
    assert cost_of_limits(network_standing(world, actor(world, CSM), "acme"), LimitKey("network")) is None


def test_the_cost_of_todays_limit_is_the_answers(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute("UPDATE allotments SET number_months = 1110 WHERE network_id = 'acme'")
    standing = network_standing(world, actor(world, CSM), "acme")
    expected = standing.answers[LimitKey("network")].as_history.cost
    assert expected
    for limit in standing.limits:
        curve = cost_of_limits(standing, limit.key)
        assert curve is not None
        assert np.interp(limit.limit, curve.limits, curve.overage_cost) == pytest.approx(expected)
