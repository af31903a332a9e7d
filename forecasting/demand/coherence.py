"""Parts that add up: the forecasts of campaigns made to fit that of their total, on every path and in every month.

The total knows best how much there will be (its noise is smaller than the sum of its parts' noise), the parts know best
where: proportional top-down reconciliation (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed.,
11.4) by each path's own forecast proportions. In the running month only what is still to come is divided, so that no
part falls below what it has used already.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.checks import finite

FloatArray = npt.NDArray[np.float64]


def coherent(parts: FloatArray, total: FloatArray, used_so_far: FloatArray) -> FloatArray:
    """The parts, changed as little as it takes for them to add up to the total.

    Args:
        parts: demand by part, float (parts, paths, months), numbers, >= 0; month 1 is the running month.
        total: demand of all together on the same paths, float (paths, months), numbers, >= 0.
        used_so_far: what each part has used in the running month, float (parts,), numbers, together at most the total.

    Returns:
        float (parts, paths, months): their sum is the total wherever any part is above what it has used already;
        where none is, what is left over is divided evenly.

    Raises:
        ValueError: shapes that do not fit, negative or not finite demand.
    """
    finite("parts", parts, least=0.0)
    finite("total", total, least=0.0)
    finite("used_so_far", used_so_far, least=0.0)
    if parts.ndim != 3 or parts.shape[1:] != total.shape or used_so_far.shape != (len(parts),):
        raise ValueError(
            "parts must be (parts, paths, months), total (paths, months) and used_so_far (parts,), "
            f"got {parts.shape}, {total.shape} and {used_so_far.shape}"
        )
    floor = np.zeros((len(parts), 1, total.shape[1]))
    floor[:, 0, 0] = used_so_far
    to_come = np.maximum(parts - floor, 0.0)
    together = to_come.sum(axis=0)
    wanted = np.maximum(total - floor.sum(axis=0), 0.0)
    even = np.full_like(to_come, 1.0 / max(len(parts), 1))
    share = np.divide(to_come, together, out=even, where=together > 0)
    return np.asarray(floor + share * wanted, dtype=np.float64)
