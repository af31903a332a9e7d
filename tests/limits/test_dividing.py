"""Dividing a network limit: adds up, takes from nobody what they use, says when there is too little."""

from __future__ import annotations

import pytest

from data.errors import BadInput
from data.store import Store
from limits.actors import OPERATOR, actor
from limits.cost_of_limits import cost_of_limits
from limits.dividing import divide
from limits.kinds import LimitKey
from limits.standing import NetworkStanding, network_standing
from tests.limits.world import CSM, VIEWER


@pytest.fixture
def standing(world: Store) -> NetworkStanding:
    return network_standing(world, OPERATOR, "acme")


@pytest.mark.parametrize("total", [None, 95, 96, 100, 150, 1000])
def test_shares_add_up_and_nobody_falls_below_usage(standing: NetworkStanding, total: int | None) -> None:
    found = divide(standing, total)
    assert sum(s.share for s in found.shares) + found.for_dynamic == (total or 120)
    assert all(s.share >= s.usage for s in found.shares)
    assert found.for_dynamic >= 45 or total == 95
    assert found.for_dynamic <= 50


def test_too_little_is_said(standing: NetworkStanding) -> None:
    assert divide(standing, 1000).rule == "enough"
    assert divide(standing, 95).rule == "usage alone"
    with pytest.raises(BadInput, match="95 are used"):
        divide(standing, 94)
    with pytest.raises(BadInput, match="no campaigns"):
        divide(standing.__class__(**{**standing.__dict__, "limits": standing.limits[:2]}))


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
