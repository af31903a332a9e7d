"""Rounds: all that time brings about, made in the background, through failures."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest

from data.errors import BadInput
from data.store import Store
from limits import clock
from limits.actors import OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.changes.change import ChangeLimit
from limits.changes.planned_changes import schedule_change
from limits.kinds import LimitKey
from limits.notice_texts import feed
from limits.notices import heartbeat, rounds
from limits.notices.rounds import keep_rounds, make_round, round_pause
from limits.notices.sending import Channels
from limits.requests.requests import FileRequest, file_request
from tests.limits.world import VIEWER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


def test_a_round_makes_planned_changes_ends_old_requests_and_looks(world: Store, csm: Actor) -> None:
    schedule_change(world, csm, ChangeLimit("acme", "network", 150, "Christmas"), dt.date(2026, 12, 1), now=NOW)
    asked = FileRequest("acme", "dynamic", 5, dt.date(2026, 12, 1), "more visitors")
    file_request(world, csm, asked, now=NOW)
    done = make_round(world, Channels(), now=NOW + dt.timedelta(days=120))
    assert [c.new_limit for c in done.applied] == [150]
    assert [r.status for r in done.expired] == ["expired"]
    assert sum("expired" in n.subject for n in feed(world, csm)) == 1
    assert sum("expired" in n.subject for n in feed(world, actor(world, VIEWER))) == 1
    assert done.alerts.crossings
    again = make_round(world, Channels(), now=NOW + dt.timedelta(days=120))
    assert (again.applied, again.expired, again.alerts.crossings) == ((), (), ())
    assert network_standing(world, OPERATOR, "acme").limit(LimitKey("network")).limit == 150


def test_a_round_in_which_nothing_happens_lets_what_pages_worked_out_stand(world: Store, csm: Actor) -> None:
    """Rounds come every quarter of an hour, and a standing holds for a day where nothing changes."""
    asked = FileRequest("acme", "dynamic", 5, dt.date(2026, 12, 1), "more visitors")
    file_request(world, csm, asked, now=NOW)
    before = world.data_version()
    assert make_round(world, Channels(), now=NOW).alerts.crossings
    assert world.data_version() > before
    before = world.data_version()
    later = NOW + dt.timedelta(minutes=15)
    assert make_round(world, Channels(), now=later).alerts.crossings == ()
    assert world.data_version() == before
    last_run = heartbeat(world, now=later).last_run
    assert last_run is not None
    assert last_run.ran_at == later.replace(tzinfo=None)
    assert make_round(world, Channels(), now=NOW + dt.timedelta(days=120)).expired
    assert world.data_version() > before


def test_rounds_go_on_after_one_failed(world: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    third = threading.Event()

    def count(*_: object) -> None:
        made.append(len(made))
        if len(made) == 3:
            third.set()
        if len(made) == 1:
            raise RuntimeError("the first fails")

    monkeypatch.setattr(rounds, "make_round", count)
    soon = dt.timedelta(milliseconds=5)
    kept = keep_rounds(world, Channels(), pause=soon, first_after=soon)
    assert third.wait(10)
    kept.stop()


def test_the_pause_is_a_setting_and_none_means_no_rounds() -> None:
    assert round_pause({}) == dt.timedelta(minutes=15)
    assert round_pause({"HEADROOM_ROUND_MINUTES": "5"}) == dt.timedelta(minutes=5)
    assert round_pause({"HEADROOM_ROUND_MINUTES": "0"}) is None
    for wrong in ("-1", "soon", "100000"):
        with pytest.raises(BadInput, match="HEADROOM_ROUND_MINUTES"):
            round_pause({"HEADROOM_ROUND_MINUTES": wrong})


def test_the_heartbeat_tells_of_rounds_that_fail_and_of_one_that_is_well(
    world: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    fourth, fifth = threading.Event(), threading.Event()

    def count(*_: object) -> None:
        made.append(threading.active_count())
        if len(made) <= 3:
            raise OSError("no")
        (fourth if len(made) == 4 else fifth).set()

    monkeypatch.setattr(rounds, "make_round", count)
    soon = dt.timedelta(milliseconds=5)
    kept = keep_rounds(world, Channels(), pause=soon, first_after=soon)
    assert fifth.wait(60)
    kept.stop()
    heart = kept.heartbeat()
    assert (heart.failures, heart.trouble(clock.present())) == (0, None)
    assert heart.ended_at is not None
    failing = replace(heart, failures=3, last_error="OSError")
    assert failing.trouble(dt.datetime.now(dt.UTC)) == "the last 3 rounds failed (OSError)"


def test_no_round_begins_once_the_store_takes_no_more_work(world: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    monkeypatch.setattr(rounds, "make_round", lambda *_: made.append(1))
    world.running.close()
    soon = dt.timedelta(milliseconds=5)
    kept = keep_rounds(world, Channels(), pause=soon, first_after=soon)
    kept._thread.join(60)
    assert made == []
