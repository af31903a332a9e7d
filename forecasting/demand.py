"""A first forecast: the level of the last three months and a random walk about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RunningMonth:
    used_so_far: FloatArray
    share_gone: FloatArray | float


@dataclass(frozen=True)
class Caveat:
    kind: str
    text: str


@dataclass(frozen=True)
class Forecast:
    paths: FloatArray
    caveats: tuple[tuple[Caveat, ...], ...]


def forecast(
    usage: FloatArray,
    horizon: int,
    *,
    at_limit: npt.NDArray[np.bool_] | None = None,
    partial: RunningMonth | None = None,
    seed: int = 0,
) -> Forecast:
    n = len(usage)
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((512, horizon)).cumsum(1)
    out = np.zeros((n, 512, horizon))
    for i in range(n):
        y = usage[i][np.isfinite(usage[i])]
        if at_limit is not None and at_limit[i][np.isfinite(usage[i])][-1:].any():
            y = y * 1.05  # at its limit: demand was at least this
        level = y[-3:].mean() if len(y) else (float(partial.used_so_far[i]) if partial else 0.0)
        sd = max(np.std(np.diff(y)) if len(y) > 2 else level * 0.3, 0.5)
        out[i] = np.maximum(level + sd * z, 0)
        if partial is not None:
            out[i, :, 0] = np.maximum(out[i, :, 0], partial.used_so_far[i])
    return Forecast(out, tuple((Caveat("short", "x"),) if len(u) < 6 else () for u in usage))
