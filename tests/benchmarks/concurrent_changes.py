"""Four writers change one limit five hundred times each: nothing lost, how many a second, how long one waits."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from data.records import LimitChange
from data.store import Address, Cursor, Store
from data.tables import limits as limit_store
from data.upkeep.check import violations
from limits.actors import OPERATOR, actor
from limits.changes.change import ChangeLimit, change_limit
from limits.network.limit_history import history
from tests import postgres_server
from tests.limits.world import CSM, fill

WRITERS, CHANGES = 4, 500
NOW = dt.datetime(2026, 11, 21, 12, 0)  # noqa: DTZ001 - the store's times are UTC without a zone
Change = Callable[[Store, str, int], None]


def measure(folder: Path, scale: float) -> None:
    """Threads of one process on a DuckDB file, which has one owner; processes on PostgreSQL."""
    changes = max(5, int(CHANGES * scale))
    for name, change in (("the guarded write alone", write_alone), ("as a CSM makes it, with its evidence", as_a_csm)):
        file = folder / f"{change.__name__}.duckdb"
        store = Store(file)
        store.write(fill)
        started = time.perf_counter()
        with ThreadPoolExecutor(WRITERS) as pool:
            writing = [pool.submit(_changes, store, change, writer, changes) for writer in range(WRITERS)]
            waits = [one.result() for one in writing]
        _tell(f"DuckDB file, 4 threads, {name}", time.perf_counter() - started, waits)
        _prove(store, changes)
        store.close()
    with postgres_server.running(durable=True) as server:
        for name, change in (("the guarded write alone", write_alone), ("as a CSM makes it", as_a_csm)):
            store = Store(server.database())
            store.write(fill)
            with multiprocessing.get_context("spawn").Pool(WRITERS) as processes:
                processes.map(_ready, range(WRITERS))
                started = time.perf_counter()
                work = [(store.address, change, writer, changes) for writer in range(WRITERS)]
                waits = processes.starmap(_changes_there, work, chunksize=1)
                _tell(f"PostgreSQL, 4 processes, {name}", time.perf_counter() - started, waits)
            _prove(store, changes)
            store.close()


def write_alone(store: Store, change_id: str, number: int) -> None:
    """A limit and its audit row, guarded by the version."""

    def work(cursor: Cursor) -> None:
        limit = limit_store.limit(cursor, "acme", "network", "")
        assert limit is not None
        limit_store.apply_limit_change(cursor, LimitChange(
            change_id, "acme", "network", "", limit.version + 1, limit.limit_numbers, number, NOW, CSM, "benchmark",
            None, NOW.date(), None, None, None, None, None,
        ))  # fmt: skip

    store.write(work)


def as_a_csm(store: Store, change_id: str, number: int) -> None:
    """The use case: what it leads to is forecast and kept beside it, roles and sense are checked."""
    change_limit(store, actor(store, CSM), ChangeLimit("acme", "network", number, "benchmark", change_id=change_id))


def _ready(writer: int) -> int:
    return writer


def _changes_there(address: Address, change: Change, writer: int, changes: int) -> list[float]:
    store = Store(address)
    try:
        return _changes(store, change, writer, changes)
    finally:
        store.close()


def _changes(store: Store, change: Change, writer: int, changes: int) -> list[float]:
    waits = []
    for i in range(changes):
        started = time.perf_counter()
        change(store, f"{writer}-{i}", 200 + writer * CHANGES + i)
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
