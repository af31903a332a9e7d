"""What pools of a given size do with their traffic: how often they run dry, and the most they can carry."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.checks import finite, inside_open_interval
from forecasting.traffic.erlang import FloatArray, erlang_b

_HALVINGS = 60


def overflow_rates(
    numbers: npt.ArrayLike,
    offered_load: float,
    *,
    pools: int = 1,
    peakedness: float = 1.0,
    allow_overflow: bool = True,
) -> FloatArray:
    """Share of visitors that find their pool empty when numbers and load are spread evenly over the pools.

    numbers        of all pools together, whole and >= 0, any shape; what does not divide goes to the first pools
    offered_load   erlangs of all pools together, >= 0

    One number of each pool is not lendable where allow_overflow. Returns ratios of the shape of numbers, each
    B(n / z, A / z) averaged over the pools. Raises ValueError for a value outside its range.
    """
    size = np.floor(finite("numbers", numbers, least=0))
    load = finite("offered_load", offered_load, least=0) / int(finite("pools", pools, least=1))
    z = inside_open_interval("peakedness", peakedness, 0, np.inf)
    small = np.floor(size / pools)
    larger_pools = size - small * pools

    def rate(pool_size: FloatArray) -> FloatArray:
        return erlang_b(np.maximum(pool_size - allow_overflow, 0.0) / z, load / z)

    rates: FloatArray = (larger_pools * rate(small + 1) + (pools - larger_pools) * rate(small)) / pools
    return rates


def load_carried(
    numbers: float, overflow_rate: float, *, pools: int = 1, peakedness: float = 1.0, allow_overflow: bool = True
) -> float:
    """The largest offered load, erlangs, that these numbers carry at the target; 0 where they can carry none.

    What is carried, A (1 - B), is at most the numbers there are, so the load lies in 0 .. numbers / (1 - target).
    """
    target = float(inside_open_interval("overflow_rate", overflow_rate, 0, 1))
    low, high = 0.0, float(finite("numbers", numbers, least=0)) / (1.0 - target)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        rate = overflow_rates(numbers, middle, pools=pools, peakedness=peakedness, allow_overflow=allow_overflow)
        low, high = (middle, high) if rate <= target else (low, middle)
    return low
