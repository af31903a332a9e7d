"""The process that is killed: it changes limits and decides requests as fast as it can, and says what is done."""

from __future__ import annotations

import datetime as dt
import random
from multiprocessing.connection import Connection
from pathlib import Path

from data.store import Address, Cursor, Store
from limits.actors import Actor, actor
from limits.advice.standing import network_standing
from limits.changes.applying import Evidence
from limits.changes.change import ChangeLimit, change_in
from limits.requests.decide import DecideRequest, decide_request
from limits.requests.requests import FileRequest, file_request
from tests.limits.world import CSM, VIEWER
from tests.soak.engine import in_a_hurry
from tests.soak.processes import Marked, acknowledge


def change_on(path: Path, address: Address, seed: int, telling: Connection) -> None:
    store = Marked(path, address)
    randomness = random.Random(seed)
    csm, viewer = actor(store, CSM), actor(store, VIEWER)
    for left in network_standing(store, csm, "acme").requests:  # of a process killed before
        if left.status == "filed":
            _decide(store, csm, left.request_id, path)
    telling.send("began")
    with in_a_hurry():
        while True:
            if randomness.random() < 0.8:
                _change(store, csm, randomness, path)
                continue
            filed = file_request(store, viewer, FileRequest("acme", "dynamic", 3, dt.date(2026, 11, 1), "posters"))
            _decide(store, csm, filed.request_id, path)


def _change(store: Store, csm: Actor, randomness: random.Random, path: Path) -> None:
    command = ChangeLimit("acme", "network", randomness.randrange(100, 100_000), "soak")

    def work(cursor: Cursor) -> int:
        return change_in(cursor, csm, command, Evidence(0.5, 100), dt.datetime.now(dt.UTC)).new_limit

    acknowledge(path.with_suffix(".done"), f"{command.change_id} {store.write(work)}")


def _decide(store: Store, csm: Actor, request_id: str, path: Path) -> None:
    decision = decide_request(store, csm, DecideRequest(request_id, "approve", "soak"))
    assert decision.change is not None
    acknowledge(path.with_suffix(".done"), f"{decision.change.change_id} {decision.change.new_limit}")
