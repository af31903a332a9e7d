"""What most people would pick, on the same bench: the automatic models of statsforecast (benchmark extra)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import norm
from statsforecast.models import AutoETS, AutoTheta, DynamicOptimizedTheta, RandomWalkWithDrift

from forecasting.evaluation.benchmark import Method
from forecasting.evaluation.public_series import SEASON

FloatArray = npt.NDArray[np.float64]

LEVEL = 80
DRAWS = 256


def statsforecast_methods(windows: int) -> tuple[Method, ...]:
    """AutoETS, AutoTheta and Dynamic Optimized Theta on at most so many windows of each history length."""
    return (
        Method("AutoETS", lambda x, h: _paths(AutoETS, x, h), windows),
        Method("AutoTheta", lambda x, h: _paths(AutoTheta, x, h), windows),
        Method("DynOptTheta", lambda x, h: _paths(DynamicOptimizedTheta, x, h), windows),
    )


def _paths(model: type, history: FloatArray, horizon: int) -> FloatArray:
    """Draws from each model's own normal intervals, months apart from each other: it says nothing of joint paths.

    Where a model refuses a history this short, a random walk with drift stands in.
    """
    places = norm.ppf((np.arange(DRAWS) + 0.5) / DRAWS)
    rng = np.random.default_rng(0)
    order = np.argsort(rng.random((horizon, DRAWS)), axis=1).T
    paths = []
    for series in history:
        try:
            said = model(season_length=SEASON).forecast(y=series, h=horizon, level=[LEVEL])
        except (ValueError, NotImplementedError, IndexError, ZeroDivisionError):
            said = RandomWalkWithDrift().forecast(y=series, h=horizon, level=[LEVEL])
        middle = np.nan_to_num(said["mean"])
        spread = np.nan_to_num(said[f"hi-{LEVEL}"] - said["mean"]) / norm.ppf(0.5 + LEVEL / 200)
        paths.append(np.maximum(middle + spread * places[order], 0.0))
    return np.array(paths)
