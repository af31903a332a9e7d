"""Is the forecast right in every world by itself? ``python -m forecasting benchmark --worlds``.

In each world of `evaluation.worlds` and at each length of history five things are held against what they should be:

    sum_mean, sum_sd    normal score of the next year's sum among its paths: 0 and 1 if right
    over                how often a safe limit whose risk is said to be 7 to 10 % ran over
    need_held           how often the most of the year stayed at or below the need, nine paths of ten
    first_band          how often the first month lay in its 80 % band

Ties are broken at random (Czado, Gneiting, Held 2009): whole numbers would hold too often without.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from forecasting import forecast, overage_risk, safe_limit
from forecasting.evaluation import metrics
from forecasting.evaluation.worlds import WORLDS

FloatArray = npt.NDArray[np.float64]

SEED = 4_711
SERIES = 2_400
LENGTHS = (6, 12, 24)
HORIZON = 12
SAID = (0.07, 0.101)  # risks of safe limits that are looked at: what is allowed is .1
FEWEST_LIMITS = 60  # that were said to be safe: fewer tell nothing
WITHIN = {
    "sum_mean": (-0.25, 0.25),
    "sum_sd": (0.85, 1.15),
    "over": (0.05, 0.14),
    "need_held": (0.86, 0.96),
    "first_band": (0.75, 0.85),
}
WIDER = {"ramp": {"sum_mean": (-0.6, 0.6)}}  # where it levels off, nobody knows while it rises


@dataclass(frozen=True)
class InWorld:
    """What came of the forecasts in one world at one length of history; ``over`` is NaN where no limit tells."""

    world: str
    months: int
    sum_mean: float
    sum_sd: float
    over: float
    need_held: float
    first_band: float
    error: float  # mean absolute error of medians, ratio to the history's mean

    def checks(self) -> dict[str, bool]:
        """Each figure that is known: whether it lies within what it should."""
        bounds = WITHIN | WIDER.get(self.world, {})
        values = {name: (float(getattr(self, name)), *bounds[name]) for name in WITHIN}
        return {name: low <= value <= high for name, (value, low, high) in values.items() if np.isfinite(value)}


def measure(world: str, months: int, series: int = SERIES) -> InWorld:
    """Forecasts so many series of one world and looks at what became of them."""
    rng = np.random.default_rng([SEED, months, *map(ord, world)])
    usage = WORLDS[world](series, months + HORIZON, rng)
    usage = usage[usage[:, :months].any(axis=1)]
    history, future = usage[:, :months], usage[:, months:]
    paths = forecast(history, HORIZON).paths
    ranks = metrics.transform(paths.sum(axis=2), future.sum(axis=1), rng)
    scores = ndtri(np.clip(ranks, 1 / 512, 1 - 1 / 512))
    need = metrics.transform(paths.max(axis=2), future.max(axis=1), rng)
    first = metrics.transform(paths[:, :, 0], future[:, 0], rng)
    off = np.abs(np.median(paths, axis=1) - future).mean(axis=1) / history.mean(axis=1)
    return InWorld(
        world,
        months,
        sum_mean=float(scores.mean()),
        sum_sd=float(scores.std()),
        over=_ran_over(paths, history, future),
        need_held=float((need <= 0.9).mean()),
        first_band=float((np.abs(first - 0.5) <= 0.4).mean()),
        error=float(off.mean()),
    )


def _ran_over(paths: FloatArray, history: FloatArray, future: FloatArray) -> float:
    """How often limits that hold an allotment of the last half year's pace ran over; NaN where too few bind."""
    left = np.floor(history[:, -6:].mean(axis=1) * HORIZON)
    limit = safe_limit(paths, left)
    binds = np.isfinite(limit)
    risk = np.zeros(len(paths))
    risk[binds] = overage_risk(paths[binds], left[binds], limit[binds])[:, -1]
    told = binds & (risk >= SAID[0]) & (risk <= SAID[1])
    if told.sum() < FEWEST_LIMITS:
        return float("nan")
    return float((np.minimum(future, limit[:, None]).sum(axis=1) > left)[told].mean())


def run(say: Callable[[str], None], *, series: int = SERIES, lengths: Sequence[int] = LENGTHS) -> list[InWorld]:
    """Every world at every length, what lies outside its bounds marked; then all that does, figure by figure."""
    measured = []
    say(f"{'world':<16}{'n':>3}" + "".join(f"{name:>12}" for name in (*WITHIN, "error")))
    for world in WORLDS:
        for months in lengths:
            one = measure(world, months, series)
            measured.append(one)
            right = one.checks()
            marked = "".join(f"{getattr(one, name):>11.3f}{' ' if right.get(name, True) else '!'}" for name in WITHIN)
            say(f"{world:<16}{months:>3}{marked}{one.error:>11.3f}")
    every = [held for one in measured for held in one.checks().values()]
    say(f"{sum(every)} of {len(every)} checks hold: {np.mean(every):.3f}")
    for name, where in outside(measured).items():
        say(f"{name}, {len(where)} outside: {', '.join(where)}")
    return measured


def outside(measured: Sequence[InWorld]) -> dict[str, list[str]]:
    """For each figure where it lies outside its bounds, and at what: "walk 12: 1.261"."""
    return {
        name: [
            f"{one.world} {one.months}: {getattr(one, name):.3f}"
            for one in measured
            if not one.checks().get(name, True)
        ]
        for name in WITHIN
    }
