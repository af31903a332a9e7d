"""Who looks after a network: CSM, deputies, and who stands in; no request is stuck, and who is stuck is said."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from data.errors import BadInput, NotAllowed, Unknown
from data.records import Request
from data.store import Store
from data.upkeep.check import violations
from limits import __main__ as limits_door
from limits.actors import Actor, actor
from limits.advice.portfolio_rows import portfolio
from limits.changes.change import ChangeLimit, change_limit
from limits.notice_texts import feed
from limits.notices.rounds import make_round
from limits.notices.sending import Channels
from limits.people.deputies import absence_of, assign_network, come_back, go_away
from limits.people.users import Role, change_user, disable_user, user_history
from limits.requests.decide import DecideRequest, decide_request
from limits.requests.queue import notify_of_stuck_requests, stuck_requests, waiting_requests
from limits.requests.requests import FileRequest, file_request
from tests.limits.world import ADMIN, CSM, OTHER_CSM, PLANNER, SUPER_USER
from tests.store_maker import ON_POSTGRESQL

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
NEXT_WEEK = NOW.date() + dt.timedelta(days=7)


@pytest.fixture
def admin(world: Store) -> Actor:
    return actor(world, ADMIN)


@pytest.fixture
def other(world: Store) -> Actor:
    return actor(world, OTHER_CSM)


def filed(world: Store, by: Actor) -> Request:
    asked = FileRequest("acme", "network", 5, dt.date(2026, 12, 1), "more visitors")
    return file_request(world, by, asked, now=NOW)


def decide(world: Store, by: Actor, request: Request) -> str:
    return decide_request(world, by, DecideRequest(request.request_id, "decline", answer="no"), now=NOW).request.status


def test_a_deputy_may_what_the_csm_may_and_nobody_else(world: Store, admin: Actor, other: Actor) -> None:
    request = filed(world, actor(world, SUPER_USER))
    assert waiting_requests(world, other) == []
    with pytest.raises(NotAllowed):
        decide(world, other, request)
    team = assign_network(world, admin, "acme", "cover", deputies=OTHER_CSM, now=NOW)
    assert (team.csm, team.deputies, team.deciders) == (CSM, (OTHER_CSM,), (CSM, OTHER_CSM))
    assert {r.network.network_id for r in portfolio(world, other)} == {"acme", "bolt"}
    assert [w.request.request_id for w in waiting_requests(world, other)] == [request.request_id]
    change_limit(world, other, ChangeLimit("acme", "network", 140, "cover"), now=NOW)
    assert decide(world, other, request) == "declined"
    assign_network(world, admin, "acme", "cover over", deputies="", now=NOW)
    with pytest.raises(NotAllowed):
        change_limit(world, other, ChangeLimit("acme", "network", 150, "late"), now=NOW)
    assert [c.event for c in user_history(world, admin, OTHER_CSM)] == ["deputy no more", "deputy"]


def test_a_deputy_who_is_no_csm_any_more_may_nothing(world: Store, admin: Actor, other: Actor) -> None:
    assign_network(world, admin, "acme", "cover", deputies=OTHER_CSM, now=NOW)
    change_user(world, admin, OTHER_CSM, "moved", take=[Role("csm")], give=[Role("viewer", "bolt")])
    with pytest.raises(NotAllowed):
        change_limit(world, other, ChangeLimit("acme", "network", 140, "cover"), now=NOW)


def test_a_network_changes_hands(world: Store, admin: Actor, csm: Actor, other: Actor) -> None:
    assign_network(world, admin, "acme", "Dana left", csm=OTHER_CSM.upper(), now=NOW)
    change_limit(world, other, ChangeLimit("acme", "network", 140, "mine now"), now=NOW)
    with pytest.raises(NotAllowed):
        change_limit(world, csm, ChangeLimit("acme", "network", 150, "no more"), now=NOW)
    (step,) = user_history(world, admin, OTHER_CSM)
    assert (step.event, step.network_id, step.words, step.reason) == ("csm", "acme", f"instead of {CSM}", "Dana left")


def test_only_admins_assign_and_only_csms_are_assigned(world: Store, admin: Actor, csm: Actor) -> None:
    with pytest.raises(NotAllowed):
        assign_network(world, csm, "acme", "mine", deputies=OTHER_CSM)
    for who in (PLANNER, SUPER_USER, "nobody@vendor.example"):
        with pytest.raises(BadInput, match="not a CSM"):
            assign_network(world, admin, "acme", "x", deputies=who)
        with pytest.raises(BadInput, match="not a CSM"):
            assign_network(world, admin, "acme", "x", csm=who)
    with pytest.raises(Unknown):
        assign_network(world, admin, "nowhere", "x", deputies=OTHER_CSM)
    with pytest.raises(BadInput, match="Nothing was said"):
        assign_network(world, admin, "acme", "x")
    assert user_history(world, admin) == []


def test_who_is_away_hands_the_queue_over_until_a_day(world: Store, csm: Actor, other: Actor) -> None:
    request = filed(world, actor(world, SUPER_USER))
    gone = go_away(world, csm, NEXT_WEEK, stand_in=OTHER_CSM, now=NOW)
    assert (gone.email, gone.stand_in) == (CSM, OTHER_CSM)
    assert absence_of(world, csm, now=NOW) == gone
    (waiting,) = waiting_requests(world, other)
    assert (waiting.request.request_id, waiting.team.away_until) == (request.request_id, NEXT_WEEK)
    assert waiting_requests(world, csm) != []  # who is away still sees it
    assert come_back(world, csm, now=NOW)
    assert not come_back(world, csm, now=NOW)
    assert waiting_requests(world, other) == []
    with pytest.raises(NotAllowed):
        decide(world, other, request)
    go_away(world, csm, NEXT_WEEK, stand_in=OTHER_CSM, now=NOW)
    assert decide(world, other, request) == "declined"


def test_an_absence_is_over_by_itself(world: Store, csm: Actor, other: Actor) -> None:
    request = filed(world, actor(world, SUPER_USER))
    yesterday = NOW - dt.timedelta(days=1)
    go_away(world, csm, yesterday.date(), stand_in=OTHER_CSM, now=yesterday)
    assert waiting_requests(world, other) == []
    with pytest.raises(NotAllowed):
        decide(world, other, request)
    assert absence_of(world, csm, now=NOW) is None


def test_what_an_absence_needs(world: Store, admin: Actor, csm: Actor, other: Actor) -> None:
    with pytest.raises(BadInput, match="Acme has no deputy"):
        go_away(world, csm, NEXT_WEEK, now=NOW)
    with pytest.raises(BadInput, match="is over"):
        go_away(world, csm, dt.date(2020, 1, 1), stand_in=OTHER_CSM, now=NOW)
    with pytest.raises(BadInput, match="more than a year"):
        go_away(world, csm, dt.date(2199, 1, 1), stand_in=OTHER_CSM, now=NOW)
    with pytest.raises(BadInput, match="stands in for themselves"):
        go_away(world, csm, NEXT_WEEK, stand_in=CSM, now=NOW)
    with pytest.raises(BadInput, match="not a CSM"):
        go_away(world, csm, NEXT_WEEK, stand_in=PLANNER, now=NOW)
    with pytest.raises(NotAllowed, match="only of themselves"):
        go_away(world, other, NEXT_WEEK, stand_in=OTHER_CSM, email=CSM, now=NOW)
    with pytest.raises(NotAllowed):
        go_away(world, actor(world, SUPER_USER), NEXT_WEEK, stand_in=OTHER_CSM, now=NOW)
    assert go_away(world, admin, NEXT_WEEK, stand_in=OTHER_CSM, email=CSM, now=NOW).said_by == ADMIN
    assign_network(world, admin, "acme", "cover", deputies=OTHER_CSM)
    assert go_away(world, csm, NEXT_WEEK, now=NOW).stand_in == ""


def test_a_request_of_the_only_csm_says_who_can_decide_it(world: Store, admin: Actor, csm: Actor, other: Actor) -> None:
    request = filed(world, csm)
    with pytest.raises(NotAllowed, match="an Admin can name a deputy"):
        decide(world, csm, request)
    (stuck,) = stuck_requests(world, admin)
    assert stuck.request == request
    assert stuck.who_decides.startswith("Nobody can decide it yet")
    (told,) = notify_of_stuck_requests(world, now=NOW)
    assert notify_of_stuck_requests(world, now=NOW) == []  # once
    assert told.request == request
    assert any("nobody can decide request" in n.subject for n in feed(world, admin))
    assign_network(world, admin, "acme", "cover", deputies=OTHER_CSM, now=NOW)
    assert stuck_requests(world, admin) == []
    with pytest.raises(NotAllowed, match=f"{OTHER_CSM} can decide it"):
        decide(world, csm, request)
    assert decide(world, other, request) == "declined"
    assert violations(world) == []


def test_a_request_of_a_network_without_a_csm_is_stuck_too(world: Store, admin: Actor) -> None:
    request = filed(world, actor(world, SUPER_USER))
    assert stuck_requests(world, admin) == []
    disable_user(world, admin, CSM, "left")
    (stuck,) = stuck_requests(world, admin)
    assert stuck.request == request
    assert "nobody may decide in this network" in stuck.who_decides


def test_a_round_tells_the_admin_of_it(world: Store, admin: Actor, csm: Actor) -> None:
    filed(world, csm)
    make_round(world, Channels(), now=NOW)
    (told,) = [n for n in feed(world, admin) if n.topic == "nobody decides"]
    assert "an Admin can name a deputy" in told.body


@pytest.mark.skipif(ON_POSTGRESQL, reason="the commands are the same on either engine")
def test_triage_tells_of_it(
    world: Store, csm: Actor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    request = filed(world, csm)
    monkeypatch.setenv("HEADROOM_DB", str(world.address))
    world.close()
    assert limits_door.main(["triage"]) == 0
    assert f"acme: {request.request_id}. Nobody can decide it yet" in capsys.readouterr().out
    assert limits_door.main(["triage", "--json"]) == 0
    rows = {row["network_id"]: row for row in json.loads(capsys.readouterr().out)}
    assert (rows["acme"]["stuck_requests"], rows["bolt"]["stuck_requests"]) == ([request.request_id], [])
