"""Sessions race for one limit: by changes, by double clicks, for one request, and changes with a decision."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from data.errors import HeadroomError
from data.store import Store
from data.upkeep.check import violations
from limits.actors import OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.changes.change import ChangeLimit, change_limit
from limits.kinds import LimitKey
from limits.network.headroom import LimitHeadroom
from limits.network.limit_history import history
from limits.requests.decide import DecideRequest, decide_request
from limits.requests.requests import FileRequest, file_request
from tests.limits.world import CSM, VIEWER, fill
from tests.soak.engine import in_a_hurry, new_store

Act = Callable[[], object]
MONTH = dt.date(2026, 11, 1)
RACERS = 8


def prove(folder: Path, rounds: int) -> str:
    """Of eight at once exactly one makes the change, whichever way they collide."""
    with new_store(folder / "race.duckdb") as address, in_a_hurry():
        return _prove(Store(address, memory_limit="500MB", threads=2), rounds)


def _prove(store: Store, rounds: int) -> str:
    store.write(fill)
    csm, viewer = actor(store, CSM), actor(store, VIEWER)
    outcomes: Counter[str] = Counter()
    with ThreadPoolExecutor(RACERS) as pool:
        for number in range(rounds):
            before = _limit(store)
            acts = _acts(store, csm, viewer, number, before)
            barrier = Barrier(RACERS)

            def run(act: Act, barrier: Barrier = barrier) -> str:
                barrier.wait()
                try:
                    act()
                except HeadroomError as error:
                    return type(error).__name__
                return "done"

            ends = sorted(pool.map(run, acts))
            double_click = number % 4 == 1
            assert ends == (["done"] * RACERS if double_click else ["StaleLimit"] * (RACERS - 1) + ["done"]), (
                f"round {number}: {ends}"
            )
            after = _limit(store)
            assert after.version == before.version + 1, f"round {number}: version {before.version} -> {after.version}"
            outcomes.update(ends)
    _replays(store)
    assert violations(store) == [], violations(store)
    changes = len(history(store, OPERATOR, "acme")) - 4
    store.close()
    assert changes == rounds, f"{changes} changes in {rounds} rounds"
    return (
        f"{rounds * RACERS:,} writes in {rounds:,} rounds, {changes:,} changes, {outcomes['StaleLimit']:,} told that "
        "they came second, no update lost, none made twice, the history replays to the limit, no invariant broken"
    )


def _acts(store: Store, csm: Actor, viewer: Actor, number: int, now: LimitHeadroom) -> list[Act]:
    # Up and down again, so that the limit stays where all of them are allowed.
    to = 200 + number % 2 * 300

    def change(limit: int, change_id: str) -> Act:
        command = ChangeLimit(
            "acme", "network", limit, f"round {number}", expected_version=now.version, change_id=change_id
        )
        return lambda: change_limit(store, csm, command)

    def decide(request_id: str) -> Act:
        command = DecideRequest(request_id, "approve", f"round {number}", expected_version=now.version)
        return lambda: decide_request(store, csm, command)

    if number % 4 == 0:
        return [change(to + racer, f"{number}-{racer}") for racer in range(RACERS)]
    if number % 4 == 1:
        return [change(to + 3, f"{number}")] * RACERS
    # More than is free under the limit: what has room is granted without a change of it.
    filed = file_request(store, viewer, FileRequest("acme", "network", now.limit, MONTH, "posters"))
    if number % 4 == 2:
        return [decide(filed.request_id)] * RACERS
    changes = [change(to + racer, f"{number}-{racer}") for racer in range(1, RACERS)]
    return [_and_settle(store, csm, filed.request_id, decide(filed.request_id)), *changes]


def _and_settle(store: Store, csm: Actor, request_id: str, decide: Act) -> Act:
    """Where the change came first the request is open still: it is declined, so that the next round may file one."""

    def act() -> None:
        try:
            decide()
        except HeadroomError:
            decide_request(store, csm, DecideRequest(request_id, "decline", answer="too late"))
            raise

    return act


def _limit(store: Store) -> LimitHeadroom:
    return network_standing(store, OPERATOR, "acme").limit(LimitKey("network"))


def _replays(store: Store) -> None:
    value = None
    for change in reversed(history(store, OPERATOR, "acme")):
        if change.kind == "network":
            assert change.old_limit == value, f"version {change.version} does not follow the one before"
            value = change.new_limit
    assert value == _limit(store).limit
