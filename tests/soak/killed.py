"""A process that changes limits and decides requests is killed at random points, again and again, on one store."""

from __future__ import annotations

import random
from pathlib import Path

from data.store import Address, Store
from data.upkeep.check import violations
from limits.actors import OPERATOR
from limits.advice.standing import network_standing
from limits.network.limit_history import history
from tests.limits.world import fill
from tests.soak.changing import change_on
from tests.soak.engine import new_store
from tests.soak.processes import acknowledged, run_and_kill


def prove(folder: Path, kills: int) -> str:
    """Every acknowledged change is there with its audit row, no half one is, and the store opens again."""
    path = folder / "killed.duckdb"
    with new_store(path) as address:
        return _prove(path, address, kills)


def _prove(path: Path, address: Address, kills: int) -> str:
    store = Store(address, memory_limit="500MB", threads=2)
    store.write(fill)
    store.close()
    randomness = random.Random(7)
    killed = within = 0
    while killed < kills:
        was_killed, open_then = run_and_kill(change_on, path, address, randomness, longest_seconds=1.0)
        assert was_killed, "it ended by itself"
        killed, within = killed + 1, within + open_then
        if killed % 10 == 0 or killed == kills:
            _check(path, address)
    promised, there = _check(path, address)
    return (
        f"{killed} kills, {within} of them within a transaction; {promised} changes were acknowledged, all there with "
        f"their audit rows, {there - promised} more were made and not yet acknowledged, no half ones, no invariant "
        "broken, the store opened every time"
    )


def _check(path: Path, address: Address) -> tuple[int, int]:
    """Acknowledged changes, and all that are there."""
    store = Store(address, memory_limit="500MB", threads=2)
    changes = {c.change_id: c for c in history(store, OPERATOR, "acme")}
    standing = network_standing(store, OPERATOR, "acme")
    broken = violations(store)
    with store.reading() as cursor:
        decided = cursor.rows("SELECT request_id FROM requests WHERE status = 'approved'")
        frozen = cursor.rows("SELECT request_id FROM request_evidence")
        told = cursor.rows("SELECT event FROM request_events WHERE event = 'approved'")
    store.close()
    assert broken == [], broken
    lines = acknowledged(path.with_suffix(".done"))
    for line in lines:
        change_id, limit = line.split()
        assert change_id in changes, f"{change_id} was acknowledged and is not there"
        assert changes[change_id].new_limit == int(limit)
    assert sorted(decided) == sorted(frozen), "a decision without its evidence, or evidence without a decision"
    assert len(told) == len(decided), "a decision that its course does not tell of"
    for own in standing.limits:
        newest = max(
            (c for c in changes.values() if (c.kind, c.campaign_id) == (own.key.kind, own.key.campaign_id)),
            key=lambda c: c.version,
        )
        assert (newest.new_limit, newest.version) == (own.limit, own.version)
    return len(lines), len(changes) - 4
