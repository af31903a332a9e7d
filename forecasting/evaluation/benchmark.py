"""Accuracy, calibration and speed on public real series, side by side with what else people would pick.

The last 12 months are the test, up to three windows a series 24 months apart, at least 36 months before each; the half
of the series that nothing was tuned on. Histories are cut to 6 .. 36 months. MASE and quantile loss are scaled by the
seasonal-naive error of the full history; OWA is the mean of MASE and sMAPE over those of Naive2 on the same windows.
Slow methods see a part of the windows, spread evenly over all; ours is scored on the very same part beside them. The
risk event: "exceeds L in any of the next 12 months", L = 1, 1.1, 1.25 and
1.5 times the history's maximum.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from forecasting import forecast
from forecasting.evaluation import metrics, public_series
from forecasting.evaluation.naive2 import naive2
from forecasting.evaluation.public_series import SEASON, Windows

FloatArray = npt.NDArray[np.float64]

LENGTHS = (6, 12, 18, 24, 36)
HORIZON = 12
LIMITS = (1.0, 1.1, 1.25, 1.5)  # times the history's maximum
ROWS_AT_ONCE = 2048
LEVELS = np.sort(np.append(metrics.DECILES, [0.025, 0.975]))


@dataclass(frozen=True)
class Method:
    """A forecaster on the bench: (history, horizon) -> paths or draws, float (series, paths, horizon)."""

    name: str
    paths: Callable[[FloatArray, int], FloatArray]
    most_windows: int | None = None


@dataclass(frozen=True)
class Scores:
    """One method at one history length; see `evaluation.metrics`."""

    method: str
    months: int
    windows: int
    mase: float
    owa: float
    quantile_loss: float
    coverage_80: float
    coverage_95: float
    coverage_80_ties: float  # with ties broken at random, which whole numbers need
    sum_deciles: tuple[float, float]
    brier: float
    base_rate_brier: float
    calibration_error: float
    cpu_us: float


def headroom(history: FloatArray, horizon: int) -> FloatArray:
    """This engine's paths."""
    return forecast(history, horizon).paths


def seasonal_naive(history: FloatArray, horizon: int) -> FloatArray:
    """The same month a year ago, or the last month where there is no year yet; a single path."""
    season = history[:, -SEASON:] if history.shape[1] >= SEASON else np.repeat(history[:, -1:], SEASON, axis=1)
    return np.tile(season, -(-horizon // SEASON))[:, None, :horizon]


def plain_mean(history: FloatArray, horizon: int) -> FloatArray:
    """The mean of the history; a single path."""
    return np.repeat(history.mean(axis=1, keepdims=True), horizon, axis=1)[:, None]


OWN = (Method("headroom", headroom), Method("seasonal naive", seasonal_naive), Method("mean", plain_mean))


def evaluate(method: Method, windows: Windows) -> Scores:
    """One method on one set of windows."""
    history, future, scale = windows.history, windows.future, windows.season_error
    rng = np.random.default_rng(0)
    quantiles, sums, risks, even = [], [], [], []
    cpu = 0.0
    for first in range(0, len(history), ROWS_AT_ONCE):
        rows = history[first : first + ROWS_AT_ONCE]
        started = time.process_time()
        paths = method.paths(rows, HORIZON)
        cpu += time.process_time() - started
        quantiles.append(np.moveaxis(np.quantile(paths, LEVELS, axis=1), 0, -1))
        truth = future[first : first + ROWS_AT_ONCE]
        even.append(len(rows) * metrics.coverage_broken_ties(paths, truth, 0.8, rng))
        sums.append(metrics.transform(paths.sum(axis=2), truth.sum(axis=1), rng))
        highest = paths.max(axis=2)
        limits = rows.max(axis=1, keepdims=True) * np.array(LIMITS)
        risks.append((highest[:, :, None] > limits[:, None, :]).mean(axis=1))
    q = np.concatenate(quantiles)
    risk = np.concatenate(risks).ravel()
    happened = (future.max(axis=1)[:, None] > history.max(axis=1)[:, None] * np.array(LIMITS)).ravel()
    shares = metrics.decile_shares(np.concatenate(sums))
    at = {round(float(level), 3): i for i, level in enumerate(LEVELS)}
    middle, basis = q[..., at[0.5]], naive2(history, HORIZON)
    mase = metrics.mase(middle, future, scale)
    return Scores(
        method=method.name,
        months=history.shape[1],
        windows=len(history),
        mase=mase,
        owa=metrics.owa(
            mase, metrics.smape(middle, future), metrics.mase(basis, future, scale), metrics.smape(basis, future)
        ),
        quantile_loss=metrics.scaled_quantile_loss(q[..., 1:-1], future, scale),
        coverage_80=metrics.coverage(q[..., at[0.1]], q[..., at[0.9]], future),
        coverage_95=metrics.coverage(q[..., at[0.025]], q[..., at[0.975]], future),
        coverage_80_ties=sum(even) / len(history),
        sum_deciles=(float(shares.min()), float(shares.max())),
        brier=metrics.brier(risk, happened),
        base_rate_brier=metrics.base_rate_brier(happened),
        calibration_error=metrics.calibration_error(risk, happened),
        cpu_us=cpu / len(history) * 1e6,
    )


def run(methods: Sequence[Method], say: Callable[[str], None]) -> list[Scores]:
    """Every method at every history length, each line said as soon as it is known."""
    _, evaluation = public_series.halves(public_series.load())
    scores = []
    say(HEADER)
    for months in LENGTHS:
        windows = public_series.evaluation_windows(evaluation, months, HORIZON)
        for method in (m for m in methods if m.most_windows is None):
            scores.append(evaluate(method, windows))
            say(line(scores[-1]))
        if slow := [m for m in methods if m.most_windows is not None]:
            scores += _side_by_side(slow, windows, say)
    return scores


def _side_by_side(slow: Sequence[Method], windows: Windows, say: Callable[[str], None]) -> list[Scores]:
    """The slow methods and this engine on the same windows, and how they compare."""
    same = windows.first(max(m.most_windows or 0 for m in slow))
    scores = []
    for method in (OWN[0], OWN[1], *slow):
        scores.append(replace(evaluate(method, same), method=f"{method.name} *"))
        say(line(scores[-1]))
    own, naive, *others = scores
    ets = next((s for s in others if s.method.startswith("AutoETS")), naive)
    better = min((naive, ets), key=lambda s: s.mase)
    say(
        f"    * on the same {same.history.shape[0]} windows: MASE {100 * (1 - own.mase / better.mase):.1f} % below "
        f"{better.method.removesuffix(' *')}'s; {ets.method.removesuffix(' *')} takes {ets.cpu_us / own.cpu_us:,.0f} "
        "times the processor"
    )
    return scores


HEADER = (
    f"{'n':>3} {'method':<16}{'windows':>8}{'MASE':>7}{'OWA':>7}{'sQL':>7}{'cov80':>7}{'ties':>6}{'cov95':>7}"
    f"{'sum deciles':>12}{'Brier':>7}{'base':>7}{'ECE':>7}{'CPU us':>11}"
)


def line(s: Scores) -> str:
    """The scores as one line below `HEADER`."""
    return (
        f"{s.months:>3} {s.method:<16}{s.windows:>8}{s.mase:>7.3f}{s.owa:>7.3f}{s.quantile_loss:>7.3f}"
        f"{s.coverage_80:>7.3f}{s.coverage_80_ties:>6.3f}{s.coverage_95:>7.3f}"
        f"   {s.sum_deciles[0]:.3f}-{s.sum_deciles[1]:.3f}{s.brier:>7.3f}"
        f"{s.base_rate_brier:>7.3f}{s.calibration_error:>7.3f}{s.cpu_us:>11.1f}"
    )


def import_seconds(module: str) -> float:
    """Wall seconds until a fresh interpreter has imported a module, less the interpreter's own start."""

    def wall(code: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - started

    return min(wall(f"import {module}") for _ in range(3)) - min(wall("pass") for _ in range(3))


def peak_memory_mb() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
