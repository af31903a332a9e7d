"""How fast the API answers what somebody asked before, and what that costs the pages: a hundred reads a second.

The load comes from a process of its own. Pages are run again and again in one visit, alone and beside that load.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from data.sample import fill
from data.store import Store
from limits.actors import actor
from limits.people import make_token
from tests.benchmarks.page_session import Session, dashboard
from tests.benchmarks.page_speed import CSM_PAGES, SAMPLE_CSM, SAMPLE_NETWORKS
from tests.benchmarks.portfolio_files import print_table
from tests.portfolio_store import AS_OF

READS_A_SECOND, SECONDS, CONNECTIONS = 100, 60.0, 3
BAR_P95_MS, BAR_RERUNS = 20.0, 1.5
PATHS = tuple(
    f"/api/v1/networks/{network}{rest}"
    for network in SAMPLE_NETWORKS
    for rest in ("", "/limits", "/usage", "/forecast")
)


def measure(folder: Path, scale: float) -> None:
    path = folder / "api.duckdb"
    store = Store(path)
    fill(store, as_of=AS_OF)
    secret = make_token(store, actor(store, SAMPLE_CSM), "benchmark", ["read"])[1]
    store.close()
    seconds = max(3.0, SECONDS * min(scale, 1.0))
    with dashboard(path) as port, Session(port) as visit:
        _first_reads(port, secret)
        for page in CSM_PAGES:  # nobody's first view is measured
            visit.view(page, _query(page))
        before = _reruns(visit, seconds / 2)
        load = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.api_speed", str(port), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert load.stdin is not None
        load.stdin.write(secret + "\n")
        load.stdin.flush()
        beside = _reruns(visit, seconds - 2.0)
        said, _ = load.communicate(timeout=120)
        after = _reruns(visit, seconds / 2)
    readers = json.loads(said)
    alone = statistics.median(before + after)
    times = statistics.median(beside) / alone
    rate, p95 = readers["count"] / readers["seconds"], readers["p95_ms"]
    is_held = p95 <= BAR_P95_MS and times <= BAR_RERUNS and not readers["failed"] and rate >= 0.98 * READS_A_SECOND
    print_table(
        f"API, {READS_A_SECOND} reads a second that were asked before, for {seconds:.0f} s",
        [
            ("reads", f"{readers['count']:,}, {rate:.0f} a second, {readers['failed']} failed"),
            ("one read", f"median {readers['median_ms']:.1f} ms, 95th percentile {p95:.1f} ms (bar {BAR_P95_MS:.0f})"),
            ("page reruns alone", f"median {alone * 1e3:,.0f} ms of {len(before) + len(after)}"),
            ("page reruns beside it", f"median {statistics.median(beside) * 1e3:,.0f} ms of {len(beside)}"),
            ("slower", f"{times:.2f} times (bar {BAR_RERUNS})"),
            ("within the bars", "yes" if is_held else "NO"),
        ],
    )


def _first_reads(port: int, secret: str) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {secret}"}) as client:
        for path in PATHS:
            client.get(path, timeout=120).raise_for_status()


def _query(page: str) -> dict[str, str]:
    return {"as": SAMPLE_CSM} | ({"network": SAMPLE_NETWORKS[0]} if page in ("network", "planning") else {})


def _reruns(visit: Session, seconds: float) -> list[float]:
    """Views of pages that were seen before, one after the other with a pause as long, for so many seconds."""
    seconds_each: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for page in CSM_PAGES:
            visit.view(page, _query(page))  # the page is another one now
            seconds_each.append(visit.view(page, _query(page)).seconds)
            time.sleep(0.2)
    return seconds_each


def load(port: int, seconds: float, secret: str) -> dict[str, float]:
    """Reads at their times over a few connections, a late one at once; how long each took, and how many a second."""
    began = time.perf_counter()

    def one_connection(first: int) -> tuple[list[float], int]:
        waits: list[float] = []
        failed = 0
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {secret}"}) as client:
            for number in range(first, round(seconds * READS_A_SECOND), CONNECTIONS):
                time.sleep(max(0.0, began + number / READS_A_SECOND - time.perf_counter()))
                sent = time.perf_counter()
                failed += client.get(PATHS[number % len(PATHS)], timeout=60).status_code != 200
                waits.append((time.perf_counter() - sent) * 1e3)
        return waits, failed

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        by_connection = list(pool.map(one_connection, range(CONNECTIONS)))
    took = time.perf_counter() - began
    waits = sorted(wait for theirs, _ in by_connection for wait in theirs)
    return {
        "count": len(waits),
        "seconds": took,
        "failed": sum(failed for _, failed in by_connection),
        "median_ms": statistics.median(waits),
        "p95_ms": waits[int(0.95 * len(waits))],
    }


if __name__ == "__main__":
    print(json.dumps(load(int(sys.argv[1]), float(sys.argv[2]), sys.stdin.readline().strip())))
