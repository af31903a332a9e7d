"""Changes from a list: all or none, every row in the way named; and a change taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import BadInput, BulkRefused, NotAllowed, StaleLimit, Unknown
from data.store import Store
from data.upkeep.check import violations
from limits.actors import OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.changes.bulk import change_by_list
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import scheduled_changes
from limits.changes.undo import undo_change
from limits.kinds import LimitKey
from limits.network.limit_history import history
from limits.notice_texts import feed
from tests.limits.world import ADMIN, CSM, PLANNER, STRANGER, SUPER_USER, VIEWER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
HEADER = "network_id,kind,campaign_id,to,reason,expect\n"
SOUND = (
    HEADER + 'acme,network,,140,"spring, and more",1\nacme,dynamic,,60,visitors,\nacme,campaign,spring,45,posters,1\n'
)


def limits(store: Store) -> dict[str, int]:
    return {
        f"{s.key.kind} {s.key.campaign_id}".strip(): s.limit for s in network_standing(store, OPERATOR, "acme").limits
    }


def listed(store: Store, text: str, *, email: str = CSM, dry_run: bool = False) -> list[str]:
    """Makes the changes; what was refused as 'row column'."""
    try:
        change_by_list(store, actor(store, email), "list.csv", text.encode(), dry_run=dry_run, now=NOW)
    except BulkRefused as refused:
        return [f"{r.row} {r.column}" for r in refused.rejections]
    return []


def test_a_sound_list_is_made_whole_with_evidence(world: Store, csm: Actor) -> None:
    assert listed(world, SOUND) == []
    assert limits(world) == {"network": 140, "dynamic": 60, "campaign spring": 45, "campaign autumn": 30}
    newest = history(world, csm, "acme")[0]
    assert (newest.changed_by, newest.reason) == (CSM, "posters")
    assert newest.suggested_limit is not None
    assert violations(world) == []


def test_one_row_in_the_way_keeps_all_from_being_made_and_each_is_named(world: Store) -> None:
    before = limits(world)
    text = HEADER + (
        "acme,network,,140,season,1\n"
        "acme,dynamic,,60,season,7\n"
        "acme,campaign,spring,20,season,\n"
        "acme,campaign,winter,20,season,\n"
        "bolt,network,,20,season,\n"
        "nowhere,network,,20,season,\n"
    )
    assert listed(world, text) == ["3 expect", "4 to", "5 campaign_id", "6 network_id", "7 network_id"]
    assert limits(world) == before
    assert len(history(world, OPERATOR, "acme")) == 4


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",network,,140,season,1", "network_id"),
        ("acme,static,,140,season,1", "kind"),
        ("acme,campaign,,140,season,1", "campaign_id"),
        ("acme,network,spring,140,season,1", "campaign_id"),
        ("acme,network,,1.5,season,1", "to"),
        ("acme,network,,-3,season,1", "to"),
        ("acme,network,,,season,1", "to"),
        ("acme,network,,999999999,season,1", "to"),
        ("acme,network,,140,season,one", "expect"),
        ("acme,network,,140, ,1", "reason"),
        ("acme,network,,120,season,1", "to"),  # it is that already
    ],
)
def test_a_value_that_cannot_be_meant_is_named(world: Store, row: str, column: str) -> None:
    assert listed(world, HEADER + row) == [f"2 {column}"]


def test_the_same_limit_twice_is_refused(world: Store) -> None:
    assert listed(world, HEADER + "acme,network,,140,a,\nacme,network,,150,b,\n") == ["3 network_id"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("network_id,kind,to\nacme,network,140", "Missing: reason"),
        (HEADER.replace("expect", "expects") + "acme,network,,140,x,1", "Unknown: expects"),
        (HEADER, "no rows"),
        ("", "Missing"),
        (HEADER + "acme,network,,140,spring, and more,1", "row 2 has 7 values"),
        (HEADER + 'acme,network,,140,"spring,1', "no CSV"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(world: Store, text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        listed(world, text)


def test_bytes_that_are_no_text_are_refused(world: Store, csm: Actor) -> None:
    with pytest.raises(BadInput, match="UTF-8"):
        change_by_list(world, csm, "list.csv", b"\xff\xfe\x00", now=NOW)


def test_a_dry_run_says_all_and_changes_nothing(world: Store, csm: Actor) -> None:
    before = limits(world)
    report = change_by_list(world, csm, "list.csv", SOUND.encode(), dry_run=True, now=NOW)
    assert [c.new_limit for c in report.changes] == [140, 60, 45]
    assert limits(world) == before
    assert len(history(world, OPERATOR, "acme")) == 4
    assert listed(world, SOUND) == []  # and does not stand in the way of the list itself


def test_the_same_file_twice_changes_once(world: Store, csm: Actor) -> None:
    first = change_by_list(world, csm, "list.csv", ("\ufeff" + SOUND).encode(), now=NOW)
    assert change_by_list(world, csm, "again.csv", ("\ufeff" + SOUND).encode(), now=NOW) == first
    assert len(history(world, OPERATOR, "acme")) == 7


@pytest.mark.parametrize("email", [VIEWER, SUPER_USER, PLANNER, ADMIN, STRANGER])
def test_a_list_allows_nobody_what_a_single_change_would_not(world: Store, email: str) -> None:
    before = limits(world)
    assert listed(world, HEADER + "acme,network,,140,season,", email=email) == ["2 network_id"]
    assert limits(world) == before


def test_undo_is_a_new_change_back_and_happens_once(world: Store, csm: Actor) -> None:
    change_limit(world, csm, ChangeLimit("acme", "network", 140, "a mistake", change_id="c1"), now=NOW)
    back = undo_change(world, csm, "c1", "it was the wrong network", now=NOW)
    assert (back.old_limit, back.new_limit, back.version, back.change_id) == (140, 120, 3, "undo-c1")
    assert undo_change(world, csm, "c1", "it was the wrong network", now=NOW) == back
    assert limits(world)["network"] == 120
    assert undo_change(world, csm, "undo-c1", "it was right after all", now=NOW).new_limit == 140


def test_undo_is_refused_when_the_limit_moved_on(world: Store, csm: Actor) -> None:
    change_limit(world, csm, ChangeLimit("acme", "network", 140, "a mistake", change_id="c1"), now=NOW)
    change_limit(world, csm, ChangeLimit("acme", "network", 150, "more"), now=NOW)
    with pytest.raises(StaleLimit, match="150"):
        undo_change(world, csm, "c1", "no", now=NOW)
    assert limits(world)["network"] == 150


def test_undo_of_a_raise_until_a_day_takes_its_step_down_with_it(world: Store, csm: Actor) -> None:
    raised = ChangeLimit("acme", "network", 140, "week of sales", change_id="c1", until=dt.date(2026, 11, 30))
    change_limit(world, csm, raised, now=NOW)
    undo_change(world, csm, "c1", "called off", now=NOW)
    assert [c.status for c in scheduled_changes(world, csm, "acme")] == ["cancelled"]
    assert not any("will not be made" in n.subject for n in feed(world, csm))


def test_undo_follows_the_rules_of_any_change(world: Store, csm: Actor) -> None:
    change_limit(
        world, csm, ChangeLimit("acme", "network", 90, "cut", accept_below_usage=True, change_id="c0"), now=NOW
    )
    undo_change(world, csm, "c0", "too early", now=NOW)
    with pytest.raises(BadInput, match="below this month's usage"):
        undo_change(world, csm, "undo-c0", "cut again", now=NOW)
    assert undo_change(world, csm, "undo-c0", "cut again", accept_below_usage=True, now=NOW).new_limit == 90
    super_user = actor(world, SUPER_USER)
    change_limit(world, super_user, ChangeLimit("acme", "campaign", 50, "more", "spring", change_id="c2"), now=NOW)
    with pytest.raises(NotAllowed):  # lowering is the CSM's
        undo_change(world, super_user, "c2", "sorry", now=NOW)
    with pytest.raises(BadInput, match="reason"):
        undo_change(world, csm, "c2", " ", now=NOW)
    with pytest.raises(BadInput, match="first limit"):
        undo_change(world, csm, "first-acme-network-", "no", now=NOW)
    with pytest.raises(NotAllowed):  # it may be another network's
        undo_change(world, csm, "c9", "no", now=NOW)
    with pytest.raises(Unknown):
        undo_change(world, OPERATOR, "c9", "no", now=NOW)
    for change_id in ("c2", "c9"):  # strangers do not learn which of them is there
        with pytest.raises(NotAllowed, match="not among the changes"):
            undo_change(world, actor(world, STRANGER), change_id, "no", now=NOW)
    assert network_standing(world, OPERATOR, "acme").limit(LimitKey("campaign", "spring")).limit == 50


def test_figures_of_data_that_moved_meanwhile_are_not_written(
    world: Store, csm: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = network_standing

    def standing(store: Store, person: Actor, network_id: str) -> object:
        found = read(store, person, network_id)
        with world.transaction() as cursor:
            cursor.execute("UPDATE allotments SET number_months = number_months + 1 WHERE network_id = 'acme'")
        return found

    with monkeypatch.context() as patch:
        patch.setattr("limits.changes.bulk.network_standing", standing)
        assert set(listed(world, SOUND)) == {"2 expect", "3 expect", "4 expect"}
    assert limits(world)["network"] == 120
    assert listed(world, SOUND) == []
