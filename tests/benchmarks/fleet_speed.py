"""How the fleet job grows from ten thousand networks to a million, and what AutoETS would take for the same series."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from tests.benchmarks.import_usage import Cost
from tests.benchmarks.portfolio_files import print_table

SIZES = (10_000, 100_000, 1_000_000)
MONTHS = 36
NETWORKS_A_FILE = 50_000
PEER_NETWORKS = 20
HORIZON = 12
SPARK_NETWORKS = 278_000  # ten million rows


def measure(folder: Path, scale: float) -> None:
    figures, last = [], 0.0
    for size in SIZES:
        networks = max(100, round(size * scale))
        write_fleet(folder / "fleet", networks)
        cost = run(folder / "fleet", folder / "out")
        last = cost.processor_seconds / networks
        figures.append((f"{networks:,} networks x {MONTHS} months", f"{cost}; {last * 1e6:,.0f} us of processor each"))
    if importlib.util.find_spec("statsforecast"):
        peer = auto_ets_seconds(folder / "fleet", PEER_NETWORKS)
        figures.append(
            ("AutoETS, the same two series a network", f"{peer * 1e3:,.0f} ms each: {peer / last:,.0f} times")
        )
    if importlib.util.find_spec("pyspark") and shutil.which("java"):
        networks = max(100, round(SPARK_NETWORKS * scale))
        write_fleet(folder / "fleet", networks)
        here, there = (
            run(folder / "fleet", folder / "out"),
            run(folder / "fleet", folder / "out", "--spark", "local[2]"),
        )
        figures.append((f"{networks:,} networks here", str(here)))
        figures.append(("the same on Spark, local[2]", f"{there}; {there.seconds / here.seconds:.1f} times"))
    print_table("Fleet", figures)


def write_fleet(folder: Path, networks: int) -> None:
    """Growing, seasonal, noisy networks with one to twelve and more months left, some files of them."""
    shutil.rmtree(folder, ignore_errors=True)
    for part, first in enumerate(range(0, networks, NETWORKS_A_FILE)):
        rng = np.random.default_rng(part)
        count = min(NETWORKS_A_FILE, networks - first)
        names = np.char.add("network-", np.arange(first, first + count).astype(str))
        static, dynamic, level = simulated_usage(rng, count)
        months = (np.datetime64("2026-11") - MONTHS + np.arange(MONTHS)).astype("datetime64[D]")
        ends = np.array(["2026-12-31", "2027-04-30", "2027-10-31"], dtype="datetime64[D]")[rng.integers(0, 3, count)]
        usage = {
            "network_id": np.repeat(names, MONTHS),
            "billing_month": np.tile(months, count),
            "static_used": static.ravel(),
            "dynamic_used": dynamic.ravel(),
            "at_limit": np.tile(np.arange(MONTHS) == MONTHS - 1, count) & (np.repeat(rng.random(count), MONTHS) < 0.05),
        }
        contracts = {
            "network_id": names,
            "starts_on": np.full(count, "2026-05-01", dtype="datetime64[D]"),
            "ends_on": ends,
            "number_months": np.round(level * 20),
            "network_limit": np.round(level * 2),
        }
        for name, columns in (("usage", usage), ("contracts", contracts)):
            (folder / name).mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.table(columns), folder / name / f"{part:04d}.parquet")


def simulated_usage(
    rng: np.random.Generator, count: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    level, t = rng.lognormal(4, 0.8, count), np.arange(MONTHS)
    season = 1 + rng.uniform(0, 0.3, (count, 1)) * np.sin(2 * np.pi * t / 12)
    static = np.round(level[:, None] * (1 + 0.005 * t) * rng.lognormal(0, 0.05, (count, MONTHS)))
    dynamic = np.round(level[:, None] * 0.5 * season * rng.lognormal(0, 0.1, (count, MONTHS)))
    return static, dynamic, level


def run(fleet: Path, out: Path, *more: str) -> Cost:
    """The command in a process of its own, watched with all that it starts."""
    shutil.rmtree(out, ignore_errors=True)
    given = ["--usage", str(fleet / "usage"), "--contracts", str(fleet / "contracts"), "--out", str(out), *more]
    began = time.perf_counter()
    job = subprocess.Popen(
        [sys.executable, "-m", "forecasting", "fleet", *given], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    peak, processor = 0.0, {}
    watched = psutil.Process(job.pid)
    while job.poll() is None:
        together = 0.0
        for process in [watched, *watched.children(recursive=True)]:
            try:
                together += process.memory_info().rss
                times = process.cpu_times()
                processor[process.pid] = times.user + times.system
            except psutil.Error:  # it ended while it was looked at
                continue
        peak = max(peak, together)
        time.sleep(0.1)
    if job.returncode:
        raise SystemExit(
            f"the fleet job ended with {job.returncode}: {job.stderr.read().decode() if job.stderr else ''}"
        )
    return Cost(time.perf_counter() - began, sum(processor.values()), peak / 1e6)


def auto_ets_seconds(fleet: Path, networks: int) -> float:
    """Processor seconds a network: static and dynamic by AutoETS with its intervals, nothing of risk or limits."""
    from statsforecast.models import AutoETS

    table = pq.read_table(sorted((fleet / "usage").glob("*.parquet"))[0]).slice(0, networks * MONTHS)
    series = [table[name].to_numpy().reshape(networks, MONTHS) for name in ("static_used", "dynamic_used")]
    AutoETS(season_length=12).forecast(y=series[0][0], h=HORIZON, level=[80])  # compiles what is compiled once
    began = time.process_time()
    for history in series:
        for one in history:
            AutoETS(season_length=12).forecast(y=one, h=HORIZON, level=[80])
    return (time.process_time() - began) / networks
