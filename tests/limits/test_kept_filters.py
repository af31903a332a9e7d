"""Filters kept under a name: each person's own, named as they like within reason, one of them the start of the list."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data import migrations
from data.errors import BadInput, NotAllowed, Unknown
from data.store import Store
from data.upkeep.check import violations
from data.upkeep.export import export_store
from data.upkeep.restore import restore_store
from limits.actors import OPERATOR, Actor, actor
from limits.people import change_filter, delete_filter, overwrite_filter, save_filter, saved_filters
from limits.people.kept_filters import ASKED_MAX, MOST
from limits.people.users import disable_user
from tests.limits.world import ADMIN, CSM, PLANNER, SUPER_USER, fill
from tests.store_maker import StoreMaker

PAGE = "portfolio"
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def save(store: Store, person: Actor, name: str, asked: str = "state=Over", *, is_start: bool = False) -> None:
    save_filter(store, person, PAGE, name, asked, is_start=is_start, now=NOON)


def kept(store: Store, person: Actor) -> list[tuple[str, str, bool]]:
    return [(one.name, one.asked, one.is_start) for one in saved_filters(store, person, PAGE)]


def test_a_filter_is_kept_for_who_saved_it_and_for_nobody_else(world: Store, csm: Actor) -> None:
    save(world, csm, " My  renewals ", "ends=this+quarter", is_start=True)
    assert kept(world, csm) == [("My renewals", "ends=this+quarter", True)]
    for other in (PLANNER, ADMIN):
        assert kept(world, actor(world, other)) == []
        with pytest.raises(Unknown, match="no saved filter 'My renewals'"):
            delete_filter(world, actor(world, other), PAGE, "My renewals")
    assert saved_filters(world, csm, "requests") == []


def test_two_people_may_give_the_same_name(world: Store, csm: Actor) -> None:
    save(world, csm, "Full", "state=Over")
    save(world, actor(world, PLANNER), "Full", "state=Watch")
    assert kept(world, csm) == [("Full", "state=Over", False)]


@pytest.mark.parametrize(
    ("name", "asked", "words"),
    [
        ("  ", "state=Over", "Give the filter a name"),
        ("x" * 41, "state=Over", "41 characters; at most 40"),
        ("a\u202eb", "state=Over", "cannot be seen"),
        ("aLL", "state=Over", "is what the list without a filter is called"),
        ("FULL ONES", "state=Over", "You have a filter 'Full ones' already"),
        ("other", "", "Nothing is filtered"),
        ("other", "search=" + "x" * ASKED_MAX, "Search for less"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(world: Store, csm: Actor, name: str, asked: str, words: str) -> None:
    save(world, csm, "Full ones")
    with pytest.raises(BadInput, match=words):
        save(world, csm, name, asked)
    assert kept(world, csm) == [("Full ones", "state=Over", False)]


def test_there_is_an_end_to_how_many_and_overwriting_goes_on(world: Store, csm: Actor) -> None:
    for number in range(MOST):
        save(world, csm, f"number {number}")
    with pytest.raises(BadInput, match="delete one, or overwrite one"):
        save(world, csm, "one more")
    overwrite_filter(world, csm, PAGE, "number 3", "state=Watch", now=NOON)
    delete_filter(world, csm, PAGE, "number 4")
    save(world, csm, "one more")
    assert len(kept(world, csm)) == MOST


def test_the_list_opens_with_one_at_most(world: Store, csm: Actor) -> None:
    save(world, csm, "one", is_start=True)
    save(world, csm, "two", is_start=True)
    save(world, csm, "three")
    assert [name for name, _, is_start in kept(world, csm) if is_start] == ["two"]
    change_filter(world, csm, PAGE, "three", to="Third", is_start=True)
    assert [name for name, _, is_start in kept(world, csm) if is_start] == ["Third"]
    change_filter(world, csm, PAGE, "third", to="Third", is_start=False)
    assert [name for name, _, is_start in kept(world, csm) if is_start] == []
    assert violations(world) == []


def test_a_new_name_is_free_or_refused_and_case_may_change(world: Store, csm: Actor) -> None:
    save(world, csm, "one", "state=Over", is_start=True)
    save(world, csm, "two")
    with pytest.raises(BadInput, match="You have a filter 'two' already"):
        change_filter(world, csm, PAGE, "one", to="TWO", is_start=False)
    change_filter(world, csm, PAGE, "one", to="ONE", is_start=True)
    assert kept(world, csm) == [("ONE", "state=Over", True), ("two", "state=Over", False)]


def test_what_another_window_renamed_or_deleted_is_said(world: Store, csm: Actor) -> None:
    save(world, csm, "one")
    delete_filter(world, csm, PAGE, "one")
    for do in (
        lambda: overwrite_filter(world, csm, PAGE, "one", "state=Watch"),
        lambda: change_filter(world, csm, PAGE, "one", to="two", is_start=False),
        lambda: delete_filter(world, csm, PAGE, "one"),
    ):
        with pytest.raises(Unknown, match="in another window"):
            do()
    assert kept(world, csm) == []


def test_customers_and_who_is_disabled_keep_none(world: Store, csm: Actor) -> None:
    save(world, csm, "one")
    with pytest.raises(NotAllowed):
        save(world, actor(world, SUPER_USER), "mine")
    disable_user(world, actor(world, ADMIN), CSM, "left")
    for do in (lambda: kept(world, csm), lambda: save(world, csm, "two")):
        with pytest.raises(NotAllowed):
            do()


def test_a_store_without_users_has_nobody_to_keep_one_for(store: Store) -> None:
    with pytest.raises(BadInput, match="no users yet"):
        save(store, OPERATOR, "one")


def test_keeping_a_filter_changes_no_figure_so_nothing_is_worked_out_anew(world: Store, csm: Actor) -> None:
    before = world.data_version()
    save(world, csm, "one")
    assert world.data_version() == before


def test_a_store_from_before_saved_filters_opens_and_keeps_them_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrations.available()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "available", lambda: [one for one in known if one[0] < 29])
        old = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
        old.write(fill)
        old.close()
    store = Store(tmp_path / "old.duckdb", memory_limit="500MB", threads=2)
    csm = actor(store, CSM)
    assert kept(store, csm) == []
    save(store, csm, "one")
    assert kept(store, csm) == [("one", "state=Over", False)]
    assert violations(store) == []
    store.close()


def test_saved_filters_go_with_an_export(world: Store, csm: Actor, tmp_path: Path, store_maker: StoreMaker) -> None:
    save(world, csm, "My renewals", "ends=this+quarter", is_start=True)
    export_store(world, tmp_path / "out")
    again = store_maker.new("restored")
    restore_store(again, tmp_path / "out")
    assert kept(again, actor(again, CSM)) == [("My renewals", "ends=this+quarter", True)]
