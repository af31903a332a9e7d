"""Several planned changes of one limit: what happens on their days, what is refused when planning, what is held."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import BadInput
from data.records import ScheduledChange
from data.store import Store
from data.upkeep.check import violations
from limits.actors import OPERATOR, Actor, actor
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import apply_due, cancel_scheduled, schedule_change, scheduled_changes
from limits.changes.undo import undo_change
from limits.network.limit_history import history
from limits.notice_texts import feed
from tests.limits.world import VIEWER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
FEB_END = dt.date(2027, 2, 28)


def day(month: int, of_month: int) -> dt.date:
    return dt.date(2026 if month > 6 else 2027, month, of_month)


def noon(month: int, of_month: int) -> dt.datetime:
    return dt.datetime.combine(day(month, of_month), dt.time(12), dt.UTC)


def planned(
    world: Store, csm: Actor, to: int, on: dt.date, until: dt.date | None = None, name: str | None = None
) -> ScheduledChange:
    command = ChangeLimit("acme", "network", to, "season", until=until, change_id=name or f"to-{to}")
    return schedule_change(world, csm, command, on, now=NOW)


def changed(world: Store, csm: Actor, to: int, when: dt.datetime = NOW, until: dt.date | None = None) -> str:
    return change_limit(world, csm, ChangeLimit("acme", "network", to, "now", until=until), now=when).change_id


def course(world: Store) -> list[tuple[int | None, int, dt.date]]:
    """The network limit's own changes, the oldest first, without the import."""
    own = [c for c in history(world, OPERATOR, "acme") if c.kind == "network" and c.old_limit is not None]
    return sorted(((c.old_limit, c.new_limit, c.effective_from) for c in own), key=lambda c: c[2])


def statuses(world: Store) -> dict[str, str]:
    return {c.scheduled_id: c.status for c in scheduled_changes(world, OPERATOR, "acme")}


def words_of(world: Store, scheduled_id: str) -> str:
    return next(
        str(c.settled_words) for c in scheduled_changes(world, OPERATOR, "acme") if c.scheduled_id == scheduled_id
    )


def test_two_raises_that_end_both_happen(world: Store, csm: Actor) -> None:
    planned(world, csm, 190, day(12, 5), day(12, 20))
    planned(world, csm, 195, day(2, 1), FEB_END)
    for month, of_month in ((12, 5), (12, 21), (2, 1), (3, 1)):
        assert len(apply_due(world, now=noon(month, of_month))) == 1
    expected = [(120, 190, day(12, 5)), (190, 120, day(12, 21)), (120, 195, day(2, 1)), (195, 120, day(3, 1))]
    assert course(world) == expected
    assert violations(world) == []


def test_after_a_pause_over_all_their_days_they_are_made_in_order(world: Store, csm: Actor) -> None:
    planned(world, csm, 195, day(2, 1), FEB_END)
    planned(world, csm, 190, day(12, 5), day(12, 20))
    made = apply_due(world, now=noon(4, 1))
    assert [(c.old_limit, c.new_limit) for c in made] == [(120, 190), (190, 120), (120, 195), (195, 120)]
    assert apply_due(world, now=noon(4, 1)) == []


def test_a_ramp_builds_on_itself(world: Store, csm: Actor) -> None:
    assert planned(world, csm, 180, day(12, 5)).builds_on == 120
    assert planned(world, csm, 210, day(1, 10)).builds_on == 180
    assert planned(world, csm, 150, day(3, 1)).builds_on == 210  # a lowering by then
    apply_due(world, now=noon(3, 2))
    assert course(world) == [(120, 180, day(12, 5)), (180, 210, day(1, 10)), (210, 150, day(3, 1))]


def test_a_raise_that_begins_as_another_ends_takes_its_place_and_ends_where_both_began(
    world: Store, csm: Actor
) -> None:
    planned(world, csm, 190, day(12, 5), day(12, 20))
    planned(world, csm, 170, day(12, 21), day(12, 31))
    apply_due(world, now=noon(1, 2))
    assert course(world) == [(120, 190, day(12, 5)), (190, 170, day(12, 21)), (170, 120, day(1, 1))]
    told = [n.subject for n in feed(world, actor(world, VIEWER)) if n.topic == "scheduled change"]
    assert len(told) == 3  # nobody hears of a limit between
    assert violations(world) == []


def test_a_change_for_good_as_a_raise_ends_stays(world: Store, csm: Actor) -> None:
    planned(world, csm, 190, day(12, 5), day(12, 31))
    planned(world, csm, 160, day(1, 1))
    apply_due(world, now=noon(2, 1))
    assert course(world) == [(120, 190, day(12, 5)), (190, 160, day(1, 1))]


@pytest.mark.parametrize(
    ("to", "on", "until", "words"),
    [
        (200, (12, 5), None, r"to-190\), begins on the same day. Take that back first, or choose another day"),
        (200, (12, 10), None, r"from 5 Dec 2026 to 20 Dec 2026, planned by dana@vendor.example \(to-190\), falls into"),
        (200, (12, 1), (12, 5), "falls into the same days, and one would end the other"),
        (200, (12, 20), (12, 31), r"days that do not touch it \(from 21 Dec 2026 on\)"),
        (200, (12, 1), (12, 31), "choose days that do not touch it"),
        (200, (12, 1), None, "was planned as a raise from 120 and would lower 200"),
        (190, (12, 1), None, "the limit is 190 already. Take that back first"),
        (120, (1, 1), None, "is 120 on 1 Jan 2027 already: there is nothing to plan"),
    ],
)
def test_what_conflicts_is_refused_when_planning_with_both_named(
    world: Store, csm: Actor, to: int, on: tuple[int, int], until: tuple[int, int] | None, words: str
) -> None:
    planned(world, csm, 190, day(12, 5), day(12, 20))
    with pytest.raises(BadInput, match=words) as caught:
        planned(world, csm, to, day(*on), day(*until) if until else None, name="another")
    assert str(caught.value).startswith("The network limit of Acme ")
    assert statuses(world) == {"to-190": "waiting"}


def test_nothing_is_planned_into_the_days_of_a_raise_in_force(world: Store, csm: Actor) -> None:
    changed(world, csm, 150, until=day(12, 31))
    with pytest.raises(BadInput, match="150 in force are until 31 Dec 2026, and then it goes back to 120 by itself"):
        planned(world, csm, 200, day(12, 10), day(1, 20))
    planned(world, csm, 200, day(1, 1), day(1, 20))
    apply_due(world, now=noon(2, 1))
    assert [step[:2] for step in course(world)] == [(120, 150), (150, 200), (200, 120)]


def test_after_a_direct_change_what_still_makes_sense_goes_on(world: Store, csm: Actor) -> None:
    planned(world, csm, 190, day(12, 5), day(12, 20))
    planned(world, csm, 130, day(2, 1))
    changed(world, csm, 140)
    assert statuses(world) == {"to-190": "waiting", "to-130": "held"}
    assert words_of(world, "to-130") == (
        "dana@vendor.example set the limit from 120 to 140 on 21 Nov 2026: it was planned as a raise from 120 and "
        "would lower 140. Plan it again if it is still wanted."
    )
    told = next(n for n in feed(world, csm) if n.topic == "held")
    assert "planned for 1 Feb 2027 will not be made" in told.subject
    assert "It was to become 130. dana@vendor.example set the limit from 120 to 140" in told.body
    apply_due(world, now=noon(12, 21))
    assert [step[:2] for step in course(world)] == [(120, 140), (140, 190), (190, 140)]  # back to what it was by then


def test_a_direct_change_for_good_ends_a_raise_for_good(world: Store, csm: Actor) -> None:
    way_back = f"{changed(world, csm, 150, until=day(12, 31))}-step-down"
    changed(world, csm, 170, noon(12, 1))
    assert statuses(world) == {way_back: "held"}
    assert "it does not go back to 120 by itself any more" in words_of(world, way_back)
    assert apply_due(world, now=noon(1, 2)) == []


def test_a_direct_change_until_a_later_day_goes_back_to_where_the_first_began(world: Store, csm: Actor) -> None:
    changed(world, csm, 150, until=day(12, 20))
    changed(world, csm, 170, noon(12, 1), until=day(12, 31))
    apply_due(world, now=noon(1, 2))
    assert [step[:2] for step in course(world)] == [(120, 150), (150, 170), (170, 120)]


def test_a_direct_change_until_an_earlier_day_goes_back_into_the_first(world: Store, csm: Actor) -> None:
    changed(world, csm, 150, until=day(12, 31))
    changed(world, csm, 170, noon(12, 1), until=day(12, 10))
    apply_due(world, now=noon(1, 2))
    assert [step[:2] for step in course(world)] == [(120, 150), (150, 170), (170, 150), (150, 120)]


def test_a_direct_change_until_a_day_holds_what_was_planned_within_its_days(world: Store, csm: Actor) -> None:
    planned(world, csm, 190, day(12, 5))
    changed(world, csm, 150, until=day(12, 31))
    assert statuses(world)["to-190"] == "held"
    assert "150 until 31 Dec 2026" in words_of(world, "to-190")


def test_taking_a_raise_back_leaves_no_way_back_and_no_alarm(world: Store, csm: Actor) -> None:
    raised = changed(world, csm, 150, until=day(12, 31))
    undo_change(world, csm, raised, "a mistake", now=noon(11, 22))
    assert statuses(world) == {f"{raised}-step-down": "cancelled"}
    assert not [n for n in feed(world, csm) if n.topic == "held"]


def test_taking_a_planned_change_back_holds_what_makes_no_sense_without_it(world: Store, csm: Actor) -> None:
    planned(world, csm, 180, day(12, 5))
    planned(world, csm, 160, day(1, 1))  # a lowering from 180, a raise from 120
    planned(world, csm, 210, day(2, 1))
    cancel_scheduled(world, csm, "to-180", "called off", now=NOW)
    assert statuses(world) == {"to-180": "cancelled", "to-160": "held", "to-210": "waiting"}
    assert "took the change to 180 on 5 Dec 2026" in words_of(world, "to-160")
    assert "planned as a lowering from 180 and would raise 120" in words_of(world, "to-160")


def test_a_limit_that_moved_unseen_holds_what_makes_no_sense_on_its_day(world: Store, csm: Actor) -> None:
    planned(world, csm, 150, day(12, 5))
    with world.transaction() as cursor:  # as an import of limits sets it
        cursor.execute(
            "UPDATE limits SET limit_numbers = 300, version = 2 WHERE network_id = 'acme' AND kind = 'network'"
        )
        cursor.execute(
            "INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, old_limit, new_limit,"
            " changed_at, changed_by, reason, effective_from) VALUES ('i', 'acme', 'network', '', 2, 120, 300,"
            " '2026-12-01 08:00:00', 'import', 'limits.csv', '2026-12-01')"
        )
    assert apply_due(world, now=noon(12, 5)) == []
    assert words_of(world, "to-150") == (
        "On its day it was planned as a raise from 120 and would lower 300: import set it from 120 to 300 on "
        "1 Dec 2026. Plan it again if it is still wanted."
    )


def test_planned_changes_of_one_limit_leave_another_alone(world: Store, csm: Actor) -> None:
    planned(world, csm, 190, day(12, 5), day(12, 20))
    schedule_change(world, csm, ChangeLimit("acme", "dynamic", 60, "x", change_id="d"), day(12, 10), now=NOW)
    changed(world, csm, 200)
    assert statuses(world) == {"to-190": "held", "d": "waiting"}
