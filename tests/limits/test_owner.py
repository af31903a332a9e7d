"""The owner of a store of one's own: no user of it, an admin and the CSM of every network; a name makes nobody one."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import NotAllowed
from data.store import Store
from limits.actors import Actor, actor, owner
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import apply_due, schedule_change
from limits.requests.decide import DecideRequest, decide_request
from limits.requests.queue import waiting_requests
from limits.requests.requests import FileRequest, file_request
from tests.limits.world import SUPER_USER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
WHO = "ana@birch.example"


def test_the_owner_changes_limits_and_decides_everywhere(world: Store) -> None:
    who = owner(world, WHO)
    made = change_limit(world, who, ChangeLimit("acme", "network", 140, "my own"), now=NOW)
    assert (made.changed_by, made.new_limit) == (WHO, 140)
    asked = FileRequest("acme", "network", 5, dt.date(2026, 12, 1), "more")
    filed = file_request(world, actor(world, SUPER_USER), asked, now=NOW)
    assert [one.request.request_id for one in waiting_requests(world, who)] == [filed.request_id]
    done = decide_request(world, who, DecideRequest(filed.request_id, "decline", "no", "not now"), now=NOW)
    assert done.request.decided_by == WHO


def test_what_the_owner_planned_is_made_on_its_day(world: Store) -> None:
    command = ChangeLimit("acme", "network", 150, "Christmas")
    schedule_change(world, owner(world, WHO), command, dt.date(2026, 12, 1), now=NOW)
    (made,) = apply_due(world, now=dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC))
    assert (made.changed_by, made.new_limit) == (WHO, 150)


def test_a_network_that_comes_later_is_the_owners_too(world: Store) -> None:
    before = owner(world, WHO)
    world.write(
        lambda cursor: cursor.execute(
            "INSERT INTO networks (network_id, name, time_zone) VALUES ('later', 'Later', 'UTC')"
        )
    )
    assert ("later", "csm") in owner(world, WHO).network_roles
    assert ("later", "csm") not in before.network_roles


def test_nobody_is_the_owner_by_having_the_name(world: Store) -> None:
    with pytest.raises(NotAllowed):
        actor(world, WHO)
    stranger = Actor(WHO, frozenset({"admin", "csm"}), frozenset({("acme", "csm")}))
    with pytest.raises(NotAllowed):
        change_limit(world, stranger, ChangeLimit("acme", "network", 140, "mine"), now=NOW)
