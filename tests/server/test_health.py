"""`/health/ready` says what is stuck: store, rounds or outbox."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from data.store import Store
from limits.notices.rounds import FAILURES_TOLERATED, Heartbeat, Rounds
from limits.notices.sending import Channels
from views.server import health, place
from views.server.health import WATCHED, Watched

PAUSE = dt.timedelta(minutes=15)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setenv("HEADROOM_DB", str(tmp_path / "headroom.duckdb"))
    store = place.store()
    rounds = Rounds(store, Channels(), pause=PAUSE, first_after=PAUSE)
    WATCHED[:] = [Watched(store, Channels(vendor={"json:x": "json://127.0.0.1:1"}), rounds)]
    yield WATCHED[0]
    WATCHED.clear()
    place.close()


def asked() -> tuple[int, dict[str, Any]]:
    answer = asyncio.run(health.ready(Request({"type": "http"})))
    return answer.status_code, json.loads(bytes(answer.body))


def test_all_is_well_at_first(watched: Watched) -> None:
    status, said = asked()
    assert (status, said["status"]) == (200, "ready")


def test_a_store_that_does_not_answer_is_told_of_and_nobody_waits_for_it(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = threading.Event()
    monkeypatch.setattr(health, "STORE_SECONDS", 0.2)
    monkeypatch.setattr(Store, "data_version", lambda self: stuck.wait(30))
    status, said = asked()
    stuck.set()
    assert status == 503
    assert "did not answer" in said["store"]["trouble"]


def test_rounds_that_fail_or_hang_are_told_of(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    now = dt.datetime.now(dt.UTC)
    failing = Heartbeat(PAUSE, now, failures=FAILURES_TOLERATED, last_error="OSError")
    hanging = Heartbeat(PAUSE, now - dt.timedelta(hours=2), ended_at=now - dt.timedelta(minutes=41))
    for heart, words in ((failing, "3 rounds failed (OSError)"), (hanging, "for 41 minutes")):
        monkeypatch.setattr(Rounds, "heartbeat", lambda self, heart=heart: heart)
        status, said = asked()
        assert status == 503
        assert words in said["rounds"]["trouble"]
    well = Heartbeat(PAUSE, now - dt.timedelta(hours=2), ended_at=now - dt.timedelta(minutes=39))
    monkeypatch.setattr(Rounds, "heartbeat", lambda self: well)
    assert asked()[0] == 200


def test_a_message_that_does_not_leave_is_told_of(watched: Watched) -> None:
    at = dt.datetime.now(dt.UTC).replace(tzinfo=None) - dt.timedelta(hours=3)

    def overdue(cursor: Any) -> None:
        cursor.execute("INSERT INTO networks VALUES ('acme', 'Acme', 'UTC', NULL)")
        cursor.execute(
            "INSERT INTO notices (notice_id, network_id, audience, topic, subject, body, told_at) "
            "VALUES ('n1', 'acme', 'vendor', 'alert', 's', 'b', $1)",
            at,
        )
        cursor.execute("INSERT INTO routed_notices (notice_id, routed_at) VALUES ('n1', $1)", at)
        cursor.execute(
            "INSERT INTO deliveries (notice_id, address, status, attempts, next_try_at) "
            "VALUES ('n1', 'json:x', 'waiting', 0, $1)",
            at,
        )

    watched.store.write(overdue)
    status, said = asked()
    assert status == 503
    assert "180 minutes" in said["outbox"]["trouble"]


def test_a_server_that_ends_is_not_ready(watched: Watched) -> None:
    watched.store.running.close()
    assert asked()[0] == 503
    WATCHED.clear()
    assert "beginning or ending" in asked()[1]["server"]["trouble"]
