"""Series that ended: long without any use after they were used, they stay at zero unless they come back.

A series has ended where it was zero for three months at least, for three times as long as any gap before, and where its
zeros would hardly all lie there by chance: with u used months and z zeros, t of them last, that has the chance
C(u + z - t, u) / C(u + z, u) (the hypergeometric law). The longer it has been gone, the less likely it comes back:
after t months it is back k months on with 1 - (t / (t + k))^RETURN, and then as its months before the end tell.
"""

from __future__ import annotations

from math import comb

import numpy as np
import numpy.typing as npt

from forecasting.demand.caveats import Caveat

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

CHANCE = 0.02  # of so many zeros at the end: more is no end
SHORTEST_END, TIMES_ANY_GAP = 3, 3
RETURN = 0.08


def months_since_end(usage: FloatArray, at_limit: BoolArray, used_so_far: FloatArray | None) -> IntArray:
    """int (series,): for how many months a series has been at its end, 0 where it has not ended.

    Args:
        usage: float (series, months), numbers; NaN where unknown.
        at_limit: bool (series, months): what a limit of nothing cut off has not ended.
        used_so_far: of the running month, float (series,), numbers: what is used again has not ended.
    """
    used = usage > 0
    months = usage.shape[1]
    since = np.where(used.any(axis=1), np.argmax(used[:, ::-1], axis=1), 0)
    since_end = np.zeros(len(usage), dtype=np.int64)
    may_be = (since >= SHORTEST_END) & (since < months)
    if used_so_far is not None:
        may_be &= used_so_far == 0
    for i in np.flatnonzero(may_be):
        end = months - since[i]
        gone = usage[i, end:] == 0
        longer = since[i] >= TIMES_ANY_GAP * (_longest_gap(used[i, :end]) + 1)
        if longer and gone.all() and not at_limit[i, end:].any() and _by_chance(usage[i], int(since[i])) <= CHANCE:
            since_end[i] = since[i]
    return since_end


def _longest_gap(used: BoolArray) -> int:
    """The most months in a row without use between the first and the last used one, bool (months,)."""
    return int(np.diff(np.flatnonzero(used)).max(initial=1)) - 1


def _by_chance(usage: FloatArray, last: int) -> float:
    """The chance that so many months of one series, (months,), the last ones, hold zeros only."""
    known, used = int(np.isfinite(usage).sum()), int((usage > 0).sum())
    return comb(known - last, used) / comb(known, used)


def before_the_end(usage: FloatArray, since: IntArray) -> FloatArray:
    """float (series, months): ended series as if their last used month were the last one, unknown months before."""
    moved = usage.copy()
    for i in np.flatnonzero(since):
        moved[i] = np.concatenate([np.full(since[i], np.nan), usage[i, : usage.shape[1] - since[i]]])
    return moved


def stay_away(ahead: Float32Array, since: IntArray, seed: int) -> None:
    """Paths, float32 (series, horizon, paths), changed in place: zero where a series that ended has not come back."""
    if not since.any():
        return
    months, paths = ahead.shape[1:]
    fate = np.random.default_rng([seed, 5]).permutation((np.arange(paths) + 0.5) / paths)
    for i in np.flatnonzero(since):
        back = 1 - (since[i] / (since[i] + 1.0 + np.arange(months))) ** RETURN
        ahead[i][fate >= back[:, None]] = 0.0


def caveat_of(since: int) -> Caveat | None:
    """What to say of a series that has been at its end for so many months; nothing where it has not ended."""
    if not since:
        return None
    text = f"nothing was used for {since} months: it is taken to have ended, and hardly to come back"
    return Caveat("ended", text, {"months": since})
