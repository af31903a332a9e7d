"""How the forecasts would have done: rolling origin over a store's own history, nothing of the future let in.

At each origin the months before it are forecast from as if it were that day; what came is the judge. Months at a limit
tell only what demand was at least, so they are left out of the judging, not of the forecasting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.demand import LENGTH_STRATA, LONGEST_HORIZON, SURE_MONTHS, ErrorBank, error_bank, forecast, shipped
from forecasting.evaluation import metrics

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

LEAST_HISTORY = 3
SEASON = 12
BAND_80, BAND_95 = (0.1, 0.9), (0.025, 0.975)
LEVELS = (0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975)


@dataclass(frozen=True)
class Past:
    """Forecasts at one origin: quantiles (series, horizon, LEVELS), risk (series,) of a month above the most so far.

    origin: months of history before it. truth: float (series, horizon), NaN where nothing can be told.
    months: int (series,), known months of history. scale: float (series,), seasonal-naive error of the history.
    naive: float (series, horizon), the seasonal naive forecast.
    """

    origin: int
    quantiles: FloatArray
    risk: FloatArray
    truth: FloatArray
    highest: FloatArray
    months: npt.NDArray[np.int64]
    scale: FloatArray
    naive: FloatArray


@dataclass(frozen=True)
class Score:
    """How forecasts of one month ahead from histories of one length did; ratios, ``pinball`` and ``mase`` scaled.

    ``risk_brier`` and ``risk_calibration_error`` are of the risk that some month of the horizon exceeds the most so
    far; they are the same for every month ahead.
    """

    months_at_least: int
    months_ahead: int
    forecasts: int
    mase: float
    mase_seasonal_naive: float
    pinball: float
    coverage_80: float
    coverage_95: float
    risk_brier: float
    base_rate_brier: float
    risk_calibration_error: float


def rolling(
    usage: FloatArray,
    horizon: int = SURE_MONTHS,
    *,
    at_limit: BoolArray | None = None,
    origins: Sequence[int] | None = None,
    seed: int = 0,
) -> Iterator[Past]:
    """Forecasts as they would have been at each origin.

    Args:
        usage: float (series, months), numbers, closed months only; NaN where unknown.
        horizon: months ahead.
        at_limit: bool (series, months), where a limit cut usage off.
        origins: months before each origin; by default every third that leaves a whole horizon.
        seed: of the paths.

    Raises:
        ValueError: an origin without a month before it, or without a whole horizon after it.
    """
    months = usage.shape[1]
    cut_off = np.zeros(usage.shape, dtype=bool) if at_limit is None else at_limit
    for origin in range(LEAST_HISTORY, months - horizon + 1, 3) if origins is None else origins:
        if not 1 <= origin <= months - horizon:
            raise ValueError(f"origin must leave 1 month before it and {horizon} after it, got {origin} of {months}")
        rows = np.isfinite(usage[:, :origin]).any(axis=1)
        history, future = usage[rows, :origin], usage[rows, origin : origin + horizon]
        if not rows.any():
            continue
        ahead = forecast(history, horizon, at_limit=cut_off[rows, :origin], seed=seed)
        highest = np.nanmax(history, axis=1)
        yield Past(
            origin=origin,
            quantiles=ahead.quantile(LEVELS),
            risk=(ahead.paths.max(axis=2) > highest[:, None]).mean(axis=1),
            truth=np.where(cut_off[rows, origin : origin + horizon], np.nan, future),
            highest=highest,
            months=np.isfinite(history).sum(axis=1),
            scale=_scale(history),
            naive=_seasonal_naive(history, horizon),
        )


def scores(pasts: Sequence[Past]) -> tuple[Score, ...]:
    """One Score for each stratum of history lengths and each month ahead that anything is known of."""
    scored = []
    for i, least in enumerate(LENGTH_STRATA):
        most = LENGTH_STRATA[i + 1] if i + 1 < len(LENGTH_STRATA) else np.inf
        chosen = [(p, (p.months >= least) & (p.months < most)) for p in pasts]
        if any(rows.any() for _, rows in chosen):
            scored += _scores(least, chosen)
    return tuple(scored)


def _scores(least: int, chosen: Sequence[tuple[Past, BoolArray]]) -> list[Score]:
    def together(name: str) -> FloatArray:
        return np.concatenate([getattr(p, name)[rows] for p, rows in chosen])

    quantiles, truth, scale, naive = together("quantiles"), together("truth"), together("scale"), together("naive")
    judged = np.isfinite(truth).all(axis=1)
    happened = np.asarray(truth[judged].max(axis=1, initial=-np.inf) > together("highest")[judged])
    risk = together("risk")[judged]
    at = {level: i for i, level in enumerate(LEVELS)}
    scored = []
    for ahead in range(truth.shape[1]):
        known = np.isfinite(truth[:, ahead]) & (scale > 0)
        if not known.any() or not judged.any():
            continue
        q, came, by = quantiles[known, ahead], truth[known, ahead], scale[known]
        scored.append(
            Score(
                months_at_least=least,
                months_ahead=ahead + 1,
                forecasts=int(known.sum()),
                mase=metrics.mase(q[:, [at[0.5]]], came[:, None], by),
                mase_seasonal_naive=metrics.mase(naive[known, ahead][:, None], came[:, None], by),
                pinball=metrics.scaled_quantile_loss(q[:, None, 1:-1], came[:, None], by),
                coverage_80=metrics.coverage(q[:, at[BAND_80[0]]], q[:, at[BAND_80[1]]], came),
                coverage_95=metrics.coverage(q[:, at[BAND_95[0]]], q[:, at[BAND_95[1]]], came),
                risk_brier=metrics.brier(risk, happened),
                base_rate_brier=metrics.base_rate_brier(happened),
                risk_calibration_error=metrics.calibration_error(risk, happened),
            )
        )
    return scored


def refit(usage: FloatArray, *, at_limit: BoolArray | None = None) -> ErrorBank:
    """The bank of error paths that a store's own history tells of; strata with too few windows stay as shipped.

    Args:
        usage: float (series, months), numbers, closed months only; NaN where unknown.
        at_limit: bool (series, months); windows with a month at a limit tell nothing of demand and are left out.
    """
    known = np.isfinite(usage) if at_limit is None else np.isfinite(usage) & ~at_limit
    return error_bank(_own_windows(usage, known), shipped())


def _own_windows(usage: FloatArray, known: BoolArray) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Histories of each stratum's length and up to twice it, in yearly steps back from the last whole year."""
    months = usage.shape[1]
    for n in sorted({*LENGTH_STRATA, 4, 6, 12, 18, 24, 36}):
        for origin in range(months - SURE_MONTHS, n - 1, -SEASON):
            window = slice(origin - n, origin + SURE_MONTHS)
            rows = known[:, window].all(axis=1) & (np.where(known, usage, 0.0)[:, origin - n : origin].sum(axis=1) > 0)
            future = np.where(known, usage, np.nan)[rows, origin : origin + LONGEST_HORIZON]
            missing = np.full((len(future), LONGEST_HORIZON - future.shape[1]), np.nan)
            if rows.any():
                yield usage[rows, origin - n : origin], np.concatenate([future, missing], axis=1)


def _scale(history: FloatArray) -> FloatArray:
    """float (series,): mean absolute error of seasonal naive, or of the last value where there is no second year."""
    lag = SEASON if history.shape[1] > SEASON else 1
    if history.shape[1] <= lag:
        return np.zeros(len(history))
    off = np.abs(history[:, lag:] - history[:, :-lag])
    known = np.isfinite(off)
    return np.asarray(np.where(known, off, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1))


def _seasonal_naive(history: FloatArray, horizon: int) -> FloatArray:
    """float (series, horizon): the same month a year ago; where that is unknown, the history's last known value."""
    known = np.isfinite(history)
    last = history.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    naive = np.repeat(history[np.arange(len(history)), last][:, None], horizon, axis=1)
    for ahead in range(horizon):
        month = history.shape[1] - SEASON + ahead % SEASON
        if month >= 0:
            naive[:, ahead] = np.where(known[:, month], history[:, month], naive[:, ahead])
    return naive
