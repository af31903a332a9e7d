"""Four writers change one limit five hundred times each: nothing lost, how many a second, how long one waits."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from data.check import violations
from data.store import Address, Store
from limits.actors import OPERATOR, actor
from limits.change import ChangeLimit, change_limit
from limits.history import history
from tests import postgres_server
from tests.limits.world import CSM, fill

WRITERS, CHANGES = 4, 500


def measure(folder: Path, scale: float) -> None:
    """Threads of one process on a DuckDB file, which has one owner; processes on PostgreSQL."""
    changes = max(5, int(CHANGES * scale))
    file = folder / "changes.duckdb"
    store = Store(file)
    store.write(fill)
    started = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        waits = list(pool.map(lambda writer: _change(store, writer, changes), range(WRITERS)))
    _tell("DuckDB file, 4 threads", time.perf_counter() - started, waits)
    _prove(store, changes)
    store.close()

    with postgres_server.running(durable=True) as server:
        store = Store(server.database())
        store.write(fill)
        with multiprocessing.get_context("spawn").Pool(WRITERS) as processes:
            processes.map(_ready, range(WRITERS))
            started = time.perf_counter()
            waits = processes.starmap(_change_there, [(store.address, w, changes) for w in range(WRITERS)], chunksize=1)
            _tell("PostgreSQL, 4 processes", time.perf_counter() - started, waits)
        _prove(store, changes)
        store.close()


def _ready(writer: int) -> int:
    return writer


def _change_there(address: Address, writer: int, changes: int) -> list[float]:
    store = Store(address)
    try:
        return _change(store, writer, changes)
    finally:
        store.close()


def _change(store: Store, writer: int, changes: int) -> list[float]:
    csm = actor(store, CSM)
    waits = []
    for i in range(changes):
        command = ChangeLimit("acme", "network", 200 + writer * CHANGES + i, "benchmark", change_id=f"{writer}-{i}")
        started = time.perf_counter()
        change_limit(store, csm, command)
        waits.append(time.perf_counter() - started)
    return waits


def _prove(store: Store, changes: int) -> None:
    made = {c.change_id for c in history(store, OPERATOR, "acme")}
    expected = {f"{writer}-{i}" for writer in range(WRITERS) for i in range(changes)}
    lost = len(expected - made)
    print(f"  {len(expected):,} changes asked for, {lost:,} lost, {len(violations(store)):,} invariants broken")


def _tell(name: str, seconds: float, waits: list[list[float]]) -> None:
    each = 1000 * np.concatenate([np.asarray(w) for w in waits])
    print(
        f"{name}: {each.size:,} changes in {seconds:.1f} s, {each.size / seconds:,.0f} a second; one takes "
        f"{np.median(each):.1f} ms at the median, {np.percentile(each, 99):.1f} ms at the 99th percentile"
    )
