"""How long risk, safe limits and suggestions take: one network with everything, a risk curve, and a whole fleet."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from forecasting import forecast, overage_risk, safe_limit
from forecasting.evaluation.simulation import networks
from forecasting.risk.risk import levels
from limits.answers import ahead_of, network_answers
from limits.assumptions import Assumptions
from limits.kinds import LimitKey
from limits.network import Contract, Period
from limits.network.headroom import LimitHeadroom
from limits.outlook.outlook import Outlook, outlooks
from tests.benchmarks.calibration_worlds import MONTHS_AHEAD, World, months_ahead, worlds
from tests.benchmarks.portfolio_files import print_table

FLEET, HISTORY, HORIZON, CHUNK = 100_000, 24, 12, 2_500
CURVE_LIMITS, REPEATS = 200, 40


def measure(scale: float) -> None:
    world = next(w for w in worlds("history", 25, 77) if len(w.known.campaigns) >= 4)
    ahead = _outlook(world)
    headrooms, contract = _today(world)

    def everything(outlook: Outlook) -> object:
        one = ahead_of(headrooms, outlook, contract, world.known, planned=[], promises=[])
        return network_answers(one, world.known, requests=[], assumptions=Assumptions(), caveats=(), idle={})

    curve = np.linspace(0.5, 2.0, CURVE_LIMITS) * world.recent
    left = world.recent * HORIZON

    def risk_curve() -> object:
        return np.searchsorted(np.sort(levels(ahead.total, left)), curve) / len(ahead.total)

    fleet = max(CHUNK, round(FLEET * scale))
    seconds, processor = _fleet(fleet)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    campaigns = len(headrooms) - 2
    fleet_figure = f"{seconds:.1f} s ({processor:.1f} s of processor; bar 20 s on two), {peak:,.0f} MB at most"
    print_table(
        "Risk",
        [
            (f"one network, {campaigns} campaigns: forecast", _figure(lambda: _outlook(world))),
            ("  all limits' risk, safe limits, suggestions", f"{_figure(lambda: everything(ahead))} (bar 15 ms)"),
            (f"  risk curve over {CURVE_LIMITS} limits", f"{_figure(risk_curve)} (bar 10 ms)"),
            (f"{fleet:,} networks: forecast, risk, safe limit", fleet_figure),
        ],
    )


def _fleet(count: int) -> tuple[float, float]:
    """Seconds by the clock and of the processor; two threads, since the heavy parts let go of the interpreter."""
    rng = np.random.default_rng(1)
    usage = networks(count, HISTORY, rng)
    allotment = usage[:, -6:].mean(axis=1) * HORIZON * rng.uniform(0.9, 1.2, count)
    limit = np.ceil(usage.max(axis=1) * 1.1)

    def one(first: int) -> tuple[float, float]:
        rows = slice(first, first + CHUNK)
        paths = forecast(usage[rows], HORIZON).paths
        risk = overage_risk(paths, allotment[rows], limit[rows])
        return float(risk[:, -1].sum()), float(np.isfinite(safe_limit(paths, allotment[rows])).sum())

    began, busy = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(one, range(0, count, CHUNK)))
    assert len(done) == -(-count // CHUNK)
    return time.perf_counter() - began, time.process_time() - busy


def _outlook(world: World) -> Outlook:
    return outlooks({"n": world.known}, {"n": MONTHS_AHEAD}, seed=0, lesson=None)["n"]


def _today(world: World) -> tuple[list[LimitHeadroom], Contract]:
    running = world.known.months[-1]
    static, dynamic = int(running.static_used or 0), int(running.dynamic_used or 0)
    by_campaign = {i: int(used[-1] or 0) for i, used in world.known.campaigns.items() if i}
    headrooms = [
        LimitHeadroom(LimitKey("network"), "", int((static + dynamic) * 1.2), 1, static + dynamic, 0.9),
        LimitHeadroom(LimitKey("dynamic"), "", int(dynamic * 1.2), 1, dynamic, 0.9),
        *(LimitHeadroom(LimitKey("campaign", i), i, int(u * 1.3) + 1, 1, u, 0.9) for i, u in by_campaign.items()),
    ]
    months = tuple(months_ahead())
    pot = int(world.recent * len(months) * 1.05)
    period = Period(months[0], months[-1], pot, 0, static + dynamic, months, (), None, None)
    return headrooms, Contract("running", None, (period,), "")


def _figure(work: Callable[[], object]) -> str:
    work()
    seconds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return f"median {statistics.median(seconds) * 1000:.1f} ms, slowest {max(seconds) * 1000:.1f} ms"
