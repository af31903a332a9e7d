"""Checks of what callers hand in: every message names the condition and the value received."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def finite(name: str, value: npt.ArrayLike, *, least: float = -np.inf, most: float = np.inf) -> FloatArray:
    """The value as float64; ValueError unless all of it is finite and within least..most."""
    found = np.asarray(value, dtype=np.float64)
    if not found.size:
        return found
    low, high = found.min(), found.max()  # NaN is passed on, so that two quick passes tell that all is well
    if least <= low and high <= most and np.isfinite(low) and np.isfinite(high):
        return found
    _refuse(name, "finite", found, ~np.isfinite(found))
    _refuse(name, f">= {least:g}", found, found < least)
    _refuse(name, f"<= {most:g}", found, found > most)
    return found


def inside_open_interval(name: str, value: npt.ArrayLike, low: float, high: float) -> FloatArray:
    """The value as float64; ValueError unless all of it is finite, above low and below high."""
    found = finite(name, value)
    wanted = f"> {low:g}" if np.isinf(high) else f"> {low:g} and < {high:g}"
    _refuse(name, wanted, found, (found <= low) | (found >= high))
    return found


def _refuse(name: str, wanted: str, found: FloatArray, wrong: npt.NDArray[np.bool_]) -> None:
    if not wrong.any():
        return
    place = np.argwhere(np.atleast_1d(wrong))[0]
    where = f" at position {', '.join(map(str, place))}" if found.ndim else ""
    raise ValueError(f"{name} must be {wanted}, got {np.atleast_1d(found)[tuple(place)]:g}{where}")
