"""Where limits are set in another system: what is to be set, who set it, what the next import says, who is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data import migrations
from data.errors import BadInput, NotAllowed, StaleLimit
from data.imports import import_files
from data.store import Store
from data.upkeep.check import violations
from limits.actors import Actor, actor
from limits.administration import SetSettings, set_settings
from limits.changes import (
    ChangeLimit,
    PlatformTask,
    change_limit,
    mark_as_set,
    note_difference,
    platform_tasks,
    undo_change,
)
from limits.notice_texts import feed
from tests.limits.world import ADMIN, CSM, PLANNER, STRANGER, SUPER_USER, VIEWER, fill, nothing_to_frown_at

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def elsewhere(world: Store) -> Store:
    command = SetSettings({"limits_are_set": "in the platform"}, "it is another system")
    set_settings(world, actor(world, ADMIN), command, now=NOW - dt.timedelta(days=1))
    return world


def raised(world: Store, csm: Actor, to: int = 150) -> str:
    return change_limit(world, csm, ChangeLimit("acme", "network", to, "agreed"), now=NOW).change_id


def tasks(world: Store, email: str = CSM) -> list[tuple[str, int | None, int]]:
    return [(t.status, t.in_platform, t.promised) for t in platform_tasks(world, actor(world, email))]


def imported(world: Store, folder: Path, network_limit: int, day: dt.date) -> None:
    """The platform's own limits, as of a day."""
    file = folder / f"limits-{day}.csv"
    file.write_text(f"network_id,network_limit,dynamic_limit\nacme,{network_limit},50\n")
    moment = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(6))
    import_files(world, [file], as_of=day, now=moment, imported_by=ADMIN)


def test_nothing_is_to_be_set_where_limits_are_set_here(world: Store, csm: Actor) -> None:
    change = raised(world, csm)
    assert tasks(world) == []
    with pytest.raises(BadInput, match="Limits are set here"):
        mark_as_set(world, csm, change, now=LATER)


def test_a_change_is_to_be_set_then_set_by_somebody_then_confirmed_by_an_import(
    elsewhere: Store, csm: Actor, tmp_path: Path
) -> None:
    change = raised(elsewhere, csm)
    assert tasks(elsewhere) == [("to be set", 120, 150)]
    mark = mark_as_set(elsewhere, csm, change, now=LATER)
    assert (mark.marked_by, mark.marked_at) == (CSM, LATER.replace(tzinfo=None))
    assert tasks(elsewhere) == [("set", 150, 150)]
    with pytest.raises(StaleLimit, match=f"{CSM} marked this change as set"):
        mark_as_set(elsewhere, csm, change, now=LATER)
    imported(elsewhere, tmp_path, 150, dt.date(2026, 11, 22))
    assert tasks(elsewhere) == []
    assert violations(elsewhere) == []


def test_the_customer_hears_that_it_holds_when_it_does_and_once(elsewhere: Store, csm: Actor) -> None:
    change = raised(elsewhere, csm)
    assert [n for n in feed(elsewhere, actor(elsewhere, VIEWER)) if n.topic == "platform"] == []
    mark_as_set(elsewhere, csm, change, now=LATER)
    told = [n.subject for n in feed(elsewhere, actor(elsewhere, VIEWER)) if n.topic == "platform"]
    assert told == ["Acme: the network limit of 150 is set in the platform"]


def test_an_import_that_says_otherwise_is_a_difference_until_somebody_has_seen_it(
    elsewhere: Store, csm: Actor, tmp_path: Path
) -> None:
    change = raised(elsewhere, csm)
    mark_as_set(elsewhere, csm, change, now=LATER)
    imported(elsewhere, tmp_path, 130, dt.date(2026, 11, 22))
    assert tasks(elsewhere) == [("differs", 130, 150)]
    (task,) = platform_tasks(elsewhere, csm)
    note_difference(elsewhere, csm, task.change.change_id, now=LATER + dt.timedelta(days=2))
    assert tasks(elsewhere) == []


def test_what_the_platform_has_already_is_not_to_be_set_again(elsewhere: Store, csm: Actor) -> None:
    change = raised(elsewhere, csm)
    undo_change(elsewhere, csm, change, "called off", now=LATER)
    assert tasks(elsewhere) == []  # it was never set there: 120 is what the platform has
    change = change_limit(elsewhere, csm, ChangeLimit("acme", "network", 160, "agreed"), now=LATER).change_id
    mark_as_set(elsewhere, csm, change, now=LATER + dt.timedelta(minutes=1))
    undo_change(elsewhere, csm, change, "called off", now=LATER + dt.timedelta(minutes=2))
    assert tasks(elsewhere) == [("to be set", 160, 120)]


def test_what_stood_before_limits_were_set_elsewhere_counts_as_set(world: Store, csm: Actor) -> None:
    raised(world, csm)
    command = SetSettings({"limits_are_set": "in the platform"}, "it is another system")
    set_settings(world, actor(world, ADMIN), command, now=LATER)
    assert tasks(world) == []
    change_limit(world, csm, ChangeLimit("acme", "network", 170, "more"), now=LATER + dt.timedelta(hours=1))
    assert tasks(world) == [("to be set", 150, 170)]


def test_customers_see_and_mark_what_they_raised_and_nothing_else(elsewhere: Store, csm: Actor) -> None:
    with elsewhere.transaction() as cursor:
        nothing_to_frown_at(cursor)
    of_csm = raised(elsewhere, csm)
    user = actor(elsewhere, SUPER_USER)
    own = change_limit(elsewhere, user, ChangeLimit("acme", "campaign", 62, "stand", "spring"), now=NOW)
    found: list[PlatformTask] = platform_tasks(elsewhere, user)
    assert [(t.limit_words, t.promised) for t in found] == [("limit of campaign Spring", 62)]
    assert (found[0].change.overage_risk, found[0].change.reason) == (None, "stand")
    assert tasks(elsewhere, STRANGER) == []
    for email, change in ((SUPER_USER, of_csm), (VIEWER, own.change_id), (PLANNER, of_csm), (STRANGER, own.change_id)):
        with pytest.raises(NotAllowed):
            mark_as_set(elsewhere, actor(elsewhere, email), change, now=LATER)
    mark_as_set(elsewhere, user, own.change_id, now=LATER)
    vendor = [n.subject for n in feed(elsewhere, csm) if n.topic == "platform"]
    assert vendor == ["Acme: the limit of campaign Spring of 62 is set in the platform"]


def test_a_store_from_before_gets_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = migrations.available()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "available", lambda: [one for one in known if one[0] != 27])
        old = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
        old.write(fill)
        old.close()
    store = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
    command = SetSettings({"limits_are_set": "in the platform"}, "it is another system")
    set_settings(store, actor(store, ADMIN), command, now=NOW - dt.timedelta(days=1))
    change = raised(store, actor(store, CSM))
    mark_as_set(store, actor(store, CSM), change, now=LATER)
    assert violations(store) == []
    store.close()
