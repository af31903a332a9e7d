"""Ten million usage rows through the command a customer would use, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from data.store import Store
from tests.benchmarks.portfolio_files import months, print_table, write_portfolio, write_usage
from tests.data.given_files import load, write

TRIES = 9
NETWORKS, NUMBERS, MONTHS = 1_000, 1_000_000, 10


def measure(folder: Path, scale: float) -> None:
    numbers = max(1_000, round(NUMBERS * scale))
    networks = max(10, round(NETWORKS * scale))
    portfolio = write_portfolio(folder, networks=networks, numbers=numbers)
    usage = folder / "usage.csv"
    rows = write_usage(usage, networks=networks, numbers=numbers, month_count=MONTHS)
    wrong = folder / "wrong.csv"
    with wrong.open("wb") as file:
        file.write(b"visitor,page,seconds\n")
        for _ in range(max(1, round(300 * scale))):
            file.write(b"8f14e45fceea167a,/pricing,31.25\n" * 32_768)
    store = folder / "import.duckdb"
    day = f"{months(MONTHS)[-1]}-28"
    figures = [("file", f"{rows:,} rows, {usage.stat().st_size / 1e6:,.0f} MB")]
    for name, files, code in (
        ("networks, campaigns, numbers", portfolio, 0),
        ("usage", [usage], 0),
        ("usage again, unchanged", [usage], 0),
        (f"a wrong file of {wrong.stat().st_size / 1e6:,.0f} MB", [wrong], 2),
    ):
        figures.append((name, str(run_import(store, files, day, code))))
    figures += small_files(folder)
    figures.append(("store", f"{store.stat().st_size / 1e6:,.0f} MB"))
    print_table("Import", figures)


def small_files(folder: Path) -> list[tuple[str, str]]:
    """Processor time of files with a few rows into a store that holds them already: what tests make by the thousand."""
    (folder / "small").mkdir()
    paths = {path.stem: path for path in write(folder / "small")}
    figures = []
    with closing(Store(folder / "small.duckdb", threads=1)) as store:
        load(store, *paths.values())
        for name in ("traffic", "users", "limits", "usage"):
            taken = []
            for _ in range(TRIES):
                before = time.process_time()
                load(store, paths[name])
                taken.append(time.process_time() - before)
            figures.append((f"a few rows of {name}", f"{1000 * median(taken):.0f} ms of processor"))
    return figures


@dataclass(frozen=True)
class Cost:
    """What a command took; processor seconds tell more than the clock on a machine that has other work."""

    seconds: float
    processor_seconds: float
    peak_mb: float

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s ({self.processor_seconds:.1f} s of processor), {self.peak_mb:,.0f} MB at most"

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.seconds + other.seconds,
            self.processor_seconds + other.processor_seconds,
            max(self.peak_mb, other.peak_mb),
        )


def run_import(store: Path, files: list[Path], day: str, code: int) -> Cost:
    """An import by command that must end with ``code``."""
    command = [sys.executable, "-m", "data", "import", "--as-of", day, *map(str, files)]
    if os.isatty(2):
        command.append("--progress")
    began = time.perf_counter()
    child = subprocess.Popen(command, env={**os.environ, "HEADROOM_DB": str(store)}, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if child.returncode != code:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}, not {code}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
