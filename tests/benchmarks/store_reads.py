"""A store of a million numbers over three years: how long it takes to load, how large it is, how fast it answers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from data.store import Cursor, Store
from data.tables import usage
from limits.actors import Actor
from limits.advice.portfolio_rows import portfolio
from limits.advice.standing import network_standing
from tests.benchmarks.import_usage import run_import
from tests.benchmarks.portfolio_files import months, print_table, write_portfolio, write_usage

NETWORKS, NUMBERS, MONTHS, MONTHS_A_FILE = 1_000, 1_000_000, 36, 6
ADMIN = Actor("admin@vendor.example", frozenset({"admin"}), frozenset())


def measure(folder: Path, scale: float) -> None:
    numbers, networks = max(1_000, round(NUMBERS * scale)), max(10, round(NETWORKS * scale))
    path = folder / "store.duckdb"
    day = f"{months(MONTHS)[-1]}-28"
    cost = run_import(path, write_portfolio(folder, networks=networks, numbers=numbers), day, 0)
    for first in range(0, MONTHS, MONTHS_A_FILE):
        file = folder / f"usage_from_{first}.csv"
        write_usage(file, networks=networks, numbers=numbers, month_count=MONTHS_A_FILE, first_month=first)
        cost += run_import(path, [file], day, 0)
        file.unlink()
    store = Store(path)
    try:
        read_times = _reads(store, networks)
    finally:
        store.close()
    rows = f"{numbers:,} numbers x {MONTHS} months = {numbers * MONTHS:,} usage rows, {networks:,} networks"
    loaded = f"{cost}, in {MONTHS // MONTHS_A_FILE + 1} imports"
    size = f"{path.stat().st_size / 1e6:,.0f} MB"
    print_table("Store", [("rows", rows), ("load", loaded), ("file", size), *read_times])


def _reads(store: Store, networks: int) -> list[tuple[str, str]]:
    ids = [f"n{place:05}" for place in range(networks)]
    sample = ids[:: max(1, networks // 50)]

    def each(read: Callable[[Cursor, str], object]) -> list[float]:
        return [_seconds(lambda one=one: _in(store, lambda cursor: read(cursor, one))) for one in sample]  # type: ignore[misc]

    _in(store, lambda cursor: usage.network_months(cursor, ids))
    return [
        ("one network's months", _figure(each(lambda cursor, one: usage.network_months(cursor, [one])))),
        ("and its campaigns' months", _figure(each(lambda cursor, one: usage.campaign_months(cursor, [one])))),
        (
            "every network's months",
            _figure([_seconds(lambda: _in(store, lambda cursor: usage.network_months(cursor, ids))) for _ in range(5)]),
        ),
        ("the whole portfolio with forecasts", _figure([_seconds(lambda: portfolio(store, ADMIN)) for _ in range(3)])),
        (
            "a network's page",
            _figure([_seconds(lambda one=one: network_standing(store, ADMIN, one)) for one in sample[:10]]),  # type: ignore[misc]
        ),
    ]


def _in(store: Store, read: Callable[[Cursor], object]) -> object:
    with store.reading() as cursor:
        return read(cursor)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _figure(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds) * 1000:,.1f} ms, slowest {max(seconds) * 1000:,.1f} ms"
