"""Several requests decided in one go: each by its own answer, each by itself, and what fails is said by its name."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import BadInput, NotAllowed
from data.records import Request
from data.store import Store
from data.upkeep.check import violations
from limits.actors import OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.changes import ChangeLimit, change_limit
from limits.kinds import LimitKey
from limits.requests import DecideRequest, FileRequest, Proposal, decide_together, file_request, propose, request_thread
from tests.limits.world import PLANNER, SUPER_USER, nothing_to_frown_at

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
NOV, DEC = dt.date(2026, 11, 1), dt.date(2026, 12, 1)


def asked(world: Store, kind: str, more: int, campaign_id: str = "", first: dt.date = DEC) -> Request:
    command = FileRequest("acme", kind, more, first, "season", campaign_id)  # type: ignore[arg-type]
    return file_request(world, actor(world, SUPER_USER), command, now=NOW)


def proposals(world: Store, csm: Actor, *requests: Request) -> list[Proposal]:
    standing = network_standing(world, csm, "acme")
    return [propose(standing, request, NOW.date()) for request in requests]


@pytest.fixture
def roomy(world: Store) -> Store:
    with world.transaction() as cursor:
        nothing_to_frown_at(cursor)
    return world


def test_each_is_granted_what_its_own_answer_recommends(roomy: Store, csm: Actor) -> None:
    first, second = asked(roomy, "dynamic", 12, first=NOV), asked(roomy, "campaign", 30, "autumn", first=NOV)
    found = proposals(roomy, csm, first, second)
    figures = [one.figure for one in found]
    assert None not in figures
    outcome = decide_together(roomy, csm, [one.command(letter="Welcome.") for one in found], now=NOW)
    assert [one.why_not for one in outcome] == ["", ""]
    for request, figure in zip((first, second), figures, strict=True):
        decided, _ = request_thread(roomy, csm, request.request_id)
        assert figure is not None
        assert (decided.status, decided.granted_limit) == ("approved", figure.to)
        assert decided.answer == "Welcome."
    assert violations(roomy) == []


def test_one_that_changed_meanwhile_stays_open_while_the_others_stand(roomy: Store, csm: Actor) -> None:
    first, second = asked(roomy, "dynamic", 2, first=NOV), asked(roomy, "campaign", 3, "autumn", first=NOV)
    commands = [one.command() for one in proposals(roomy, csm, first, second)]
    change_limit(roomy, csm, ChangeLimit("acme", "dynamic", 80, "meanwhile"), now=NOW)
    failed, made = decide_together(roomy, csm, commands, now=NOW)
    assert failed.decision is None
    assert "was changed meanwhile" in failed.why_not
    assert made.decision is not None
    assert request_thread(roomy, csm, first.request_id)[0].status == "filed"
    assert network_standing(roomy, OPERATOR, "acme").limit(LimitKey("dynamic")).limit == 80


def test_what_needs_a_contract_conversation_is_proposed_nothing(world: Store, csm: Actor) -> None:
    (one,) = proposals(world, csm, asked(world, "network", 2000))
    assert one.answer is not None
    assert one.figure is None
    with pytest.raises(BadInput, match="without looking at its request"):
        one.command()


def test_a_part_is_proposed_where_all_of_it_is_not_safe(world: Store, csm: Actor) -> None:
    with world.transaction() as cursor:
        cursor.execute("UPDATE allotments SET number_months = 1160 WHERE network_id = 'acme'")
    request = asked(world, "network", 60)
    (one,) = proposals(world, csm, request)
    assert one.answer is not None
    assert one.answer.verdict == "grant N of M"
    assert one.figure is not None
    assert (one.figure.outcome, one.figure.to) == ("part", one.answer.limit)
    decide_together(world, csm, [one.command()], now=NOW)
    assert request_thread(world, csm, request.request_id)[0].granted_limit == one.answer.limit


def test_who_may_decide_none_of_them_is_told_so(world: Store) -> None:
    request = asked(world, "network", 5)
    command = DecideRequest(request.request_id, "decline", answer="no")
    with pytest.raises(NotAllowed):
        decide_together(world, actor(world, PLANNER), [command], now=NOW)
    with pytest.raises(BadInput, match="No request is chosen"):
        decide_together(world, actor(world, PLANNER), [], now=NOW)
