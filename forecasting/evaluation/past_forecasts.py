"""How forecasts of the past did, in figures that people can weigh: errors, bands that held, risks that came true.

Made from what `evaluation.backtest.rolling` lets out. Months at a limit tell only what demand was at least; they are
not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.demand import LENGTH_STRATA
from forecasting.evaluation.backtest import BAND_80, BAND_95, LEVELS, Past

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

BINS = 10


@dataclass(frozen=True)
class Record:
    """Forecasts that have something in common. ``error`` and ``error_naive``: the sum of |median - what came| over the
    sum of what came, ratios, of this forecast and of the seasonal naive one; None where nothing came at all."""

    forecasts: int
    error: float | None
    error_naive: float | None
    coverage_80: float
    coverage_95: float


@dataclass(frozen=True)
class Said:
    """Risks of about one size: their mean, and the share of them that came true; ratios."""

    said: float
    came: float
    count: int


@dataclass(frozen=True)
class TrackRecord:
    """``by_months_ahead`` and ``by_history`` (known months, at least) hold what could be judged.

    ``level_shares``: for each of the forecast's quantile levels the share of what came that lay below it; equal if
    right. ``risks``: of some month of the horizon exceeding the most so far, in tenths.
    """

    overall: Record | None
    by_months_ahead: dict[int, Record]
    by_history: dict[int, Record]
    level_shares: dict[float, float]
    risks: tuple[Said, ...]
    windows: int  # forecasts of a whole horizon, by series and origin


def track_record(pasts: Sequence[Past]) -> TrackRecord:
    """The record of these forecasts; an empty one where none can be judged."""
    if not pasts:
        return TrackRecord(None, {}, {}, {}, (), 0)
    quantiles, truth, naive, months = (_together(pasts, n) for n in ("quantiles", "truth", "naive", "months"))
    known = np.isfinite(truth)
    by_ahead = {ahead + 1: _record(quantiles, truth, naive, _only(known, ahead)) for ahead in range(truth.shape[1])}
    by_history = {}
    for i, least in enumerate(LENGTH_STRATA):
        most = LENGTH_STRATA[i + 1] if i + 1 < len(LENGTH_STRATA) else np.inf
        by_history[least] = _record(quantiles, truth, naive, known & ((months >= least) & (months < most))[:, None])
    return TrackRecord(
        overall=_record(quantiles, truth, naive, known),
        by_months_ahead={k: r for k, r in by_ahead.items() if r is not None},
        by_history={k: r for k, r in by_history.items() if r is not None},
        level_shares=level_shares(quantiles[known], truth[known]),
        risks=risks(_together(pasts, "risk"), truth, _together(pasts, "highest")),
        windows=int(known.any(axis=1).sum()),
    )


def _together(pasts: Sequence[Past], name: str) -> FloatArray:
    return np.concatenate([np.asarray(getattr(p, name), dtype=np.float64) for p in pasts])


def _only(known: BoolArray, ahead: int) -> BoolArray:
    only = np.zeros_like(known)
    only[:, ahead] = known[:, ahead]
    return only


def _record(quantiles: FloatArray, truth: FloatArray, naive: FloatArray, judged: BoolArray) -> Record | None:
    if not judged.any():
        return None
    q, came, last_year = quantiles[judged], truth[judged], naive[judged]
    at = {level: i for i, level in enumerate(LEVELS)}

    def error(said: FloatArray) -> float | None:
        return float(np.abs(said - came).sum() / came.sum()) if came.sum() > 0 else None

    def held(band: tuple[float, float]) -> float:
        low, high = q[:, at[band[0]]], q[:, at[band[1]]]
        return float(((came >= low - 1e-9) & (came <= high + 1e-9)).mean())

    return Record(len(came), error(q[:, at[0.5]]), error(last_year), held(BAND_80), held(BAND_95))


def level_shares(quantiles: FloatArray, truth: FloatArray) -> dict[float, float]:
    """The share of what came below each quantile level.

    Where several quantiles equal what came, it counts as lying anywhere between their levels alike, so that whole
    numbers that stand still are no evidence for or against (the transform of Czado, Gneiting, Held 2009, by its mean).

    Args:
        quantiles: float (forecasts, LEVELS), numbers.
        truth: float (forecasts,), what came.
    """
    if not len(truth):
        return {}
    levels = np.array(LEVELS)
    below = quantiles < truth[:, None] - 1e-9
    above = quantiles > truth[:, None] + 1e-9
    low = np.where(below, levels, 0.0).max(axis=1)
    high = np.where(above, levels, 1.0).min(axis=1)
    reached = np.clip((levels - low[:, None]) / (high - low)[:, None], 0.0, 1.0)
    return dict(zip(LEVELS, reached.mean(axis=0).tolist(), strict=True))


def risks(risk: FloatArray, truth: FloatArray, highest: FloatArray) -> tuple[Said, ...]:
    """The risks in tenths beside how often they came true; only where the whole horizon is known.

    Args:
        risk: float (windows,), ratios.
        truth: float (windows, horizon), NaN where unknown.
        highest: float (windows,), the most of the history.
    """
    whole = np.isfinite(truth).all(axis=1)
    if not whole.any():
        return ()
    happened = truth[whole].max(axis=1) > highest[whole]
    bins = np.minimum((risk[whole] * BINS).astype(np.int64), BINS - 1)
    said = []
    for one in range(BINS):
        inside = bins == one
        if inside.any():
            said.append(Said(float(risk[whole][inside].mean()), float(happened[inside].mean()), int(inside.sum())))
    return tuple(said)
