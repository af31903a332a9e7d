"""What somebody has looked at: their own marks, kept apart from the figures."""

from __future__ import annotations

import datetime as dt

from data.store import Store
from limits.actors import actor
from limits.people import look_at, seen_by
from tests.limits.world import CSM, PLANNER

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def test_a_look_is_remembered_and_says_when_the_one_before_was(world: Store) -> None:
    csm = actor(world, CSM)
    assert look_at(world, csm, "portfolio", now=NOON) is None
    assert look_at(world, csm, "portfolio", now=NOON + dt.timedelta(hours=1)) == NOON.replace(tzinfo=None)
    assert seen_by(world, csm) == {"portfolio": dt.datetime(2026, 11, 20, 13)}  # noqa: DTZ001 - stored without a zone


def test_what_one_person_saw_is_unread_for_another(world: Store) -> None:
    look_at(world, actor(world, CSM), "request:R-1", now=NOON)
    assert seen_by(world, actor(world, PLANNER)) == {}


def test_a_look_changes_no_figure_so_nothing_is_worked_out_anew(world: Store) -> None:
    before = world.data_version()
    look_at(world, actor(world, CSM), "request:R-1", now=NOON)
    assert world.data_version() == before
