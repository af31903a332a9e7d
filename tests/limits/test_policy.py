"""The fast lane: off until an admin turns it on, then what fits is granted as it is filed, and nothing else is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from data.errors import BadInput, NotAllowed, StaleLimit
from data.records import Request
from data.store import Store
from data.tables import requests as request_store
from data.upkeep.check import violations
from limits.actors import OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.advice.weigh import Asked
from limits.changes.change import ChangeLimit, change_limit
from limits.changes.planned_changes import apply_due, schedule_change
from limits.kinds import Kind, LimitKey
from limits.network.limit_history import history
from limits.notice_texts import feed
from limits.requests.decide import frozen_evidence
from limits.requests.fast_lane_policy import FAST_LANE, FastLane, policy, set_policy
from limits.requests.requests import FileRequest, RequestOutlook, file_request, request_outlook
from limits.requests.thread import request_thread
from tests.limits.lending import CopyOf
from tests.limits.world import ADMIN, CSM, PLANNER, SUPER_USER, VIEWER, fill, nothing_to_frown_at

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
ON = FastLane(is_on=True, most_share=0.125, most_numbers=10, most_risk=0.05)


@pytest.fixture
def lane(copy_of: CopyOf) -> Store:
    return copy_of("fast_lane", with_a_fast_lane)


def with_a_fast_lane(store: Store) -> dict[str, str]:
    """On, for a network that may be granted more: 95 of 96 are used, so that it raises the limit."""
    with store.transaction() as cursor:
        fill(cursor)
        nothing_to_frown_at(cursor)
        for table in ("partnerships", "allotments"):  # the whole forecast is of one period
            cursor.execute(f"UPDATE {table} SET ends_on = '2027-10-31' WHERE network_id = 'acme'")
        for assignment in ("limits SET limit_numbers = 96", "limit_changes SET new_limit = 96"):
            cursor.execute(f"UPDATE {assignment} WHERE network_id = 'acme' AND kind = 'network'")
    set_policy(store, actor(store, ADMIN), ON, expected_version=0, now=NOW)
    return {}


def ask(
    store: Store, more: int = 10, kind: Kind = "network", email: str = VIEWER, now: dt.datetime = NOW, **given: Any
) -> Request:
    command = FileRequest("acme", kind, more, dt.date(2026, 11, 1), "posters", **given)
    return file_request(store, actor(store, email), command, now=now)


def outlook(store: Store, more: int, kind: Kind = "network", email: str = VIEWER) -> RequestOutlook:
    return request_outlook(store, actor(store, email), Asked("acme", kind, more, dt.date(2026, 11, 1)), now=NOW)


def network_limit(store: Store) -> int:
    return network_standing(store, OPERATOR, "acme").limit(LimitKey("network")).limit


def test_it_is_off_until_an_admin_turns_it_on(world: Store) -> None:
    assert not policy(world).fast_lane.is_on
    assert ask(world).status == "filed"
    assert outlook(world, 10).at_once is False
    assert outlook(world, 10).not_at_once == ()


def test_the_live_answer_is_the_same_on_a_standing_that_is_known_already(lane: Store) -> None:
    person = actor(lane, VIEWER)
    known = network_standing(lane, person, "acme", now=NOW)
    asked = Asked("acme", "network", 10, dt.date(2026, 11, 1))
    assert request_outlook(lane, person, asked, standing=known, now=NOW) == outlook(lane, 10)


def test_what_fits_is_granted_as_it_is_filed_with_evidence_and_says_so(lane: Store, csm: Actor) -> None:
    assert outlook(lane, 10).at_once
    assert outlook(lane, 10).sentences[-1] == "The request would be granted at once."
    done = ask(lane)
    assert (done.status, done.decided_by, done.granted_limit, done.answer) == (
        "approved", FAST_LANE, 106, "Granted at once.",
    )  # fmt: skip
    assert network_limit(lane) == 106
    newest = history(lane, csm, "acme")[0]
    assert (newest.changed_by, newest.request_id, newest.overage_risk) == (FAST_LANE, done.request_id, 0.0)
    evidence = frozen_evidence(lane, csm, done.request_id)
    assert evidence is not None
    assert (evidence["granted_limit"], evidence["risk_as_granted"]) == (106, 0.0)
    assert evidence["status"]["contract"]["periods"][0]["overage_rate"] == 4.5  # as the vendor sees it
    assert [e.event for e in request_thread(lane, csm, done.request_id)[1]] == ["filed", "approved"]
    told = [n.subject for n in feed(lane, csm)]
    assert any("was granted by the fast lane" in subject for subject in told)
    assert any("was approved" in n.subject for n in feed(lane, actor(lane, VIEWER)))
    assert "policy" in str(done.decision_note)
    assert request_thread(lane, actor(lane, VIEWER), done.request_id)[0].decision_note is None
    assert violations(lane) == []


@pytest.mark.parametrize(
    ("more", "change", "words"),
    [
        (11, {}, "more than the 10 that are granted"),
        (10, {"most_share": 0.05}, "5 % of the limit"),
        (10, {"most_risk": 0.0}, ""),  # a risk of exactly 0 is below any policy
    ],
)
def test_what_is_too_much_goes_to_the_csm(lane: Store, more: int, change: dict[str, float], words: str) -> None:
    set_policy(lane, actor(lane, ADMIN), replace(ON, **change), expected_version=1, now=NOW)  # type: ignore[arg-type]
    answer = outlook(lane, more)
    done = ask(lane, more)
    assert answer.at_once == (done.status == "approved") == (not words)
    if words:
        assert words in answer.not_at_once[0]
        assert "Your CSM decides" in answer.sentences[-1]
        assert network_limit(lane) == 96


def test_where_there_is_room_the_grant_is_a_promise_and_the_limit_stays(lane: Store) -> None:
    with lane.transaction() as cursor:
        for assignment in ("limits SET limit_numbers = 150", "limit_changes SET new_limit = 150"):
            cursor.execute(f"UPDATE {assignment} WHERE network_id = 'acme' AND kind = 'network'")
    assert outlook(lane, 10).answer.verdict == "there is room"
    done = ask(lane, 10)
    assert (done.status, done.decided_by, done.granted_limit) == ("approved", FAST_LANE, 150)
    assert network_limit(lane) == 150
    assert violations(lane) == []


def test_a_risky_request_goes_to_the_csm(lane: Store) -> None:
    with lane.transaction() as cursor:
        cursor.execute("UPDATE allotments SET number_months = 1000 WHERE network_id = 'acme'")
    assert any("Talk about the contract first" in why for why in outlook(lane, 5).not_at_once)
    assert ask(lane, 5).status == "filed"


def test_without_an_allotment_nothing_is_granted(lane: Store) -> None:
    with lane.transaction() as cursor:
        cursor.execute("DELETE FROM allotments WHERE network_id = 'acme'")
    assert any("no contract to weigh it against" in why for why in outlook(lane, 5).not_at_once)
    assert ask(lane, 5).status == "filed"


def test_a_flagged_forecast_goes_to_the_csm(lane: Store) -> None:
    with lane.transaction() as cursor:  # half a year of history
        for table in ("usage_totals", "monthly_usage", "network_months"):
            cursor.execute(f"DELETE FROM {table} WHERE network_id = 'acme' AND billing_month < '2026-06-01'")
    assert any("needs a person" in why for why in outlook(lane, 5).not_at_once)
    assert ask(lane, 5).status == "filed"


def test_a_campaign_that_was_full_goes_to_the_csm(lane: Store) -> None:
    with lane.transaction() as cursor:
        cursor.execute("UPDATE limit_changes SET new_limit = 40 WHERE network_id = 'acme' AND campaign_id = 'spring'")
    assert any("cut off by a limit" in why for why in outlook(lane, 5).not_at_once)
    assert ask(lane, 5).status == "filed"


def test_old_usage_goes_to_the_csm(lane: Store) -> None:
    assert ask(lane, 5, now=NOW + dt.timedelta(days=5)).status == "filed"


def test_a_dynamic_limit_behind_a_full_network_limit_goes_to_the_csm(lane: Store, csm: Actor) -> None:
    change_limit(lane, csm, ChangeLimit("acme", "network", 95, "full"), now=NOW)
    assert any("in the way" in why for why in outlook(lane, 5, "dynamic").not_at_once)
    assert ask(lane, 5, "dynamic").status == "filed"


def test_many_small_requests_are_one_large_one(lane: Store) -> None:
    assert ask(lane, 6).status == "approved"
    assert outlook(lane, 4).not_at_once == ()
    assert ask(lane, 4).status == "approved"
    later = outlook(lane, 1)
    assert "with the 10 granted in the last 30 days" in later.not_at_once[0]
    assert ask(lane, 1).status == "filed"
    assert network_limit(lane) == 106


def test_a_grant_for_a_month_to_come_is_planned(lane: Store) -> None:
    command = FileRequest("acme", "network", 5, dt.date(2026, 12, 1), "posters")
    done = file_request(lane, actor(lane, VIEWER), command, now=NOW)
    assert (done.status, network_limit(lane)) == ("approved", 96)
    assert len(apply_due(lane, now=dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC))) == 1
    assert network_limit(lane) == 101
    assert violations(lane) == []


def test_a_grant_until_a_month_steps_down(lane: Store) -> None:
    assert ask(lane, 5, until_month=dt.date(2026, 11, 1)).status == "approved"
    apply_due(lane, now=dt.datetime(2026, 12, 2, tzinfo=dt.UTC))
    assert network_limit(lane) == 96


def test_it_does_not_take_the_place_of_what_is_planned(lane: Store, csm: Actor) -> None:
    schedule_change(lane, csm, ChangeLimit("acme", "network", 200, "new contract"), dt.date(2026, 12, 1), now=NOW)
    assert any("planned already" in why for why in outlook(lane, 5).not_at_once)
    assert ask(lane, 5).status == "filed"


def test_whoever_set_the_policy_is_not_granted_by_it(lane: Store) -> None:
    with lane.transaction() as cursor:
        cursor.execute("INSERT INTO users VALUES ($1, 'super_user', 'acme')", ADMIN)
    assert ask(lane, 5, email=ADMIN).status == "filed"
    assert outlook(lane, 5, email=ADMIN).not_at_once
    assert outlook(lane, 5, email=SUPER_USER).at_once


def test_when_the_grant_fails_the_request_is_not_filed_either(lane: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no evidence can be kept")

    monkeypatch.setattr(request_store, "freeze", fail)
    with pytest.raises(RuntimeError):
        ask(lane, 5)
    assert network_standing(lane, OPERATOR, "acme").requests == ()
    assert network_limit(lane) == 96


@pytest.mark.parametrize("email", [CSM, PLANNER, SUPER_USER, VIEWER])
def test_only_an_admin_sets_the_policy(world: Store, email: str) -> None:
    with pytest.raises(NotAllowed, match="Admin"):
        set_policy(world, actor(world, email), ON, expected_version=0)
    assert policy(world).version == 0


def test_two_admins_and_one_stale(world: Store) -> None:
    person = actor(world, ADMIN)
    assert set_policy(world, person, ON, expected_version=0, now=NOW) == policy(world)
    with pytest.raises(StaleLimit, match="changed meanwhile"):
        set_policy(world, person, FastLane(), expected_version=0)
    assert (policy(world).fast_lane, policy(world).set_by) == (ON, ADMIN)


@pytest.mark.parametrize("wrong", [{"most_share": 0.0}, {"most_share": 1.5}, {"most_numbers": 0}, {"most_risk": 0.9}])
def test_a_senseless_policy_is_refused(world: Store, wrong: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        set_policy(world, actor(world, ADMIN), replace(ON, **wrong), expected_version=0)  # type: ignore[arg-type]
