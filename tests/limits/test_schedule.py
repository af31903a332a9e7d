"""Changes on a day: planned by the same rules, made once, taken back, held when the limit moved on."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from data.errors import BadInput, NotAllowed, StaleLimit
from data.store import Store
from data.upkeep.check import violations
from limits.actors import OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import apply_due, cancel_scheduled, schedule_change, scheduled_changes
from limits.kinds import LimitKey
from limits.network.headroom import LimitHeadroom
from limits.notice_texts import feed
from tests.limits.world import STRANGER, SUPER_USER, VIEWER
from tests.store_maker import StoreMaker

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
FIRST = dt.date(2026, 12, 1)
RAISE = ChangeLimit("acme", "network", 150, "Christmas", change_id="xmas")


def limit(world: Store) -> LimitHeadroom:
    return network_standing(world, OPERATOR, "acme").limit(LimitKey("network"))


def at(day: dt.date, hour: int = 12) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


def test_a_planned_change_is_made_on_its_day_in_the_networks_time_zone_and_once(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, RAISE, FIRST, now=NOW)
    assert apply_due(world, now=at(FIRST, 4)) == []  # still November in New York
    (made,) = apply_due(world, now=at(FIRST, 6))
    assert (made.change_id, made.new_limit, made.effective_from) == ("xmas", 150, FIRST)
    assert apply_due(world, now=at(FIRST, 7)) == []
    assert (limit(world).limit, limit(world).version) == (150, 2)
    assert violations(world) == []


def test_many_who_ask_at_once_make_it_once(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, RAISE, FIRST, now=NOW)
    with ThreadPoolExecutor(8) as pool:
        made = [c for found in pool.map(lambda _: apply_due(world, now=at(FIRST)), range(8)) for c in found]
    assert len(made) == 1
    assert limit(world).version == 2
    assert len([n for n in feed(world, csm) if n.topic == "scheduled change"]) == 1


def test_after_a_restart_it_is_still_made(world: Store, store_maker: StoreMaker, csm: Actor) -> None:
    schedule_change(world, csm, RAISE, FIRST, now=NOW)
    world.close()
    again = store_maker.open(world.address)
    assert len(apply_due(again, now=at(dt.date(2027, 2, 3)))) == 1
    again.close()


def test_planning_the_same_twice_plans_once(world: Store, csm: Actor) -> None:
    assert schedule_change(world, csm, RAISE, FIRST, now=NOW) == schedule_change(world, csm, RAISE, FIRST, now=NOW)
    with pytest.raises(BadInput, match="xmas"):
        schedule_change(world, csm, RAISE, dt.date(2026, 12, 2), now=NOW)
    assert len(scheduled_changes(world, csm, "acme")) == 1


def test_a_raise_until_a_day_goes_back_by_itself_and_releases_nothing(world: Store, csm: Actor) -> None:
    until = dt.date(2026, 12, 31)
    schedule_change(world, csm, ChangeLimit("acme", "network", 150, "Christmas", until=until), FIRST, now=NOW)
    apply_due(world, now=at(FIRST))
    with world.transaction() as cursor:  # in December 130 numbers are in use
        cursor.execute("UPDATE usage_as_of SET as_of = '2026-12-30' WHERE network_id = 'acme'")
        cursor.execute("INSERT INTO usage_totals VALUES ('acme', '2026-12-01', '', 0, 130)")
        cursor.execute("INSERT INTO monthly_usage VALUES ('acme', '2026-12-01', '', 0, 130)")
        cursor.execute("INSERT INTO network_months VALUES ('acme', '2026-12-01', 0, 130)")
    assert apply_due(world, now=at(until)) == []
    (back,) = apply_due(world, now=at(dt.date(2027, 1, 1)))
    assert (back.old_limit, back.new_limit, limit(world).state) == (150, 120, "exceeded")
    told = [n.body for n in feed(world, actor(world, VIEWER)) if n.topic == "scheduled change"]
    assert "10 more numbers are in use than it allows: nothing is released" in told[0]


def test_an_immediate_raise_until_a_day_steps_down_too(world: Store, csm: Actor) -> None:
    until = dt.date(2026, 11, 30)
    done = change_limit(world, csm, ChangeLimit("acme", "network", 150, "Black Friday", until=until), now=NOW)
    assert done.effective_until == until
    apply_due(world, now=at(FIRST))
    assert limit(world).limit == 120


def test_a_change_in_between_holds_the_plan_and_the_csm_is_told(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, RAISE, FIRST, now=NOW)
    change_limit(world, csm, ChangeLimit("acme", "network", 200, "a new contract"), now=NOW)
    (held,) = scheduled_changes(world, csm, "acme")
    assert held.status == "held"
    assert apply_due(world, now=at(FIRST)) == []
    assert limit(world).limit == 200
    assert any("will not be made" in n.subject for n in feed(world, csm))
    assert not any("will not be made" in n.subject for n in feed(world, actor(world, VIEWER)))


def test_a_plan_whose_limit_moved_unseen_is_held_and_others_go_on(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, RAISE, FIRST, now=NOW)
    schedule_change(world, csm, ChangeLimit("acme", "dynamic", 60, "more visitors"), FIRST, now=NOW)
    with world.transaction() as cursor:  # as a restored or imported store could have it
        cursor.execute("DELETE FROM limits WHERE network_id = 'acme' AND kind = 'network'")
    made = apply_due(world, now=at(FIRST))
    assert made == []  # without a network limit nothing of this network can be weighed
    assert {c.status for c in scheduled_changes(world, csm, "acme")} == {"held"}
    assert all("network limit" in str(c.settled_words) for c in scheduled_changes(world, csm, "acme"))


def test_a_plan_can_be_taken_back_once(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, RAISE, FIRST, now=NOW)
    with pytest.raises(NotAllowed):
        cancel_scheduled(world, actor(world, SUPER_USER), "xmas", "no", now=NOW)
    with pytest.raises(BadInput, match="reason"):
        cancel_scheduled(world, csm, "xmas", " ", now=NOW)
    assert cancel_scheduled(world, csm, "xmas", "called off", now=NOW).status == "cancelled"
    with pytest.raises(StaleLimit, match="cancelled already"):
        cancel_scheduled(world, csm, "xmas", "again", now=NOW)
    assert apply_due(world, now=at(FIRST)) == []


def test_strangers_learn_nothing_of_a_plan(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, RAISE, FIRST, now=NOW)
    said = []
    for scheduled_id in ("xmas", "easter"):
        with pytest.raises(NotAllowed) as caught:
            cancel_scheduled(world, actor(world, STRANGER), scheduled_id, "no", now=NOW)
        said.append(str(caught.value).replace(scheduled_id, "X"))
    assert said[0] == said[1]
    assert "acme" not in said[0]


def test_who_may_not_change_a_limit_may_not_plan_it(world: Store, super_user: Actor) -> None:
    with pytest.raises(NotAllowed):
        schedule_change(world, super_user, RAISE, FIRST, now=NOW)
    raised = ChangeLimit("acme", "campaign", 60, "spring", campaign_id="spring")
    assert schedule_change(world, super_user, raised, FIRST, now=NOW).new_limit == 60
    with pytest.raises(NotAllowed):  # lowering is not theirs, not even by a raise that ends
        schedule_change(
            world,
            super_user,
            ChangeLimit("acme", "campaign", 70, "spring", "spring", until=dt.date(2026, 12, 31)),
            FIRST,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("command", "on", "words"),
    [
        (RAISE, dt.date(2026, 11, 21), "no day to come"),
        (RAISE, dt.date(2025, 1, 1), "no day to come"),
        (ChangeLimit("acme", "network", 150, "x", until=dt.date(2026, 11, 30)), FIRST, "before it begins"),
        (ChangeLimit("acme", "network", 120, "x"), FIRST, "already"),
        (ChangeLimit("acme", "network", -1, "x"), FIRST, "-1"),
    ],
)
def test_a_senseless_plan_is_refused(world: Store, csm: Actor, command: ChangeLimit, on: dt.date, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        schedule_change(world, csm, command, on, now=NOW)
    assert scheduled_changes(world, csm, "acme") == []


def test_customers_see_what_is_planned_without_the_vendors_reasons(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, RAISE, FIRST, now=NOW)
    (seen,) = scheduled_changes(world, actor(world, VIEWER), "acme")
    assert (seen.new_limit, seen.on_date, seen.reason) == (150, FIRST, "")


def test_a_super_users_raise_is_told_to_the_csm(world: Store, csm: Actor, super_user: Actor) -> None:
    with world.transaction() as cursor:
        cursor.execute("UPDATE allotments SET number_months = 1000 WHERE network_id = 'acme'")
    raised = ChangeLimit("acme", "campaign", 110, "just because", "spring", accept_overage=True)
    change_limit(world, super_user, raised, now=NOW)
    (notice,) = feed(world, csm)
    assert notice.subject == "Acme: limit of campaign Spring raised to 110, beyond what is safe"
    assert "The overage risk at the new limit is 100 %" in notice.body
    assert "just because" in notice.body
    assert feed(world, super_user) == []
    change_limit(world, csm, ChangeLimit("acme", "network", 150, "own raise"), now=NOW)
    assert len(feed(world, csm)) == 1
