"""Center and spread of the months ahead before errors are laid on: by the bank, the last value, or the mean."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from forecasting.demand.bank import moments, tables
from forecasting.demand.counts import MEDIAN_BELOW_MEAN, spread_of_counts
from forecasting.demand.history_facts import Facts, facts_of
from forecasting.demand.history_kinds import Kind, about_the_mean, from_last_value
from forecasting.demand.own_covariance import factors
from forecasting.demand.scale import to_z

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Prediction:
    """kind: int (series,); mean: float (series, 1), the scale of z; center, spread: float (series, horizon), z.

    factor: float (series, horizon, horizon), of the months' covariance (see `demand.own_covariance`); of use where
        ``follows_bank``, bool (series,): the others' errors are laid on month by month, as they were.

    counts: bool (series,), which are counts about a mean that stays (see `demand.counts`).
    signs: float (series, OF_HISTORY), what tells how forecasts go wrong (see `demand.signs`).
    recent: float (series,), where the series lately was, z.
    step: float (series,), the step that all known months are few multiples of (`history_kinds.count_steps`).
    """

    kind: npt.NDArray[np.int64]
    mean: FloatArray
    center: FloatArray
    spread: FloatArray
    counts: npt.NDArray[np.bool_]
    factor: FloatArray
    signs: FloatArray
    recent: FloatArray
    step: FloatArray

    @property
    def follows_bank(self) -> npt.NDArray[np.bool_]:
        return np.asarray((self.kind == Kind.REGULAR) & ~self.counts)

    def of(self, rows: npt.NDArray[np.int64] | slice) -> Prediction:
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
    told, center, factor, spread = (_compiled if compiled else _by_numpy)(seen, known, horizon)
    mean, z, kind, step = told.mean, told.z, told.kind, told.step
    for chosen, middle, size in (from_last_value(z, kind), about_the_mean(z, kind)):
        center[chosen], spread[chosen] = middle, size
    # Small counts repeat by chance: those that vary as counts do are no steps.
    counts = ((kind == Kind.REGULAR) | (kind == Kind.STEPPING)) & told.are_counts
    kind = np.where(counts, Kind.REGULAR, kind)
    if counts.any():
        center[counts] = to_z(mean[counts] - MEDIAN_BELOW_MEAN * step[counts, None], mean[counts])
        spread[counts] = spread_of_counts(z[counts], mean[counts] / step[counts, None])
    return Prediction(kind, mean, center, spread, counts, factor, told.signs, told.recent, step)


def _by_numpy(
    seen: FloatArray, known: tuple[bool, ...], horizon: int
) -> tuple[Facts, FloatArray, FloatArray, FloatArray]:
    """The facts, and the bank's center, float (series, h), factor, (series, h, h), and spread, (series, h)."""
    told = facts_of(seen, known)
    mixture = moments(told.z, tables(known, horizon))
    factor, spread = factors(mixture.covariance)
    return told, mixture.center.astype(np.float64), factor, spread


def _compiled(
    seen: FloatArray, known: tuple[bool, ...], horizon: int
) -> tuple[Facts, FloatArray, FloatArray, FloatArray]:
    """What `_by_numpy` gives, by compiled loops."""
    from forecasting.demand.bank_kernel import compiled_moments
    from forecasting.demand.history_kernel import compiled_facts

    told = compiled_facts(seen, known)
    return told, *compiled_moments(told.z, tables(known, horizon))
