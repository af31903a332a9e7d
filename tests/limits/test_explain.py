"""One error message, three possible causes: the product always says which."""

from __future__ import annotations

import pytest

from data.errors import BadInput, NotAllowed, Unknown
from data.store import Store
from limits.actors import Actor, actor
from limits.kinds import FULL_MESSAGE, LimitKey
from limits.network.explaining import explain
from tests.limits.world import STRANGER, set_limit


def test_a_full_campaign_binds_and_a_super_user_may_raise_it(world: Store, super_user: Actor) -> None:
    answer = explain(world, super_user, "acme", number_type="static", count=5, campaign_id="spring")
    assert not answer.allowed
    assert answer.room == 0
    assert [(b.limit.key, b.missing) for b in answer.binding] == [(LimitKey("campaign", "spring"), 5)]
    assert "Super User" in answer.binding[0].who_may_raise
    assert answer.next_binding is not None
    assert answer.next_binding.limit.key == LimitKey("network")
    assert FULL_MESSAGE in answer.sentences


def test_all_full_limits_are_named(world: Store, super_user: Actor) -> None:
    answer = explain(world, super_user, "acme", number_type="static", count=26, campaign_id="spring")
    assert [(b.limit.key.kind, b.missing) for b in answer.binding] == [("campaign", 26), ("network", 1)]
    assert answer.next_binding is None


def test_a_dynamic_number_needs_room_in_the_dynamic_and_the_network_limit(world: Store, super_user: Actor) -> None:
    answer = explain(world, super_user, "acme", number_type="dynamic", count=6)
    assert [(b.limit.key.kind, b.missing) for b in answer.binding] == [("dynamic", 1)]
    assert answer.room == 5
    assert "success manager" in answer.binding[0].who_may_raise


def test_where_there_is_room_the_next_limit_in_the_way_is_named(world: Store, super_user: Actor) -> None:
    answer = explain(world, super_user, "acme", number_type="static", count=20, campaign_id="autumn")
    assert answer.allowed
    assert answer.room == 20
    assert answer.next_binding is not None
    assert answer.next_binding.limit.key == LimitKey("campaign", "autumn")


def test_usage_equal_to_the_limit_is_full_not_exceeded(world: Store, super_user: Actor) -> None:
    answer = explain(world, super_user, "acme", number_type="static", count=1, campaign_id="spring")
    assert answer.binding[0].limit.state == "full"
    assert answer.binding[0].limit.headroom == 0


@pytest.mark.parametrize("count", [0, -5, 10**9])
def test_a_nonsense_count_is_refused(world: Store, super_user: Actor, count: int) -> None:
    with pytest.raises(BadInput, match=str(count)):
        explain(world, super_user, "acme", number_type="dynamic", count=count)


def test_an_unknown_campaign_is_refused_with_the_known_ones(world: Store, super_user: Actor) -> None:
    with pytest.raises(Unknown, match=r"'summer'.*autumn, spring"):
        explain(world, super_user, "acme", number_type="static", count=1, campaign_id="summer")


def test_a_static_number_without_a_campaign_is_refused(world: Store, super_user: Actor) -> None:
    with pytest.raises(BadInput, match="campaign"):
        explain(world, super_user, "acme", number_type="static", count=1)


def test_another_network_and_none_at_all_look_the_same_to_a_stranger(world: Store) -> None:
    eve = actor(world, STRANGER)
    messages = []
    for network_id in ("acme", "nowhere"):
        with pytest.raises(NotAllowed) as refused:
            explain(world, eve, network_id, number_type="dynamic", count=1)
        messages.append(str(refused.value).replace(network_id, "X"))
    assert messages[0] == messages[1]


def test_a_campaign_limit_of_zero_is_full(world: Store, super_user: Actor) -> None:
    with world.transaction() as cursor:
        cursor.execute("INSERT INTO campaigns VALUES ('acme', 'none', 'None')")
        set_limit(cursor, "acme", "campaign", "none", 0)
    answer = explain(world, super_user, "acme", number_type="static", count=1, campaign_id="none")
    assert answer.binding[0].limit.utilization == 1.0
