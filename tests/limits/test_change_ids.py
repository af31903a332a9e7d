"""One namespace of change ids, and no planned change that stops another, a command or a round."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import BadInput
from data.records import ScheduledChange
from data.store import Store
from data.tables import scheduled as scheduled_store
from data.upkeep.check import violations
from limits import __main__ as limits_door
from limits.actors import Actor, actor
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import apply_due, cancel_scheduled, schedule_change, scheduled_changes
from limits.changes.undo import undo_change
from limits.notice_texts import feed
from limits.notices.rounds import make_round
from limits.notices.sending import Channels
from limits.requests.decide import DecideRequest, decide_request
from limits.requests.requests import FileRequest, file_request
from tests.limits.world import OTHER_CSM, SUPER_USER, set_limit
from tests.store_maker import ON_POSTGRESQL

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
ON_THE_DAY = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
FIRST = dt.date(2026, 12, 1)


def to(limit: int, change_id: str, kind: str = "network", **more: object) -> ChangeLimit:
    return ChangeLimit("acme", kind, limit, "why", change_id=change_id, **more)  # type: ignore[arg-type]


def states(world: Store, csm: Actor) -> dict[str, str]:
    return {p.scheduled_id: p.status for p in scheduled_changes(world, csm, "acme")}


def insert_change(world: Store, change_id: str, *, kind: str, version: int, old: int, new: int) -> None:
    """As an older version of Headroom could have stored it."""
    with world.transaction() as cursor:
        cursor.execute(
            "INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, old_limit, new_limit, "
            "changed_at, changed_by, reason, effective_from) "
            "VALUES ($1, 'acme', $2, '', $3, $4, $5, '2026-11-20 00:00:00', 'dana@vendor.example', 'x', '2026-11-20')",
            change_id,
            kind,
            version,
            old,
            new,
        )
        cursor.execute(
            "UPDATE limits SET version = $1, limit_numbers = $2 WHERE network_id = 'acme' AND kind = $3",
            version,
            new,
            kind,
        )


def test_an_id_of_a_planned_change_is_taken_for_changes(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, to(150, "x"), FIRST, now=NOW)
    for command in (to(150, "x"), to(60, "x", "dynamic")):
        with pytest.raises(BadInput, match="belongs to a planned change already"):
            change_limit(world, csm, command, now=NOW)
    assert [c.change_id for c in apply_due(world, now=ON_THE_DAY)] == ["x"]
    assert change_limit(world, csm, to(150, "x"), now=ON_THE_DAY).change_id == "x"  # asked again, made once
    assert violations(world) == []


def test_an_id_of_a_change_is_taken_for_planned_changes(world: Store, csm: Actor) -> None:
    change_limit(world, csm, to(150, "x"), now=NOW)
    with pytest.raises(BadInput, match="belongs to another change already"):
        schedule_change(world, csm, to(60, "x", "dynamic"), FIRST, now=NOW)
    schedule_change(world, csm, to(160, "y"), FIRST, now=NOW)
    cancel_scheduled(world, csm, "y", "no", now=NOW)
    with pytest.raises(BadInput, match="belongs to a planned change already"):
        change_limit(world, csm, to(160, "y"), now=NOW)


@pytest.mark.parametrize(
    "change_id",
    [
        "undo-x",
        "UNDO-x",
        "x-step-down",
        "x-step-down-2",
        "request-R-1",
        "bulk-0123456789abcdef-2",
        "import-abc",
        "first-acme",
        " x",
        "x\n",
        "x\x00",
        "",
        "a" * 201,
    ],
)
def test_nobody_chooses_an_id_of_a_form_that_is_made(world: Store, csm: Actor, change_id: str) -> None:
    with pytest.raises(BadInput, match="change-id"):
        change_limit(world, csm, to(150, change_id), now=NOW)
    with pytest.raises(BadInput, match="change-id"):
        schedule_change(world, csm, to(150, change_id), FIRST, now=NOW)


def test_an_id_of_another_network_tells_nothing_of_it(world: Store, csm: Actor) -> None:
    change_limit(world, csm, to(150, "x"), now=NOW)
    with pytest.raises(BadInput) as caught:
        change_limit(world, actor(world, OTHER_CSM), ChangeLimit("bolt", "network", 11, "why", change_id="x"), now=NOW)
    assert "acme" not in str(caught.value)
    assert "150" not in str(caught.value)


def test_forged_ids_of_an_older_store_neither_block_undo_nor_the_way_back(world: Store, csm: Actor) -> None:
    insert_change(world, "undo-a", kind="dynamic", version=2, old=50, new=60)
    insert_change(world, "a-step-down", kind="dynamic", version=3, old=60, new=70)
    until = dt.date(2026, 11, 30)
    change_limit(world, csm, to(150, "a", until=until), now=NOW)
    assert states(world, csm) == {"a-step-down-2": "waiting"}
    back = undo_change(world, csm, "a", "a mistake", now=NOW)
    assert (back.kind, back.new_limit) == ("network", 120)
    assert states(world, csm) == {"a-step-down-2": "cancelled"}


def test_a_forged_id_of_a_decision_does_not_keep_a_request_from_being_granted(world: Store, csm: Actor) -> None:
    asked = FileRequest("acme", "network", 30, FIRST, "more")  # 96 of 120 are needed: 6 more than are free
    request = file_request(world, actor(world, SUPER_USER), asked, now=NOW)
    insert_change(world, f"request-{request.request_id}", kind="dynamic", version=2, old=50, new=60)
    decision = decide_request(world, csm, DecideRequest(request.request_id, "approve", "fine"), now=NOW)
    assert decision.change is not None
    assert decision.change.new_limit == 126


def forge(world: Store, csm: Actor) -> None:
    """Three planned changes: one under an id that a change took since, one sound, one in a zone that is none."""
    schedule_change(world, csm, to(150, "jam"), FIRST, now=NOW)
    schedule_change(world, csm, to(60, "sound", "dynamic"), FIRST, now=NOW)
    with world.transaction() as cursor:
        set_limit(cursor, "bolt", "campaign", "c1", 5)
        cursor.execute("UPDATE limit_changes SET change_id = 'jam' WHERE network_id = 'bolt' AND campaign_id = 'c1'")
        scheduled_store.schedule(
            cursor,
            ScheduledChange(
                scheduled_id="nowhere",
                network_id="bolt",
                kind="network",
                campaign_id="",
                new_limit=11,
                on_date=dt.date(2026, 11, 30),
                until_date=None,
                expected_version=1,
                step_down=False,
                reason="x",
                request_id=None,
                scheduled_by=OTHER_CSM,
                scheduled_at=dt.datetime.fromisoformat("2026-11-20"),
                status="waiting",
                settled_at=None,
                settled_words=None,
            ),
        )
        cursor.execute("UPDATE networks SET time_zone = 'Nowhere/At_All' WHERE network_id = 'bolt'")


def test_what_cannot_be_made_is_marked_and_the_others_are_made(world: Store, csm: Actor) -> None:
    forge(world, csm)
    assert [c.change_id for c in apply_due(world, now=ON_THE_DAY)] == ["sound"]
    assert states(world, csm) == {"jam": "held", "sound": "applied"}
    with world.reading() as cursor:
        nowhere = scheduled_store.scheduled_change(cursor, "nowhere")
    assert nowhere is not None
    assert nowhere.status == "held"
    assert "log under reference" in str(nowhere.settled_words)
    assert any("will not be made" in n.subject for n in feed(world, csm))
    assert apply_due(world, now=ON_THE_DAY) == []


def test_what_nobody_can_be_told_of_is_held_all_the_same(
    world: Store, csm: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no words")

    monkeypatch.setattr("limits.changes.made_or_held.notify_of_held_change", fail)
    forge(world, csm)
    assert [c.change_id for c in apply_due(world, now=ON_THE_DAY)] == ["sound"]
    assert states(world, csm)["jam"] == "held"


def test_a_round_goes_on(world: Store, csm: Actor) -> None:
    forge(world, csm)
    done = make_round(world, Channels(), now=ON_THE_DAY)
    assert "sound" in [c.change_id for c in done.applied]
    assert done.alerts.run.network_count == 2


STEPS = ("apply_due", "expire_requests", "notify_of_stuck_requests", "evaluate_alerts", "send_due")


@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_a_round_that_fails_keeps_none_of_the_others(
    world: Store, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    made: list[str] = []
    for name in STEPS:

        def note(*_: object, name: str = name, **__: object) -> list[object]:
            made.append(name)
            if name == step:
                raise RuntimeError(f"{name} failed")
            return []

        monkeypatch.setattr(f"limits.notices.rounds.{name}", note)
    with pytest.raises(RuntimeError, match=f"{step} failed"):
        make_round(world, Channels(), now=ON_THE_DAY)
    assert made == [*STEPS]


@pytest.mark.skipif(ON_POSTGRESQL, reason="the commands are the same on either engine")
def test_every_command_goes_on(world: Store, csm: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    forge(world, csm)
    with world.transaction() as cursor:
        cursor.execute("UPDATE scheduled_changes SET on_date = '2026-11-22'")
    monkeypatch.setenv("HEADROOM_DB", str(world.address))
    world.close()
    assert limits_door.main(["history", "acme"]) == 0
    assert limits_door.main(["status", "acme"]) == 0


def test_check_tells_of_ids_that_answer_for_another_change(world: Store, csm: Actor) -> None:
    change_limit(world, csm, to(150, "a"), now=NOW)
    undo_change(world, csm, "a", "a mistake", now=NOW)
    change_limit(world, csm, to(150, "b", until=dt.date(2026, 11, 30)), now=NOW)
    assert violations(world) == []
    insert_change(world, "undo-b", kind="dynamic", version=2, old=50, new=60)
    schedule_change(world, csm, to(160, "c"), FIRST, now=NOW)
    with world.transaction() as cursor:
        cursor.execute("UPDATE scheduled_changes SET scheduled_id = 'undo-b' WHERE scheduled_id = 'c'")
        cursor.execute("UPDATE scheduled_changes SET on_date = '2026-12-24' WHERE scheduled_id = 'b-step-down'")
    found = {(v.invariant, v.detail.split(" ")[0]) for v in violations(world)}
    assert ("an id belongs to one change, planned or made", "undo-b") in found
    assert ("a change taken back, and a step-down, follow the change they name", "undo-b") in found
    assert ("a change taken back, and a step-down, follow the change they name", "b-step-down") in found
