"""A grant taken back: limits, planned steps and promises are as if it had not been; what stands on it is named."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import BadInput, NotAllowed, StaleLimit
from data.records import Request
from data.store import Store
from data.upkeep.check import violations
from limits.actors import OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.changes import ChangeLimit, apply_due, change_limit, running_promises, schedule_change, scheduled_changes
from limits.kinds import NETWORK, LimitKey
from limits.network import history
from limits.notice_texts import feed
from limits.requests import DecideRequest, FileRequest, decide_request, file_request, reopen_request, request_thread
from tests.limits.world import CSM, SUPER_USER

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
SOON = NOW + dt.timedelta(minutes=1)
NOV, DEC = dt.date(2026, 11, 1), dt.date(2026, 12, 1)
DYNAMIC = LimitKey("dynamic")


def asked(world: Store, more: int = 40, kind: str = "network", first: dt.date = NOV, **also: object) -> Request:
    command = FileRequest("acme", kind, more, first, "a fair", **also)  # type: ignore[arg-type]
    return file_request(world, actor(world, SUPER_USER), command, now=NOW)


def granted(world: Store, request: Request, **how: object) -> Request:
    command = DecideRequest(request.request_id, "approve", "fits", **how)  # type: ignore[arg-type]
    return decide_request(world, actor(world, CSM), command, now=NOW).request


def limit_of(world: Store, key: LimitKey = NETWORK) -> int:
    return network_standing(world, OPERATOR, "acme").limit(key).limit


def waits(world: Store) -> list[tuple[int, dt.date]]:
    return [(c.new_limit, c.on_date) for c in scheduled_changes(world, OPERATOR, "acme") if c.status == "waiting"]


def test_the_limits_go_back_the_request_is_open_and_the_customer_is_told_once(world: Store, csm: Actor) -> None:
    request = granted(world, asked(world))
    raised = limit_of(world)
    assert raised > 120
    done = reopen_request(world, csm, request.request_id, now=SOON)
    assert done.sentence == "The network limit is 120 again."
    assert limit_of(world) == 120
    assert running_promises(world, csm, "acme") == []
    found, events = request_thread(world, actor(world, SUPER_USER), request.request_id)
    assert (found.status, found.granted_limit) == ("in review", None)
    assert events[-1].words == "Taken back: it is looked at again. The network limit is 120 again."
    told = [n.body for n in feed(world, actor(world, SUPER_USER)) if "is looked at again" in n.subject]
    assert told == ["The network limit is 120 again."]
    newest = history(world, OPERATOR, "acme")[0]
    assert (newest.changed_by, newest.old_limit, newest.new_limit) == (CSM, raised, 120)
    assert newest.reason == f"Request {request.request_id} is looked at again: what it was granted is taken back"
    assert violations(world) == []


def test_the_network_limit_that_was_raised_with_it_goes_back_too(world: Store, csm: Actor) -> None:
    request = granted(world, asked(world, 60, "dynamic"))
    assert (limit_of(world) > 120, limit_of(world, DYNAMIC) > 50) == (True, True)
    reopen_request(world, csm, request.request_id, now=SOON)
    assert (limit_of(world), limit_of(world, DYNAMIC)) == (120, 50)


def test_it_can_be_granted_and_taken_back_again_and_again(world: Store, csm: Actor) -> None:
    request = asked(world, 60, "dynamic")
    for minute in range(3):
        moment = NOW + dt.timedelta(minutes=minute)
        command = DecideRequest(request.request_id, "approve", "fits")
        decide_request(world, csm, command, now=moment)
        assert limit_of(world, DYNAMIC) > 50
        reopen_request(world, csm, request.request_id, now=moment + dt.timedelta(seconds=30))
        assert limit_of(world, DYNAMIC) == 50
    assert violations(world) == []


def test_a_planned_grant_is_withdrawn_and_what_it_took_up_waits_again(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, ChangeLimit("acme", "network", 125, "agreed"), DEC, now=NOW - dt.timedelta(hours=1))
    request = granted(world, asked(world, 30, first=DEC), as_asked=True)
    assert [day for _, day in waits(world)] == [DEC]
    assert waits(world)[0][0] > 125
    done = reopen_request(world, csm, request.request_id, now=SOON)
    assert "does not become" in done.sentence
    assert waits(world) == [(125, DEC)]
    assert [p.numbers for p in running_promises(world, csm, "acme")] == [5]
    apply_due(world, now=dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC))
    assert limit_of(world) == 125
    assert violations(world) == []


def test_a_grant_for_a_while_leaves_no_way_back_behind(world: Store, csm: Actor) -> None:
    request = granted(world, asked(world, until_month=NOV))
    assert len(waits(world)) == 1
    reopen_request(world, csm, request.request_id, now=SOON)
    assert (limit_of(world), waits(world)) == (120, [])


def test_a_newer_change_of_the_limit_is_named_and_nothing_is_taken_back(world: Store, csm: Actor) -> None:
    request = granted(world, asked(world))
    change_limit(world, csm, ChangeLimit("acme", "network", 300, "more"), now=SOON)
    with pytest.raises(StaleLimit, match=f"changed again since, {CSM} set it from .* to 300"):
        reopen_request(world, csm, request.request_id, now=SOON)
    assert limit_of(world) == 300
    assert request_thread(world, csm, request.request_id)[0].status == "approved"


def test_what_was_planned_on_top_of_it_is_named(world: Store, csm: Actor) -> None:
    request = granted(world, asked(world))
    schedule_change(world, csm, ChangeLimit("acme", "network", 300, "more"), DEC, now=SOON)
    with pytest.raises(StaleLimit, match="the change to 300 on 1 Dec 2026, planned by"):
        reopen_request(world, csm, request.request_id, now=SOON)


def test_numbers_in_use_above_the_limit_before_keep_it(world: Store, csm: Actor) -> None:
    request = granted(world, asked(world))
    with world.transaction() as cursor:
        for table in ("monthly_usage", "network_months"):
            cursor.execute(
                f"UPDATE {table} SET dynamic_used = 75 WHERE network_id = 'acme' AND billing_month = '2026-11-01'"
                + (" AND campaign_id = ''" if table == "monthly_usage" else "")
            )
    with pytest.raises(BadInput, match="125 numbers are used this month, and the network limit of Acme was 120"):
        reopen_request(world, csm, request.request_id, now=SOON)


def test_only_who_granted_it_takes_it_back_and_within_a_day(world: Store, csm: Actor) -> None:
    request = granted(world, asked(world))
    with world.transaction() as cursor:
        cursor.execute("UPDATE networks SET csm_email = 'omar@vendor.example' WHERE network_id = 'acme'")
    with pytest.raises(NotAllowed, match=f"was granted by {CSM}, and only they"):
        reopen_request(world, actor(world, "omar@vendor.example"), request.request_id, now=SOON)
    with world.transaction() as cursor:
        cursor.execute(f"UPDATE networks SET csm_email = '{CSM}' WHERE network_id = 'acme'")
    with pytest.raises(BadInput, match="too long ago"):
        reopen_request(world, csm, request.request_id, now=NOW + dt.timedelta(days=2))
