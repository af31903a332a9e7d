"""Checks of what callers hand in: every message names the condition and the value received."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def finite(name: str, value: npt.ArrayLike, *, least: float = -np.inf, most: float = np.inf) -> FloatArray:
    """The value as float64; ValueError unless all of it is finite and within least..most."""
    values = np.asarray(value, dtype=np.float64)
    if not values.size:
        return values
    low, high = values.min(), values.max()  # NaN is passed on, so that two quick passes tell that all is well
    if least <= low and high <= most and np.isfinite(low) and np.isfinite(high):
        return values
    _refuse(name, "finite", values, ~np.isfinite(values))
    _refuse(name, f">= {least:g}", values, values < least)
    _refuse(name, f"<= {most:g}", values, values > most)
    return values


def inside_open_interval(name: str, value: npt.ArrayLike, low: float, high: float) -> FloatArray:
    """The value as float64; ValueError unless all of it is finite, above low and below high."""
    values = finite(name, value)
    wanted = f"> {low:g}" if np.isinf(high) else f"> {low:g} and < {high:g}"
    _refuse(name, wanted, values, (values <= low) | (values >= high))
    return values


def _refuse(name: str, wanted: str, values: FloatArray, wrong: npt.NDArray[np.bool_]) -> None:
    if not wrong.any():
        return
    place = np.argwhere(np.atleast_1d(wrong))[0]
    where = f" at position {', '.join(map(str, place))}" if values.ndim else ""
    raise ValueError(f"{name} must be {wanted}, got {np.atleast_1d(values)[tuple(place)]:g}{where}")
