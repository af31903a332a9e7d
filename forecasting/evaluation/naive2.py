"""Naive2, what the M4 competition measured every method against: the last value, seasonally adjusted where it pays.

Makridakis, Spiliotis, Assimakopoulos, "The M4 Competition" (2020): where a history of at least three years shows a
season at 90 % (autocorrelation at lag 12), it is divided by the indices of a classical multiplicative decomposition;
the last adjusted value goes on, times the index of each month ahead.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

SEASON = 12
NORMAL_90 = 1.645


def naive2(history: FloatArray, horizon: int) -> FloatArray:
    """float (series, horizon) of histories (series, months), numbers."""
    ahead = np.repeat(history[:, -1:], horizon, axis=1)
    for i in np.flatnonzero(_seasonal(history)):
        index = _indices(history[i])
        phases = (history.shape[1] + np.arange(horizon)) % SEASON
        ahead[i] = history[i, -1] / index[(history.shape[1] - 1) % SEASON] * index[phases]
    return ahead


def _seasonal(history: FloatArray) -> npt.NDArray[np.bool_]:
    months = history.shape[1]
    if months < 3 * SEASON or not np.isfinite(history).all():
        return np.zeros(len(history), dtype=bool)
    away = history - history.mean(axis=1, keepdims=True)
    square = np.maximum((away**2).sum(axis=1), 1e-12)
    lags = [(away[:, lag:] * away[:, :-lag]).sum(axis=1) / square for lag in range(1, SEASON + 1)]
    limit = NORMAL_90 * np.sqrt((1 + 2 * sum(r**2 for r in lags[:-1])) / months)
    positive = (history > 0).all(axis=1)
    return np.asarray((np.abs(lags[-1]) > limit) & positive)


def _indices(series: FloatArray) -> FloatArray:
    """Twelve seasonal indices with mean one: ratios to a centered moving average, averaged by month of the year."""
    window = np.concatenate([[0.5], np.ones(SEASON - 1), [0.5]]) / SEASON
    trend = np.convolve(series, window, mode="valid")
    ratio = series[SEASON // 2 : SEASON // 2 + len(trend)] / trend
    phase = (np.arange(len(trend)) + SEASON // 2) % SEASON
    index = np.array([ratio[phase == p].mean() for p in range(SEASON)])
    return np.asarray(index / index.mean())
