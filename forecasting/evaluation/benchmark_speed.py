"""How long forecasts and risks take: a fleet, one network, and a million series streamed through."""

from __future__ import annotations

import multiprocessing
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

import numpy as np

from forecasting import compiling, figures, forecast, overage_risk, safe_limit
from forecasting.evaluation import simulation

FLEET = 1_024
TOGETHER = 100_000  # series whose figures are streamed
PROCESSES = 2
MONTHS = 24
HORIZON = 12
MANY = 1_000_000
FIRST_CALL = """
import time, numpy as np
from forecasting import forecast, overage_risk, safe_limit
usage = np.random.default_rng(0).poisson(60, (3, 24)).astype(float)
began = time.perf_counter()
paths = forecast(usage, 12).paths
safe_limit(paths, 800.0), overage_risk(paths, 800.0, 80.0)
print(time.perf_counter() - began)
"""


def run(say: Callable[[str], None], *, many: int = MANY) -> None:
    """Processor time is per series, with forecast and risk apart; wall time where somebody waits for it."""
    usage = simulation.networks(FLEET, MONTHS, np.random.default_rng(1))
    forecast(usage[:1], HORIZON)
    began = time.process_time()
    paths = forecast(usage, HORIZON).paths
    forecast_us = (time.process_time() - began) / FLEET * 1e6
    left = usage[:, -1] * HORIZON
    began = time.process_time()
    safe_limit(paths, left)
    safe_us = (time.process_time() - began) / FLEET * 1e6
    say(f"a series of {MONTHS} months: forecast {forecast_us:.1f} us, safe limit {safe_us:.1f} us of processor")
    for compiled in (True, False):
        with _compiled(compiled):
            say(_streamed("compiled" if compiled else "NumPy"))
    warm = min(_one_network(usage[i : i + 3]) for i in range(20)) * 1e3
    first = min(float(subprocess.check_output([sys.executable, "-c", FIRST_CALL])) for _ in range(3)) * 1e3
    say(
        f"one network of three series, forecast, risk and safe limit: {warm:.1f} ms warm, {first:.0f} ms the first time"
    )
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as workers:
        list(
            workers.map(_stream, [compiling.FEWEST_SERIES] * PROCESSES)
        )  # what starting and importing takes is no part of it
        began = time.perf_counter()
        done = list(workers.map(_stream, [many // PROCESSES] * PROCESSES))
    seconds = time.perf_counter() - began
    say(
        f"{sum(s for s, _, _ in done):,} series streamed by {PROCESSES} processes: {seconds:.1f} s, "
        f"{sum(cpu for _, cpu, _ in done):.1f} s of processor, {sum(mb for _, _, mb in done):,.0f} MB at most"
    )


def _streamed(how: str) -> str:
    """What quantiles alone, and with safe limits, take for many series at once, in microseconds a series."""
    usage = simulation.networks(TOGETHER, MONTHS, np.random.default_rng(1))
    figures(usage[:FLEET], HORIZON, allotment_left=1.0)
    took = []
    for left in (None, usage[:, -1] * HORIZON):
        began = time.process_time()
        figures(usage, HORIZON, allotment_left=left)
        took.append((time.process_time() - began) / TOGETHER * 1e6)
    return f"{TOGETHER:,} series at once, {how}: quantiles {took[0]:.1f} us, with safe limits {took[1]:.1f} us"


@contextmanager
def _compiled(wanted: bool) -> Iterator[None]:
    """Compiled loops for all, or for none."""
    before, compiling.FEWEST_SERIES = compiling.FEWEST_SERIES, 0 if wanted else MANY * MANY
    try:
        yield
    finally:
        compiling.FEWEST_SERIES = before


def _stream(many: int) -> tuple[int, float, float]:
    """Series, seconds of processor and megabytes of one process that makes the figures of so many."""
    usage = np.resize(simulation.networks(FLEET, MONTHS, np.random.default_rng(1)), (min(many, TOGETHER), MONTHS))
    left, blocks = usage[:, -1] * HORIZON, many // len(usage)
    began = time.process_time()
    for _ in range(blocks):
        figures(usage, HORIZON, allotment_left=left)
    return blocks * len(usage), time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _one_network(usage: np.ndarray) -> float:
    began = time.perf_counter()
    paths = forecast(usage, HORIZON).paths
    safe_limit(paths, 800.0)
    overage_risk(paths, 800.0, 80.0)
    return time.perf_counter() - began
