"""What somebody has looked at: their own marks, kept apart from the figures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data import migrations
from data.errors import NotAllowed
from data.store import Store
from limits.actors import actor
from limits.people import last_visits, look_at, seen_by
from tests.limits.world import ADMIN, CSM, PLANNER, fill

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


def test_an_admin_sees_when_each_was_last_here_and_nobody_else_does(world: Store) -> None:
    look_at(world, actor(world, CSM), "portfolio", now=NOON)
    look_at(world, actor(world, CSM), "headroom", now=NOON + dt.timedelta(hours=2))
    assert last_visits(world, actor(world, ADMIN)) == {CSM: dt.datetime(2026, 11, 20, 14)}  # noqa: DTZ001 - as above
    with pytest.raises(NotAllowed):
        last_visits(world, actor(world, PLANNER))


def test_a_store_from_before_marks_opens_and_remembers_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrations.available()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "available", lambda: [one for one in known if one[0] < 22])
        old = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
        old.write(fill)
        old.close()
    store = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
    csm = actor(store, CSM)
    assert seen_by(store, csm) == {}
    assert look_at(store, csm, "portfolio", now=NOON) is None
    assert set(seen_by(store, csm)) == {"portfolio"}
    store.close()
