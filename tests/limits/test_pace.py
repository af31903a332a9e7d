"""One person's requests and raises within an hour: many are taken, and no flood."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import TooMany
from data.store import Store
from limits import pace
from limits.actors import Actor, actor
from limits.changes.change import ChangeLimit, change_limit
from limits.requests.requests import FileRequest, file_request
from limits.requests.thread import withdraw_request
from tests.limits.world import SUPER_USER, VIEWER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


def ask(store: Store, who: Actor, now: dt.datetime) -> None:
    filed = file_request(store, who, FileRequest("acme", "network", 5, dt.date(2026, 12, 1), "more"), now=now)
    withdraw_request(store, who, filed.request_id, reason="not needed", now=now)


def test_requests_have_a_pace(world: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "REQUESTS_AN_HOUR", 2)
    viewer, other = actor(world, VIEWER), actor(world, SUPER_USER)
    ask(world, viewer, NOW)
    ask(world, viewer, NOW + dt.timedelta(minutes=30))
    with pytest.raises(TooMany, match="2 requests within the last hour"):
        ask(world, viewer, NOW + dt.timedelta(minutes=59))
    ask(world, other, NOW + dt.timedelta(minutes=59))  # another person's pace is their own
    ask(world, viewer, NOW + dt.timedelta(minutes=61))


def test_raises_have_a_pace_and_a_csm_has_none(world: Store, csm: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "RAISES_AN_HOUR", 2)
    raiser = actor(world, SUPER_USER)
    for step in (1, 2):
        change_limit(world, raiser, ChangeLimit("acme", "campaign", 60 + step, "more", campaign_id="autumn"), now=NOW)
    with pytest.raises(TooMany, match="2 limits within the last hour"):
        change_limit(world, raiser, ChangeLimit("acme", "campaign", 70, "more", campaign_id="autumn"), now=NOW)
    for step in range(4):
        change_limit(world, csm, ChangeLimit("acme", "network", 200 + step, "more"), now=NOW)
