"""How long forecasts and risks take: a fleet, one network, and a million series streamed through."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from forecasting import forecast, overage_risk, safe_limit, simulation

FLEET = 4_096
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
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(many // FLEET):
        safe_limit(forecast(usage, HORIZON).paths, left)
    seconds, processor = time.perf_counter() - began, time.process_time() - cpu
    say(f"{many // FLEET * FLEET:,} series: {seconds:.1f} s on one core, {processor:.1f} s of processor")


def _one_network(usage: np.ndarray) -> float:
    began = time.perf_counter()
    paths = forecast(usage, HORIZON).paths
    safe_limit(paths, 800.0)
    overage_risk(paths, 800.0, 80.0)
    return time.perf_counter() - began
