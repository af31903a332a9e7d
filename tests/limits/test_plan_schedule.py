"""A schedule of several steps: planned with one action, all or none, nothing twice, back at its end."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import BadInput, NotAllowed, StaleLimit
from data.records import LimitChange, ScheduledChange
from data.store import Store
from data.upkeep.check import violations
from limits.actors import OPERATOR, Actor
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import apply_due, schedule_change, scheduled_changes
from limits.changes.planned_steps import LimitSteps, PlanSchedule, plan_schedule
from limits.kinds import LimitKey
from limits.network.limit_history import history

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
NOV, DEC, JAN, FEB, APR = (dt.date(2026 + m // 12, m % 12 + 1, 1) for m in (10, 11, 12, 13, 15))
NETWORK = LimitKey("network")


def steps(*wanted: tuple[dt.date, int], key: LimitKey = NETWORK, seen: int | None = None) -> LimitSteps:
    return LimitSteps(key, tuple(wanted), seen)


def plan(world: Store, person: Actor, *limits: LimitSteps, until: dt.date | None = None, name: str = "s"):
    return plan_schedule(world, person, PlanSchedule("acme", limits, "as suggested", until, name), now=NOW)


def waiting(world: Store) -> list[tuple[str, int, dt.date, dt.date | None]]:
    found = scheduled_changes(world, OPERATOR, "acme")
    return [(c.kind, c.new_limit, c.on_date, c.until_date) for c in found if c.status == "waiting"]


def network_course(world: Store) -> list[tuple[int | None, int, dt.date]]:
    own = [c for c in history(world, OPERATOR, "acme") if c.kind == "network" and c.old_limit is not None]
    return sorted(((c.old_limit, c.new_limit, c.effective_from) for c in own), key=lambda c: c[2])


def test_two_limits_for_two_periods_are_planned_at_once_and_happen(world: Store, csm: Actor) -> None:
    made = plan(world, csm, steps((DEC, 550), (JAN, 600)))
    assert all(isinstance(m, ScheduledChange) for m in made)
    apply_due(world, now=dt.datetime(2027, 1, 3, 12, tzinfo=dt.UTC))
    assert network_course(world) == [(120, 550, DEC), (550, 600, JAN)]
    assert violations(world) == []


def test_a_step_of_the_running_month_is_made_now(world: Store, csm: Actor) -> None:
    now, later = plan(world, csm, steps((NOV, 130), (JAN, 160)))
    assert isinstance(now, LimitChange)
    assert (now.new_limit, now.effective_from) == (130, dt.date(2026, 11, 21))
    assert isinstance(later, ScheduledChange)
    assert waiting(world) == [("network", 160, JAN, None)]


def test_a_schedule_that_ends_goes_back_to_where_it_began(world: Store, csm: Actor) -> None:
    plan(world, csm, steps((DEC, 150), (JAN, 170), (FEB, 160)), until=dt.date(2027, 3, 31))
    apply_due(world, now=dt.datetime(2027, 5, 1, 12, tzinfo=dt.UTC))
    assert network_course(world) == [(120, 150, DEC), (150, 170, JAN), (170, 160, FEB), (160, 120, APR)]


def test_a_schedule_that_begins_now_and_ends_goes_back_too(world: Store, csm: Actor) -> None:
    plan(world, csm, steps((NOV, 150), (JAN, 170)), until=dt.date(2027, 1, 31))
    apply_due(world, now=dt.datetime(2027, 5, 1, 12, tzinfo=dt.UTC))
    assert network_course(world) == [(120, 150, dt.date(2026, 11, 21)), (150, 170, JAN), (170, 120, FEB)]


def test_what_is_planned_already_is_not_planned_twice(world: Store, csm: Actor) -> None:
    """A request on top of a ramp: December and January are as they are planned, February is new."""
    for to, on in ((180, dt.date(2026, 12, 5)), (210, dt.date(2027, 1, 10))):
        schedule_change(world, csm, ChangeLimit("acme", "network", to, "ramp"), on, now=NOW)
    (new,) = plan(world, csm, steps((DEC, 180), (JAN, 210), (FEB, 250)))
    assert isinstance(new, ScheduledChange)
    assert (new.builds_on, new.new_limit, new.on_date) == (210, 250, FEB)
    with pytest.raises(BadInput, match="made or planned already"):
        plan(world, csm, steps((DEC, 180), (JAN, 210), (FEB, 250)), name="again")
    assert len(waiting(world)) == 3


def test_a_pair_is_planned_together_or_not_at_all(world: Store, csm: Actor) -> None:
    spring = LimitKey("campaign", "spring")
    plan(world, csm, steps((DEC, 60), key=spring), steps((DEC, 140)))
    assert waiting(world) == [("campaign", 60, DEC, None), ("network", 140, DEC, None)]
    with pytest.raises(BadInput, match="begins on the same day"):
        plan(world, csm, steps((JAN, 80), key=spring), steps((DEC, 150)), name="two")
    assert len(waiting(world)) == 2


def test_a_pair_can_be_made_now(world: Store, csm: Actor) -> None:
    made = plan(world, csm, steps((NOV, 60), key=LimitKey("campaign", "spring")), steps((NOV, 140)))
    assert [type(m) for m in made] == [LimitChange, LimitChange]
    assert violations(world) == []


def test_when_a_later_step_cannot_be_planned_none_is(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, ChangeLimit("acme", "network", 300, "x", change_id="other"), FEB, now=NOW)
    with pytest.raises(BadInput, match="other"):
        plan(world, csm, steps((NOV, 130), (DEC, 150), (FEB, 170)))
    assert waiting(world) == [("network", 300, FEB, None)]
    assert network_course(world) == []


def test_the_same_schedule_twice_plans_once(world: Store, csm: Actor) -> None:
    wanted = steps((NOV, 130), (JAN, 160), seen=1)
    first = plan(world, csm, wanted)
    assert plan(world, csm, wanted) == first
    with pytest.raises(BadInput, match="belongs to another change already"):
        plan(world, csm, steps((NOV, 131), (JAN, 160)))
    assert len(waiting(world)) == 1


def test_a_stale_schedule_names_who_changed_the_limit(world: Store, csm: Actor) -> None:
    change_limit(world, csm, ChangeLimit("acme", "network", 125, "meanwhile"), now=NOW)
    with pytest.raises(StaleLimit, match=r"dana@vendor.example set it from 120 to 125 on 21 Nov 2026, 12:00 UTC"):
        plan(world, csm, steps((DEC, 150), seen=1))
    assert waiting(world) == []


def test_who_may_not_change_a_limit_may_not_plan_a_schedule(world: Store, super_user: Actor) -> None:
    with pytest.raises(NotAllowed):
        plan(world, super_user, steps((DEC, 150)))
    with pytest.raises(NotAllowed):
        plan(world, super_user, steps((DEC, 60), key=LimitKey("campaign", "spring")), steps((DEC, 140)))
    assert waiting(world) == []


@pytest.mark.parametrize(
    ("wanted", "until", "words"),
    [
        ((), None, "at least one step"),
        (((JAN, 150), (DEC, 160)), None, "1 Dec 2026 comes after 1 Jan 2027 in the list"),
        (((DEC, 150), (DEC, 160)), None, "must follow each other"),
        (((DEC, 150),), NOV, "would end on 1 Nov 2026, before its last step of 1 Dec 2026"),
        (((dt.date(2026, 10, 1), 150),), None, "1 Oct 2026 lies in the past: the first step can begin on 21 Nov 2026"),
        (((DEC, -1),), None, "-1 cannot be a limit"),
    ],
)
def test_a_senseless_schedule_is_refused(
    world: Store, csm: Actor, wanted: tuple[tuple[dt.date, int], ...], until: dt.date | None, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        plan(world, csm, LimitSteps(NETWORK, wanted), until=until)
    assert waiting(world) == []
