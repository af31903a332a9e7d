"""Asking for more: filed by who may, refused in words, answered at once, talked over, withdrawn."""

from __future__ import annotations

import dataclasses
import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from data.errors import BadInput, LimitMissing, NotAllowed, StaleLimit
from data.records import Request
from data.store import Store
from data.upkeep.check import violations
from limits.actors import Actor, actor
from limits.advice.weigh import Asked
from limits.kinds import Kind, LimitKey
from limits.months import months_between
from limits.notice_texts import feed
from limits.requests.expiry import expire_requests
from limits.requests.requests import FileRequest, file_request, request_outlook
from limits.requests.thread import (
    comment_on_request,
    request_thread,
    take_up_request,
    withdraw_request,
)
from tests.limits.world import ADMIN, CSM, OTHER_CSM, PLANNER, STRANGER, SUPER_USER, VIEWER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
DECEMBER = dt.date(2026, 12, 1)
ASK = FileRequest("acme", "network", 30, DECEMBER, "posters in spring")


def ask(**changes: object) -> FileRequest:
    return dataclasses.replace(ASK, **changes)  # type: ignore[arg-type]


def filed(world: Store, email: str = SUPER_USER) -> Request:
    return file_request(world, actor(world, email), ASK, now=NOW)


def test_a_request_is_on_file_with_all_that_was_said(world: Store) -> None:
    request = file_request(
        world, actor(world, VIEWER), ask(kind="dynamic", sessions=40_000, until_month=dt.date(2026, 12, 31)), now=NOW
    )
    kept, course = request_thread(world, actor(world, VIEWER), request.request_id)
    assert kept == request
    assert (kept.status, kept.filed_by, kept.more_numbers, kept.sessions) == ("filed", VIEWER, 30, 40_000)
    assert (kept.from_month, kept.until_month) == (DECEMBER, DECEMBER)
    assert [(step.event, step.words) for step in course] == [("filed", "posters in spring")]
    assert violations(world) == []


@pytest.mark.parametrize(
    ("email", "allowed"),
    [
        (VIEWER, True),
        (SUPER_USER, True),
        (CSM, True),
        (OTHER_CSM, False),
        (PLANNER, False),
        (ADMIN, False),
        (STRANGER, False),
    ],
)
def test_who_may_file(world: Store, email: str, allowed: bool) -> None:
    if allowed:
        assert filed(world, email).filed_by == email
        return
    with pytest.raises(NotAllowed):
        filed(world, email)


def test_a_role_taken_away_a_moment_ago_files_nothing(world: Store, super_user: Actor) -> None:
    with world.transaction() as cursor:
        cursor.execute("DELETE FROM users WHERE email = $1", SUPER_USER)
    with pytest.raises(NotAllowed, match="not a user"):
        file_request(world, super_user, ASK, now=NOW)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (ask(more=0), "0 more"),
        (ask(more=-5), "-5 more"),
        (ask(more=10**9), "1,000,000,000 more"),
        (ask(more=2.5), "2.5 more"),
        (ask(reason=" "), "needs a reason"),
        (ask(reason="x" * 3000), "3,000"),
        (ask(from_month=dt.date(2026, 10, 1)), "Oct 2026 is over"),
        (ask(from_month=dt.date(2027, 1, 1)), "ends on 31 Dec 2026"),
        (ask(from_month=dt.date(2036, 1, 1)), "months away"),
        (ask(until_month=dt.date(2026, 11, 1)), "before it begins in Dec 2026"),
        (ask(kind="dynamic", sessions=0), "0 sessions"),
        (ask(kind="campaign", campaign_id="spring", sessions=10), "leave them out"),
    ],
)
def test_a_senseless_request_is_refused_in_words(world: Store, csm: Actor, command: FileRequest, words: str) -> None:
    version = world.data_version()
    with pytest.raises(BadInput, match=words):
        file_request(world, csm, command, now=NOW)
    assert world.data_version() == version


def test_an_unknown_campaign_an_unknown_network_and_an_ended_partnership(world: Store, csm: Actor) -> None:
    with pytest.raises(LimitMissing, match="summer"):
        file_request(world, csm, ask(kind="campaign", campaign_id="summer"), now=NOW)
    with pytest.raises(NotAllowed):
        file_request(world, csm, ask(network_id="nowhere"), now=NOW)
    with world.transaction() as cursor:
        cursor.execute("UPDATE partnerships SET ends_on = '2026-10-31' WHERE network_id = 'acme'")
    with pytest.raises(BadInput, match="without a new contract"):
        file_request(world, csm, ask(from_month=dt.date(2026, 11, 1)), now=NOW)


def test_one_open_request_a_limit(world: Store, super_user: Actor) -> None:
    first = filed(world)
    with pytest.raises(BadInput, match=f"Request {first.request_id} for this limit is open"):
        filed(world, VIEWER)
    file_request(world, super_user, ask(kind="campaign", campaign_id="spring"), now=NOW)
    withdraw_request(world, super_user, first.request_id, now=NOW)
    assert filed(world).status == "filed"


def test_of_many_who_file_at_once_one_does(world: Store, super_user: Actor) -> None:
    def attempt(_: int) -> str:
        try:
            return file_request(world, super_user, ASK, now=NOW).request_id
        except BadInput:
            return ""

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(16)))
    assert sum(bool(o) for o in outcomes) == 1
    assert violations(world) == []


def test_the_live_answer_says_what_blocks_and_what_is_suggested(world: Store, super_user: Actor) -> None:
    """Spring is full at 40 of 40; of autumn's 30 only 10 are used, and of the network's 120 only 95."""
    with world.transaction() as cursor:
        cursor.execute("UPDATE allotments SET number_months = 5000 WHERE network_id = 'acme'")
    full = request_outlook(world, super_user, Asked("acme", "campaign", 5, DECEMBER, "spring"), now=NOW)
    assert (full.limit_now, full.answer.verdict) == (40, "grant")
    assert (full.answer.granted, full.answer.limit, full.answer.increase) == ((5,), 45, 5)
    assert full.answer.binds == (LimitKey("campaign", "spring"),)
    assert full.sentences == ("Grant all 5: the limit of campaign Spring goes to 45.",)
    roomy = request_outlook(world, super_user, Asked("acme", "campaign", 5, DECEMBER, "autumn"), now=NOW)
    assert (roomy.answer.verdict, roomy.answer.limit, roomy.answer.schedule) == ("there is room", 30, ())
    assert roomy.sentences[0].startswith("There is room: 5 more fit the limit of campaign Autumn of 30")
    with world.transaction() as cursor:
        for assignment in ("limits SET limit_numbers = 95", "limit_changes SET new_limit = 95"):
            cursor.execute(f"UPDATE {assignment} WHERE network_id = 'acme' AND kind = 'network'")
    blocked = request_outlook(world, super_user, Asked("acme", "campaign", 5, DECEMBER, "autumn"), now=NOW)
    assert blocked.answer.binds == (LimitKey("network"),)
    assert blocked.answer.pair is not None
    assert (blocked.answer.limit, blocked.answer.pair.limit) == (30, 100)  # autumn holds them, the network does not
    assert "the network limit goes to 100" in blocked.sentences[0]


def test_a_request_is_taken_up_withdrawn_and_then_moves_no_more(world: Store, csm: Actor, super_user: Actor) -> None:
    request = filed(world)
    assert take_up_request(world, csm, request.request_id, now=NOW).status == "in review"
    assert take_up_request(world, csm, request.request_id, now=NOW).status == "in review"  # a double click
    assert withdraw_request(world, super_user, request.request_id, reason="posters are off", now=NOW).status == (
        "withdrawn"
    )
    for move in (take_up_request, withdraw_request):
        with pytest.raises(StaleLimit, match="withdrawn already"):
            move(world, csm, request.request_id, now=NOW)
    course = request_thread(world, csm, request.request_id)[1]
    assert [step.event for step in course] == ["filed", "in review", "withdrawn"]
    with pytest.raises(NotAllowed):
        take_up_request(world, super_user, filed(world).request_id, now=NOW)


def test_strangers_learn_not_even_that_a_request_exists(world: Store) -> None:
    request = filed(world)
    stranger = actor(world, STRANGER)
    answers = []
    for request_id in (request.request_id, "R-999"):
        with pytest.raises(NotAllowed) as caught:
            request_thread(world, stranger, request_id)
        answers.append(str(caught.value).replace(request_id, "X"))
    assert answers[0] == answers[1]


def test_the_vendors_own_notes_stay_with_the_vendor(world: Store, csm: Actor, super_user: Actor) -> None:
    request = filed(world)
    comment_on_request(world, csm, request.request_id, "they may leave", vendor_only=True, now=NOW)
    comment_on_request(world, csm, request.request_id, "how many posters?", now=NOW)
    comment_on_request(world, super_user, request.request_id, "<b>forty</b>", now=NOW)
    seen = [step.words for step in request_thread(world, actor(world, VIEWER), request.request_id)[1]]
    assert seen == ["posters in spring", "how many posters?", "<b>forty</b>"]
    assert "they may leave" in [step.words for step in request_thread(world, csm, request.request_id)[1]]
    with pytest.raises(NotAllowed, match="vendor's people"):
        comment_on_request(world, super_user, request.request_id, "psst", vendor_only=True, now=NOW)
    assert "they may leave" not in " ".join(n.body for n in feed(world, super_user))


def test_each_side_is_told_what_the_other_did(world: Store, csm: Actor, super_user: Actor) -> None:
    request = filed(world)
    comment_on_request(world, csm, request.request_id, "how many posters?", now=NOW)
    assert [n.subject for n in feed(world, csm)] == [
        f"Acme: request {request.request_id} for 30 more (network limit) was filed"
    ]
    assert [n.body for n in feed(world, super_user, "acme")] == [f"{CSM}: how many posters?"]
    assert feed(world, actor(world, STRANGER)) == []
    assert feed(world, actor(world, OTHER_CSM)) == []
    with pytest.raises(NotAllowed):
        feed(world, actor(world, STRANGER), "acme")


@pytest.mark.parametrize(
    ("days", "until", "expires"),
    [(89, None, False), (91, None, True), (5, None, False), (41, dt.date(2026, 12, 1), True)],
)
def test_a_request_nobody_can_grant_any_more_expires(
    world: Store, super_user: Actor, days: int, until: dt.date | None, expires: bool
) -> None:
    request = file_request(world, super_user, ask(until_month=until), now=NOW)
    ended = expire_requests(world, now=NOW + dt.timedelta(days=days))
    assert [r.request_id for r in ended] == ([request.request_id] if expires else [])
    status = request_thread(world, super_user, request.request_id)[0].status
    assert status == ("expired" if expires else "filed")


@pytest.mark.parametrize("kind", ["network", "dynamic"])
def test_a_request_for_each_kind_of_limit_of_the_whole_network(world: Store, super_user: Actor, kind: Kind) -> None:
    assert file_request(world, super_user, ask(kind=kind), now=NOW).kind == kind


def test_sessions_that_are_stated_are_what_comes_on_top(world: Store, super_user: Actor) -> None:
    """The same 20 numbers asked for weigh by what the visitors need: few sessions need none, many all of them."""
    with world.transaction() as cursor:
        cursor.execute("UPDATE allotments SET number_months = 5000 WHERE network_id = 'acme'")
        for month in months_between(dt.date(2025, 11, 1), dt.date(2026, 11, 1)):
            cursor.execute("INSERT INTO traffic VALUES ('acme', 'month', $1, 100000)", month)
    plain, few, many = (
        request_outlook(world, super_user, Asked("acme", "dynamic", 20, DECEMBER, more_sessions=more), now=NOW).answer
        for more in (None, 1, 900_000)
    )
    used = [answer.as_asked.used for answer in (few, plain, many)]
    assert None not in used
    assert used == sorted(used)
    assert used[0] < used[2]
    assert few.as_asked.used == pytest.approx(few.as_history.used, abs=1.0)  # one visitor a month needs no number more
