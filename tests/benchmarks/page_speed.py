"""How fast pages answer: real websocket sessions against a running dashboard, alone, fifty at once, on a large store.

A view is timed from the request that a browser would send to the message that its script has run to the end.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import threading
import time
from pathlib import Path

from data.sample import fill
from data.sample.mark import mark_as_sample
from data.store import Store
from tests.benchmarks.import_usage import run_import
from tests.benchmarks.page_session import Session, View, dashboard
from tests.benchmarks.portfolio_files import months, print_table, write_portfolio, write_usage
from tests.portfolio_store import AS_OF

PEOPLE, THINKING_SECONDS, LASTING_SECONDS = 50, 10.0, 90.0
RERUNS = 12
TRIAL, TRIAL_FIELD, TRIED = "Try another limit", "Try a limit, numbers a month", range(100, 112)
SAMPLE_CSM, SAMPLE_NETWORKS = "nora.feld@example.com", ("harbor-dental", "summit-hvac", "falcon-roofing")
CSM_PAGES = ("portfolio", "requests", "network", "planning", "forecast-quality", "activity")
LARGE_NETWORKS, LARGE_NUMBERS, LARGE_MONTHS, MONTHS_A_FILE = 1_000, 1_000_000, 36, 6  # of the large store
LARGE_CSM, LARGE_CSMS_NETWORKS = "csm@vendor.example", 40  # as many as in the sample portfolio


def measure(folder: Path, scale: float) -> None:
    store = Store(folder / "sample.duckdb")
    fill(store, as_of=AS_OF)
    store.close()
    with dashboard(folder / "sample.duckdb") as port:
        figures, small = _alone(port, SAMPLE_CSM, SAMPLE_NETWORKS[0])
        figures.append(_slider(port, SAMPLE_CSM))
        figures += _together(port, max(2, round(PEOPLE * min(scale, 1.0))), LASTING_SECONDS * min(scale, 1.0))
    print_table("Pages, sample portfolio", figures)
    rows = _large_store(folder, scale)
    with dashboard(folder / "large.duckdb") as port:
        figures, large = _alone(port, LARGE_CSM, "n00007")
    figures.append(("beside the sample portfolio", f"{large / small:.2f} times at the median of all pages"))
    print_table(f"Pages, {rows:,} usage rows", figures)


def _large_store(folder: Path, scale: float) -> int:
    """Fills large.duckdb and gives a CSM as many of its networks as the sample has; returns its usage rows."""
    networks, numbers = (
        max(LARGE_CSMS_NETWORKS, round(LARGE_NETWORKS * scale)),
        max(2_000, round(LARGE_NUMBERS * scale)),
    )
    path, day = folder / "large.duckdb", f"{months(LARGE_MONTHS)[-1]}-28"
    run_import(path, write_portfolio(folder, networks=networks, numbers=numbers), day, 0)
    for first in range(0, LARGE_MONTHS, MONTHS_A_FILE):
        file = folder / "usage.csv"
        write_usage(file, networks=networks, numbers=numbers, month_count=MONTHS_A_FILE, first_month=first)
        run_import(path, [file], day, 0)
        file.unlink()
    store = Store(path)
    with store.transaction() as cursor:
        mark_as_sample(cursor, dt.date.fromisoformat(day))  # made up to the last row, so a demo lets the CSM in
        cursor.execute("INSERT INTO users VALUES ($1, 'csm', '')", LARGE_CSM)
        cursor.execute(f"UPDATE networks SET csm_email = $1 WHERE network_id < 'n{LARGE_CSMS_NETWORKS:05}'", LARGE_CSM)
        rows = int(cursor.value("SELECT count(*) FROM usage"))
    store.checkpoint()
    store.close()
    return rows


def _alone(port: int, csm: str, network_id: str) -> tuple[list[tuple[str, str]], float]:
    """Each page in sessions of its own: the first that anybody sees of it, a first view after, and the same again."""
    told_by_page, again = [], []
    for page in CSM_PAGES:
        query = {"as": csm} | ({"network": network_id} if page in ("network", "planning") else {})
        with Session(port) as nobody_before:
            cold = nobody_before.view(page, query)
        with Session(port) as visit:
            first = visit.view(page, query)
            reruns = [visit.view(page, query).seconds for _ in range(RERUNS)]
        again += reruns
        told = f"cold {_told(cold)}, first view {_told(first)}, rerun {_spread(reruns)}"
        told_by_page.append((page, told))
    return [*told_by_page, ("all pages", f"rerun {_spread(again)}")], statistics.median(again)


def _slider(port: int, csm: str) -> tuple[str, str]:
    """A limit tried beside a request: one part of the page is drawn anew."""
    query = {"as": csm}
    with Session(port) as visit:
        visit.view("requests", query)
        visit.switch(TRIAL, "requests", query)
        tries = [visit.slide(TRIAL_FIELD, limit, "requests", query).seconds for limit in TRIED]
    return "requests, a limit tried", _spread(tries)


def _told(view: View) -> str:
    answer = "" if view.answer_seconds is None else f" (its answer after {view.answer_seconds * 1e3:,.0f})"
    return f"{view.seconds * 1e3:,.0f} ms{answer}"


def _together(port: int, people: int, seconds: float) -> list[tuple[str, str]]:
    """So many people who look, think and look again."""
    crowd = [_Person(port, i, time.monotonic() + seconds) for i in range(people)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    waits = sorted(wait for one in crowd for wait in one.waits)
    if failed := [one.failed for one in crowd if one.failed]:
        raise SystemExit(f"{len(failed)} of {people} sessions failed, the first with {failed[0]}")
    p95 = waits[int(0.95 * len(waits))]
    text = f"{len(waits):,} views in {seconds:.0f} s, {_spread(waits)}, 95th percentile {p95 * 1e3:,.0f} ms"
    return [(f"{people} people, {THINKING_SECONDS:.0f} s between views", text)]


class _Person(threading.Thread):
    def __init__(self, port: int, number: int, until: float) -> None:
        super().__init__(daemon=True)
        self._port, self._until, self._chance = port, until, random.Random(number)
        self.waits: list[float] = []
        self.failed = ""

    def run(self) -> None:
        try:
            time.sleep(self._chance.uniform(0, THINKING_SECONDS))
            with Session(self._port) as visit:
                while time.monotonic() < self._until:
                    page = self._chance.choice(CSM_PAGES)
                    query = {"as": SAMPLE_CSM, "network": self._chance.choice(SAMPLE_NETWORKS)}
                    self.waits.append(visit.view(page, query).seconds)
                    time.sleep(self._chance.expovariate(1 / THINKING_SECONDS))
        except Exception as error:  # noqa: BLE001 - told by whoever waits for the crowd
            self.failed = f"{type(error).__name__}: {error}"


def _spread(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds) * 1e3:,.0f} ms, slowest {max(seconds) * 1e3:,.0f} ms"
