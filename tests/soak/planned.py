"""Planned changes whose day has come, made by several threads of processes that are killed and started again."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

from data.store import Cursor, Store
from data.tables import summary
from data.upkeep.check import violations
from limits.actors import OPERATOR, actor
from limits.changes.change import ChangeLimit
from limits.changes.planned_changes import schedule_change, scheduled_changes
from limits.months import months_between
from limits.network.limit_history import history
from limits.notice_texts import feed
from tests.limits.world import AS_OF, CSM, RUNNING, fill, set_limit
from tests.soak.due import make_due
from tests.soak.processes import run_and_kill

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 12, 1)


def prove(folder: Path, plans: int) -> str:
    """Each is made exactly once, with one audit row and one notice for each audience."""
    path = folder / "planned.duckdb"
    store = Store(path, memory_limit="500MB", threads=2)
    store.write(lambda cursor: fill_planned(cursor, plans))
    csm = actor(store, CSM)
    for i in range(plans):
        command = ChangeLimit(f"n{i}", "network", 50, "planned", change_id=f"plan-{i}")
        schedule_change(store, csm, command, DAY, now=NOW)
    store.close()
    randomness = random.Random(11)
    kills = within = 0
    waiting, longest = plans, 0.4
    while waiting:
        was_killed, open_then = run_and_kill(make_due, path, path, randomness, longest_seconds=longest)
        kills, within = kills + was_killed, within + open_then
        left = _waiting(path, plans)
        longest *= 1 if left < waiting else 1.5  # a busy machine gets nothing done in the time of a quiet one
        waiting = left
    store = Store(path, memory_limit="500MB", threads=2)
    networks = [f"n{i}" for i in range(plans)]
    made = [c.change_id for n in networks for c in history(store, OPERATOR, n) if c.change_id.startswith("plan-")]
    status = {c.status for n in networks for c in scheduled_changes(store, csm, n)}
    told = [n for n in feed(store, csm, most=10_000) if n.topic == "scheduled change"]
    broken = violations(store)
    store.close()
    assert status == {"applied"}, status
    assert sorted(made) == sorted(f"plan-{i}" for i in range(plans)), f"{len(made)} changes of {plans} plans"
    assert len(told) == plans, f"{len(told)} notices of {plans} plans"
    assert broken == [], broken
    return (
        f"{plans} plans by 4 threads in processes killed {kills} times, {within} of these within a transaction: each "
        "made once, told once, no invariant broken"
    )


def fill_planned(cursor: Cursor, plans: int) -> None:
    """The small world, and a network of its own for each plan."""
    fill(cursor)
    networks = [f"n{i}" for i in range(plans)]
    for network_id in networks:
        cursor.execute("INSERT INTO networks VALUES ($1, $1, 'UTC', $2)", network_id, CSM)
        set_limit(cursor, network_id, "network", "", 20)
        set_limit(cursor, network_id, "dynamic", "", 20)
        for month in months_between(dt.date(2026, 1, 1), RUNNING):
            cursor.execute("INSERT INTO usage_totals VALUES ($1, $2, '', 3, 4)", network_id, month)
    summary.describe_as_of(cursor, networks, AS_OF)
    summary.refresh(cursor, networks)


def _waiting(path: Path, plans: int) -> int:
    store = Store(path, memory_limit="500MB", threads=2)
    waiting = sum(c.status == "waiting" for i in range(plans) for c in scheduled_changes(store, OPERATOR, f"n{i}"))
    store.close()
    return waiting
