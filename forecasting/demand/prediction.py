"""Center and spread of the months ahead before errors are laid on: by the bank, the last value, or the mean."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from forecasting.demand.bank import moments, tables
from forecasting.demand.counts import MEDIAN_BELOW_MEAN, are_counts, spread_of_counts
from forecasting.demand.history_kinds import Kind, about_the_mean, count_steps, from_last_value, kinds
from forecasting.demand.own_covariance import compiled_factors, factors
from forecasting.demand.scale import means, to_z
from forecasting.demand.signs import lately, signs_of_history

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Prediction:
    """kind: int (series,); mean: float (series, 1), the scale of z; center, spread: float (series, horizon), z.

    factor: float (series, horizon, horizon), of the months' covariance (see `demand.own_covariance`); of use where
        ``follows_bank``, bool (series,): the others' errors are laid on month by month, as they were.

    counts: bool (series,), which are counts about a mean that stays (see `demand.counts`).
    signs: float (series, OF_HISTORY), what tells how forecasts go wrong (see `demand.signs`).
    recent: float (series,), where the series lately was, z.
    """

    kind: npt.NDArray[np.int64]
    mean: FloatArray
    center: FloatArray
    spread: FloatArray
    counts: npt.NDArray[np.bool_]
    factor: FloatArray
    signs: FloatArray
    recent: FloatArray

    @property
    def follows_bank(self) -> npt.NDArray[np.bool_]:
        return np.asarray((self.kind == Kind.REGULAR) & ~self.counts)

    def of(self, rows: npt.NDArray[np.int64]) -> Prediction:
        """The predictions of some of the series."""
        return Prediction(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


def predict(seen: FloatArray, known: tuple[bool, ...], horizon: int, *, compiled: bool = False) -> Prediction:
    """What is to be expected of series that know the same months.

    Args:
        seen: float (series, n), numbers in the known months.
        known: which months of the history are known; n of them.
        horizon: months ahead.
        compiled: whether to use compiled loops, which give the same.
    """
    mean = means(seen)
    z = to_z(seen, mean)
    found = moments(z, tables(known, horizon))
    center = found.center.astype(np.float64)
    factor, spread = (compiled_factors if compiled else factors)(found.covariance)
    kind = kinds(seen)
    for chosen, middle, size in (from_last_value(z, kind), about_the_mean(z, kind)):
        center[chosen], spread[chosen] = middle, size
    step = count_steps(seen)
    # Small counts repeat by chance: those that vary as counts do are no steps.
    counts = ((kind == Kind.REGULAR) | (kind == Kind.STEPPING)) & are_counts(seen, step)
    kind = np.where(counts, Kind.REGULAR, kind)
    if counts.any():
        center[counts] = to_z(mean[counts] - MEDIAN_BELOW_MEAN * step[counts, None], mean[counts])
        spread[counts] = spread_of_counts(z[counts], mean[counts] / step[counts, None])
    signs = signs_of_history(seen, step, z, known)
    return Prediction(kind, mean, center, spread, counts, factor, signs, lately(z))
