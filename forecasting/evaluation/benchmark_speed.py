"""How long forecasts and risks take: a fleet, one network, and a million series streamed through."""

from __future__ import annotations

import multiprocessing
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from forecasting import forecast, overage_risk, safe_limit
from forecasting.evaluation import simulation

FLEET = 1_024  # series at once: a million of them would not fit
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
    warm = min(_one_network(usage[i : i + 3]) for i in range(20)) * 1e3
    first = min(float(subprocess.check_output([sys.executable, "-c", FIRST_CALL])) for _ in range(3)) * 1e3
    say(
        f"one network of three series, forecast, risk and safe limit: {warm:.1f} ms warm, {first:.0f} ms the first time"
    )
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as workers:
        list(workers.map(_stream, range(PROCESSES)))  # what starting and importing takes is no part of it
        began = time.perf_counter()
        done = list(workers.map(_stream, [many // PROCESSES] * PROCESSES))
    seconds = time.perf_counter() - began
    say(
        f"{sum(s for s, _, _ in done):,} series streamed by {PROCESSES} processes: {seconds:.1f} s, "
        f"{sum(cpu for _, cpu, _ in done):.1f} s of processor, {sum(mb for _, _, mb in done):,.0f} MB at most"
    )


def _stream(many: int) -> tuple[int, float, float]:
    """Series, seconds of processor and megabytes of one process that forecasts so many and finds their safe limits."""
    usage = simulation.networks(FLEET, MONTHS, np.random.default_rng(1))
    left, began, blocks = usage[:, -1] * HORIZON, time.process_time(), many // FLEET
    for _ in range(blocks):
        safe_limit(forecast(usage, HORIZON).paths, left)
    return blocks * FLEET, time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _one_network(usage: np.ndarray) -> float:
    began = time.perf_counter()
    paths = forecast(usage, HORIZON).paths
    safe_limit(paths, 800.0)
    overage_risk(paths, 800.0, 80.0)
    return time.perf_counter() - began
