"""What is promised: by whom and for which months, until a CSM ends it or the change it was made with is gone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from data.data_mark import data_mark
from data.errors import BadInput, NotAllowed, StaleLimit, Unknown
from data.records import ScheduledChange
from data.store import Store
from data.tables.promises import Promise
from data.upkeep.check import violations
from limits.actors import Actor, actor
from limits.administration.contracts import AddAmendment, amend
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import apply_due, cancel_scheduled, schedule_change
from limits.changes.promising import end_promise, running_promises
from limits.requests.decide import DecideRequest, decide_request
from limits.requests.requests import FileRequest, file_request
from tests.limits.test_change_commands import run  # noqa: F401
from tests.limits.test_commands import Run, data
from tests.limits.world import ADMIN, CSM, OTHER_CSM, PLANNER, RUNNING, SUPER_USER, TODAY, VIEWER

DECEMBER = dt.date(2026, 12, 1)


def promised(world: Store, person: Actor) -> list[Promise]:
    return running_promises(world, person, "acme")


def raised(world: Store, csm: Actor, to: int) -> str:
    return change_limit(world, csm, ChangeLimit("acme", "network", to, "season"), now=TODAY).change_id


def planned(world: Store, csm: Actor, to: int, on: dt.date) -> str:
    return schedule_change(world, csm, ChangeLimit("acme", "network", to, "season"), on, now=TODAY).scheduled_id


def test_a_raise_promises_what_it_adds_and_a_lowering_nothing(world: Store, csm: Actor) -> None:
    change_id = raised(world, csm, 125)
    (one,) = promised(world, csm)
    # 120 to 125 in November, on top of 40 + 10 static and 45 dynamic numbers
    assert (one.promise_id, one.kind, one.numbers, one.limit_before) == (change_id, "network", 5, 120)
    assert (one.first_month, one.until_month, one.used_then) == (RUNNING, None, 95)
    raised(world, csm, 124)
    assert [p.limit_before + p.numbers for p in promised(world, csm) if p.limit_before + p.numbers > 125] == []
    assert violations(world) == []


def test_a_csm_ends_a_promise_once_and_says_why(world: Store, csm: Actor) -> None:
    change_id = raised(world, csm, 125)
    with pytest.raises(BadInput, match="needs a reason"):
        end_promise(world, csm, change_id, " ")
    ended = end_promise(world, csm, change_id, "campaign called off")
    assert (ended.ended_by, ended.ended_why) == (CSM, "campaign called off")
    assert ended.ended_at == TODAY.replace(tzinfo=None)
    assert promised(world, csm) == []
    with pytest.raises(StaleLimit, match=f"ended already, by {CSM}: campaign called off"):
        end_promise(world, csm, change_id, "again")


def test_only_a_csm_of_the_network_ends_a_promise(world: Store, csm: Actor) -> None:
    change_id = raised(world, csm, 125)
    for email in (VIEWER, SUPER_USER, PLANNER, ADMIN, OTHER_CSM):
        with pytest.raises(NotAllowed):
            end_promise(world, actor(world, email), change_id, "no")
    with pytest.raises(NotAllowed) as of_none:
        end_promise(world, actor(world, OTHER_CSM), "no-such", "no")
    with pytest.raises(NotAllowed) as of_another:
        end_promise(world, actor(world, OTHER_CSM), change_id, "no")
    assert str(of_none.value).replace("no-such", "X") == str(of_another.value).replace(change_id, "X")
    with pytest.raises(Unknown, match="no promise 'no-such'"):
        end_promise(world, actor(world, PLANNER), "no-such", "no")
    assert [p.promise_id for p in promised(world, csm)] == [change_id]


def test_a_planned_raise_that_is_cancelled_promises_nothing_more(world: Store, csm: Actor) -> None:
    scheduled_id = planned(world, csm, 150, DECEMBER)
    (one,) = promised(world, csm)
    assert (one.promise_id, one.numbers, one.first_month) == (scheduled_id, 30, DECEMBER)
    cancel_scheduled(world, csm, scheduled_id, "put off", now=TODAY)
    assert promised(world, csm) == []


def test_a_planned_raise_that_is_held_promises_nothing_more(world: Store, csm: Actor) -> None:
    scheduled_id = planned(world, csm, 130, DECEMBER)
    change_id = raised(world, csm, 140)  # a raise to 130 would lower 140 now: it is held
    with world.reading() as cursor:
        status, words = cursor.row(
            "SELECT status, settled_words FROM scheduled_changes WHERE scheduled_id = $1", scheduled_id
        ) or ("", "")
        ended = cursor.row("SELECT ended_by, ended_why FROM promises WHERE promise_id = $1", scheduled_id)
    assert status == "held"
    assert ended == ("Headroom", words)
    assert [p.promise_id for p in promised(world, csm)] == [change_id]


def test_a_planned_raise_that_cannot_be_made_on_its_day_promises_nothing_more(world: Store, csm: Actor) -> None:
    scheduled_id = planned(world, csm, 150, DECEMBER)
    with world.transaction() as cursor:  # who planned it may not any more
        cursor.execute("UPDATE networks SET csm_email = $1 WHERE network_id = 'acme'", OTHER_CSM)
    assert apply_due(world, now=dt.datetime(2026, 12, 1, 12, 0, tzinfo=dt.UTC)) == []
    with world.reading() as cursor:
        row = cursor.row("SELECT status FROM scheduled_changes WHERE scheduled_id = $1", scheduled_id)
    assert row == ("held",)
    assert promised(world, actor(world, OTHER_CSM)) == []


def test_a_planned_raise_that_is_made_keeps_its_promise(world: Store, csm: Actor) -> None:
    scheduled_id = planned(world, csm, 150, DECEMBER)
    (made,) = apply_due(world, now=dt.datetime(2026, 12, 1, 12, 0, tzinfo=dt.UTC))
    assert made.new_limit == 150
    assert [(p.promise_id, p.numbers) for p in promised(world, csm)] == [(scheduled_id, 30)]


def test_cancelling_the_raise_of_a_request_ends_what_the_request_was_promised(world: Store, csm: Actor) -> None:
    with world.transaction() as cursor:
        cursor.execute("UPDATE allotments SET number_months = 5000 WHERE network_id = 'acme'")
    command = FileRequest("acme", "network", 60, DECEMBER, "posters")
    request = file_request(world, actor(world, SUPER_USER), command, now=TODAY)
    decided = decide_request(world, csm, DecideRequest(request.request_id, "approve", "fits", on=DECEMBER), now=TODAY)
    assert [(p.promise_id, p.numbers, p.first_month) for p in promised(world, csm)] == [
        (f"request-{request.request_id}", 60, DECEMBER)
    ]
    (step,) = decided.steps
    assert isinstance(step, ScheduledChange)
    cancel_scheduled(world, csm, step.scheduled_id, "called off", now=TODAY)
    assert promised(world, csm) == []


def test_the_mark_of_the_data_moves_with_promises_and_amendments(world: Store, csm: Actor) -> None:
    change_id = raised(world, csm, 125)

    def mark() -> str:
        with world.reading() as cursor:
            return data_mark(cursor, "acme")

    before = mark()
    assert mark() == before
    end_promise(world, csm, change_id, "called off")
    after = mark()
    assert after != before
    rate = AddAmendment(
        "acme", TODAY.date(), TODAY.date(), "agreed", overage_rate=Decimal(3)
    )  # leaves the periods as they are
    amend(world, actor(world, ADMIN), rate, now=TODAY)
    assert mark() != after


def test_promises_are_listed_and_ended_by_command(run: Run) -> None:  # noqa: F811
    assert run("promises", "acme")[1] == "Nothing is promised.\n"
    change = data(run("change", "acme", "--kind", "network", "--to", "125", "--as", CSM, "--reason", "y", "--json"))
    change_id = change["change_id"]
    assert run("promises", "acme")[1] == (
        f"{change_id}: 5 numbers more in the network limit from Nov 2026, on top of the 95 used as of 20 Nov 2026, "
        "promised on 21 Nov 2026\n"
    )
    (one,) = data(run("promises", "acme", "--json"))
    assert (one["promise_id"], one["numbers"], one["first_month"], one["until_month"]) == (
        change_id, 5, "2026-11", None,
    )  # fmt: skip
    end = ("promises", "acme", "--end", change_id)
    assert run(*end, "--as", CSM)[0] == 2  # why?
    assert run("promises", "acme", "--as", CSM, "--reason", "x")[0] == 2  # which?
    assert run(*end, "--as", VIEWER, "--reason", "x")[0] == 4
    assert run("promises", "bolt", "--end", change_id, "--as", CSM, "--reason", "x")[0] == 2  # another network's
    assert data(run(*end, "--as", CSM, "--reason", "off", "--json"))["ended_why"] == "off"
    assert run("promises", "acme")[1] == "Nothing is promised.\n"
    assert run(*end, "--as", CSM, "--reason", "off")[0] == 1
