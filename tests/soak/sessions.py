"""Many visits to one dashboard, one after the other and all at once: no page fails, and memory comes back."""

from __future__ import annotations

import random
import threading
from contextlib import ExitStack
from pathlib import Path

import psutil

from tests.benchmarks.page_session import Session, dashboard
from tests.benchmarks.page_speed import CSM_PAGES, SAMPLE_CSM, SAMPLE_NETWORKS
from tests.portfolio_store import sample_store

RERUNS = 10  # a visit
AT_ONCE = 8  # who look at the very same moment
GROWTH = 1.15  # of what the first half of the visits left behind


def prove(folder: Path, visits: int) -> str:
    """As many visits each way, ten views a visit; what is kept after them is what was kept after half of them."""
    with dashboard(sample_store(folder / "headroom.duckdb")) as port:
        server = _server(port)
        kept = []
        for part in range(2):
            for number in range(visits // 2):
                with Session(port) as visit:
                    _look(visit, random.Random(part * visits + number))
            kept.append(_megabytes(server))
        assert kept[1] <= kept[0] * GROWTH, f"one after the other: {kept[0]:.0f} MB, then {kept[1]:.0f} MB"
        crowded = []
        for part in range(2):
            crowded.append(_crowd(port, visits // 2, 3 * visits + part * visits, server))
            kept.append(_megabytes(server))
        assert kept[3] <= kept[2] * GROWTH, f"all at once: {kept[2]:.0f} MB, then {kept[3]:.0f} MB"
    told = ", ".join(f"{size:,.0f}" for size in kept)
    return (
        f"{visits} visits and {visits * RERUNS:,} views each way, no page failed; MB after each half: {told} "
        f"(with {visits // 2} visits open: {max(crowded):,.0f})"
    )


def _look(visit: Session, chance: random.Random) -> None:
    for _ in range(RERUNS):
        visit.view(chance.choice(CSM_PAGES), {"as": SAMPLE_CSM, "network": chance.choice(SAMPLE_NETWORKS)})


def _crowd(port: int, visits: int, seed: int, server: psutil.Process) -> float:
    """All open at once, some looking at any moment; the memory while they are open."""
    failed: list[BaseException] = []
    with ExitStack() as opened:
        crowd = [opened.enter_context(Session(port)) for _ in range(visits)]

        def walk(first: int) -> None:
            try:
                for number in range(first, visits, AT_ONCE):
                    _look(crowd[number], random.Random(seed + number))
            except BaseException as error:  # noqa: BLE001 - raised by whoever waits for the thread
                failed.append(error)

        threads = [threading.Thread(target=walk, args=(first,)) for first in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise AssertionError(f"{len(failed)} of the crowd failed, the first with {failed[0]!r}")
        return _megabytes(server)


def _server(port: int) -> psutil.Process:
    return next(child for child in psutil.Process().children(recursive=True) if str(port) in child.cmdline())


def _megabytes(server: psutil.Process) -> float:
    return float(server.memory_info().rss) / 2**20
