"""Deciding: by who may, once, applied with its audit row or planned, with the evidence frozen."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from data.errors import BadInput, HeadroomError, NotAllowed, StaleLimit
from data.records import Request
from data.store import Store
from data.tables import limits as limit_store
from data.upkeep.check import violations
from limits import as_json
from limits.actors import OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import scheduled_changes
from limits.decision import Outcome
from limits.kinds import LimitKey
from limits.network.limit_history import history
from limits.notice_texts import feed
from limits.requests.decide import DecideRequest, decide_request, frozen_evidence
from limits.requests.requests import file_request
from limits.requests.thread import request_thread
from tests.limits.lending import CopyOf
from tests.limits.test_requests import NOW, ask
from tests.limits.world import ADMIN, AS_OF, CSM, OTHER_CSM, PLANNER, STRANGER, SUPER_USER, VIEWER, fill, filled


def with_a_request(store: Store) -> dict[str, str]:
    """95 of the 120 are used and 96 are needed, so 24 are free: 60 more need a limit of 156."""
    store.write(fill)
    return {"request": file_request(store, actor(store, SUPER_USER), ask(more=60), now=NOW).request_id}


@pytest.fixture
def world(copy_of: CopyOf, request: pytest.FixtureRequest) -> Store:
    """With a request on file for the tests that ask for it."""
    if "request_" in request.fixturenames:
        return copy_of("with_a_request", with_a_request)
    return copy_of("small_world", filled)


@pytest.fixture
def request_(world: Store, super_user: Actor) -> Request:
    return network_standing(world, super_user, "acme").requests[0]


def network_limit(world: Store) -> tuple[int, int]:
    limit = network_standing(world, OPERATOR, "acme").limit(LimitKey("network"))
    return limit.limit, limit.version


def test_approving_raises_the_limit_by_what_was_asked(world: Store, csm: Actor, request_: Request) -> None:
    decision = decide_request(world, csm, DecideRequest(request_.request_id, "approve", "fits the contract"), now=NOW)
    assert network_limit(world) == (156, 2)
    change = history(world, csm, "acme")[0]
    assert change == decision.change
    assert (change.request_id, change.changed_by, change.reason) == (request_.request_id, CSM, "fits the contract")
    assert (decision.request.status, decision.request.granted_limit) == ("approved", 156)
    assert violations(world) == []


def test_a_part_is_what_was_said_and_lies_between(world: Store, csm: Actor, request_: Request) -> None:
    for to in (120, 100, 156, 200, None):
        with pytest.raises(BadInput):
            decide_request(world, csm, DecideRequest(request_.request_id, "part", "some", to=to), now=NOW)
    decision = decide_request(world, csm, DecideRequest(request_.request_id, "part", "some", to=135), now=NOW)
    assert (decision.request.status, network_limit(world)) == ("part", (135, 2))


def test_declining_changes_no_limit_and_answers_the_customer(world: Store, csm: Actor, request_: Request) -> None:
    command = DecideRequest(request_.request_id, "decline", "margin is thin", answer="Release idle numbers first.")
    decision = decide_request(world, csm, command, now=NOW)
    assert (decision.request.status, decision.change, network_limit(world)) == ("declined", None, (120, 1))
    seen, course = request_thread(world, actor(world, VIEWER), request_.request_id)
    assert (seen.decision_note, seen.answer) == (None, "Release idle numbers first.")
    assert "margin" not in " ".join(step.words for step in course)
    told = [notice.body for notice in feed(world, actor(world, VIEWER))]
    assert told == ["Release idle numbers first."]
    assert network_standing(world, actor(world, VIEWER), "acme").requests[0].decision_note is None
    assert network_standing(world, csm, "acme").requests[0].decision_note == "margin is thin"


@pytest.mark.parametrize("email", [VIEWER, SUPER_USER, OTHER_CSM, PLANNER, ADMIN, STRANGER])
def test_only_the_networks_csm_decides(world: Store, request_: Request, email: str) -> None:
    with pytest.raises(NotAllowed):
        decide_request(world, actor(world, email), DecideRequest(request_.request_id, "approve", "why not"), now=NOW)
    assert network_limit(world) == (120, 1)


def test_who_filed_does_not_decide(world: Store, csm: Actor) -> None:
    own = file_request(world, csm, ask(), now=NOW)
    with pytest.raises(NotAllowed, match="who files may not approve"):
        decide_request(world, csm, DecideRequest(own.request_id, "approve", "why not"), now=NOW)


def test_a_request_is_decided_once(world: Store, csm: Actor, request_: Request) -> None:
    def attempt(i: int) -> str:
        outcome: Outcome = "approve" if i % 2 else "decline"
        command = DecideRequest(request_.request_id, outcome, f"try {i}", answer="Again later.")
        try:
            return decide_request(world, csm, command, now=NOW).request.status
        except StaleLimit:
            return "stale"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(12)))
    assert outcomes.count("stale") == 11
    assert len([c for c in history(world, csm, "acme") if c.request_id]) == outcomes.count("approved")
    assert violations(world) == []


def test_a_decision_on_a_stale_limit_is_refused_and_says_what_it_is_now(
    world: Store, csm: Actor, request_: Request
) -> None:
    change_limit(world, csm, ChangeLimit("acme", "network", 125, "meanwhile"), now=NOW)
    with pytest.raises(StaleLimit, match=r"dana@vendor.example set it from 120 to 125 on 21 Nov 2026, 12:00 UTC"):
        decide_request(
            world, csm, DecideRequest(request_.request_id, "approve", "as seen", expected_version=1), now=NOW
        )
    assert request_thread(world, csm, request_.request_id)[0].status == "filed"
    decide_request(world, csm, DecideRequest(request_.request_id, "approve", "seen again", expected_version=2), now=NOW)
    assert network_limit(world) == (161, 3)  # the 5 of the raise are promised: 125 - 96 - 5 are free, 60 need 36 more


def test_when_the_limit_cannot_be_changed_the_request_stays_open(
    world: Store, csm: Actor, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise StaleLimit("changed meanwhile")

    monkeypatch.setattr(limit_store, "apply_limit_change", fails)
    with pytest.raises(StaleLimit):
        decide_request(world, csm, DecideRequest(request_.request_id, "approve", "fits"), now=NOW)
    monkeypatch.undo()
    request, course = request_thread(world, csm, request_.request_id)
    assert (request.status, [step.event for step in course]) == ("filed", ["filed"])
    assert frozen_evidence(world, csm, request_.request_id) is None


def test_the_evidence_reopens_exactly_as_it_was(world: Store, csm: Actor, request_: Request) -> None:
    before = network_standing(world, csm, "acme")
    decide_request(world, csm, DecideRequest(request_.request_id, "approve", "fits"), now=NOW)
    with world.transaction() as cursor:  # the world goes on
        cursor.execute("UPDATE network_months SET static_used = 99 WHERE network_id = 'acme'")
    evidence = frozen_evidence(world, csm, request_.request_id)
    assert evidence is not None
    assert evidence["status"] == json.loads(json.dumps(as_json.status(before)))
    assert evidence["status"]["as_of"] == AS_OF.isoformat()
    assert evidence["risk_as_granted"] == before.typed(LimitKey("network"), 156).risk
    assert evidence["status"]["limits"][0]["answer"]["asked"] == 60
    with pytest.raises(NotAllowed):
        frozen_evidence(world, actor(world, SUPER_USER), request_.request_id)


def test_a_grant_for_a_later_day_is_planned_with_the_decision(world: Store, csm: Actor, request_: Request) -> None:
    command = DecideRequest(request_.request_id, "approve", "from December", on=dt.date(2026, 12, 1))
    decision = decide_request(world, csm, command, now=NOW)
    assert decision.change is None
    assert network_limit(world) == (120, 1)
    planned = scheduled_changes(world, csm, "acme")
    assert planned == [decision.planned]
    assert (planned[0].new_limit, planned[0].on_date, planned[0].request_id) == (
        155,
        dt.date(2026, 12, 1),
        request_.request_id,
    )
    assert violations(world) == []


def test_a_grant_of_a_request_with_a_last_month_steps_down_after_it(
    world: Store, csm: Actor, super_user: Actor
) -> None:
    request = file_request(world, super_user, ask(more=60, until_month=dt.date(2026, 12, 1)), now=NOW)
    decision = decide_request(world, csm, DecideRequest(request.request_id, "approve", "for the season"), now=NOW)
    assert decision.change is not None
    assert decision.change.effective_until == dt.date(2026, 12, 31)
    (back,) = scheduled_changes(world, csm, "acme")
    assert (back.new_limit, back.on_date, back.step_down) == (120, dt.date(2027, 1, 1), True)


@pytest.mark.parametrize(
    "command",
    [
        DecideRequest("R-1", "approve", " "),
        DecideRequest("R-1", "approve", "ok", to=130),
        DecideRequest("R-1", "decline", answer="no", on=dt.date(2026, 12, 1)),
        DecideRequest("R-1", "decline", "no"),
        DecideRequest("R-1", "decline", "no", answer=" "),
        DecideRequest("R-1", "approve", "ok", on=dt.date(2026, 11, 1)),
        DecideRequest("R-1", "maybe", "ok"),  # type: ignore[arg-type]
        DecideRequest("R-2", "approve", "ok"),
    ],
)
def test_a_senseless_decision_is_refused(world: Store, csm: Actor, request_: Request, command: DecideRequest) -> None:
    assert request_.request_id == "R-1"
    with pytest.raises(HeadroomError):
        decide_request(world, csm, command, now=NOW)
    assert request_thread(world, csm, "R-1")[0].status == "filed"
