"""What is told of histories before anything is forecast: their scale, kind, step and signs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.demand.counts import are_counts
from forecasting.demand.history_kinds import count_steps, kinds
from forecasting.demand.scale import means, to_z
from forecasting.demand.signs import lately, signs_of_history

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Facts:
    """Of series that know the same n months.

    mean: float (series, 1), numbers. z: float (series, n).
    kind: int (series,). step: float (series,), see `history_kinds.count_steps`.
    are_counts: bool (series,), see `demand.counts`.
    signs: float (series, OF_HISTORY). recent: float (series,), z; see `demand.signs`.
    """

    mean: FloatArray
    z: FloatArray
    kind: npt.NDArray[np.int64]
    step: FloatArray
    are_counts: npt.NDArray[np.bool_]
    signs: FloatArray
    recent: FloatArray


def facts_of(seen: FloatArray, known: tuple[bool, ...]) -> Facts:
    """The facts of series, float (series, n), numbers, in their known months."""
    mean = means(seen)
    z = to_z(seen, mean)
    step = count_steps(seen)
    signs = signs_of_history(seen, step, z, known)
    return Facts(mean, z, kinds(seen), step, are_counts(seen, step), signs, lately(z))
