"""A decision taken back: by whom, how long, and that what follows is a decision like any other."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import BadInput, NotAllowed, StaleLimit
from data.records import Request
from data.store import Store
from limits.actors import actor
from limits.notice_texts import feed
from limits.requests import (
    DecideRequest,
    FileRequest,
    decide_request,
    file_request,
    frozen_evidence,
    reopen_request,
    request_thread,
)
from tests.limits.world import CSM, PLANNER, SUPER_USER

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
ASK = FileRequest("acme", "network", 5, dt.date(2026, 12, 1), "a second branch")


def declined(world: Store) -> Request:
    request = file_request(world, actor(world, SUPER_USER), ASK, now=NOW)
    command = DecideRequest(request.request_id, "decline", answer="Idle numbers first.")
    return decide_request(world, actor(world, CSM), command, now=NOW).request


def test_a_refusal_taken_back_is_open_again_and_its_course_tells_both(world: Store) -> None:
    request = declined(world)
    again = reopen_request(world, actor(world, CSM), request.request_id, now=NOW + dt.timedelta(minutes=1))
    assert (again.request.status, again.request.decided_by, again.request.answer) == ("in review", None, None)
    found, events = request_thread(world, actor(world, SUPER_USER), request.request_id)
    assert found.status == "in review"
    assert [e.event for e in events] == ["filed", "declined", "in review"]
    assert any("is looked at again" in n.subject for n in feed(world, actor(world, SUPER_USER)))


def test_it_is_decided_anew_with_evidence_of_its_own(world: Store) -> None:
    request = declined(world)
    reopen_request(world, actor(world, CSM), request.request_id, now=NOW)
    assert frozen_evidence(world, actor(world, CSM), request.request_id) is None
    command = DecideRequest(request.request_id, "approve", note="there is room after all")
    assert decide_request(world, actor(world, CSM), command, now=NOW).request.status == "approved"
    evidence = frozen_evidence(world, actor(world, CSM), request.request_id)
    assert evidence is not None
    assert evidence["outcome"] == "approve"


def test_what_is_no_fresh_refusal_of_ones_own_stays(world: Store) -> None:
    request = declined(world)
    with pytest.raises(NotAllowed):
        reopen_request(world, actor(world, PLANNER), request.request_id, now=NOW)
    with pytest.raises(BadInput, match="too long ago"):
        reopen_request(world, actor(world, CSM), request.request_id, now=NOW + dt.timedelta(days=2))
    reopen_request(world, actor(world, CSM), request.request_id, now=NOW)
    with pytest.raises(BadInput, match="no decision to take back"):
        reopen_request(world, actor(world, CSM), request.request_id, now=NOW)


def test_a_request_filed_meanwhile_comes_first(world: Store) -> None:
    request = declined(world)
    file_request(world, actor(world, SUPER_USER), ASK, now=NOW)
    with pytest.raises(StaleLimit, match="decide that one"):
        reopen_request(world, actor(world, CSM), request.request_id, now=NOW)
