"""How long the loss formula takes for a million pools, and one RingPool for a month of 100,000 sessions."""

from __future__ import annotations

import time

import numpy as np

from forecasting import numbers_needed
from forecasting.traffic.ringpool import RingPool, simulate_month

HOURS = np.r_[np.full(7, 1.0), np.full(3, 4.0), np.full(8, 6.0), 9.0, np.full(5, 3.0)]


def measure(scale: float) -> None:
    rng = np.random.default_rng(1)
    pairs = max(1, int(1_000_000 * scale))
    loads = np.exp(rng.uniform(np.log(1e-2), np.log(1e5), pairs))
    targets = np.exp(rng.uniform(np.log(1e-4), np.log(0.2), pairs))
    started = time.perf_counter()
    numbers_needed(loads, targets)
    print(f"numbers_needed: {pairs:,} (load, target) pairs in {time.perf_counter() - started:.2f} s")
    sessions = 100_000 * scale * np.tile(HOURS / HOURS.sum() / 30, 30)
    pool = RingPool(max_pool_size=300, hold_seconds=900, lifetime_seconds=300)
    started = time.perf_counter()
    month = simulate_month(pool, sessions, rng)
    visitors = int(month.visitors_by_hour.sum())
    print(f"simulate_month: {visitors:,} visitors in {time.perf_counter() - started:.2f} s")
