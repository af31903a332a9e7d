"""The process that is killed: four threads make the changes that are due."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

from data.store import Address
from limits.changes.planned_changes import apply_due
from tests.soak.processes import Marked

AFTER = dt.datetime(2026, 12, 2, 12, 0, tzinfo=dt.UTC)  # the day has come


def make_due(path: Path, address: Address, seed: int, telling: Connection) -> None:
    store = Marked(path, address)
    telling.send("began")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: apply_due(store, now=AFTER), range(4)))
    store.close()
