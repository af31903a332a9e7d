"""The answer for a network limit of which nothing is asked, for many networks at once.

The numbers that the need lacks are weighed as numbers on top of what would be used anyway, by allotment period, as
`risk.lifts`, `uses` and `ways` do it for one network: with demand D, today's limit L and x = max(0, need - L),
demand as asked is max(D, min(D, L) + x), cut at L + max(0, N - free) where N of the x are granted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from forecasting.fleet.contracts import Ahead
from forecasting.risk import TOLERANCE, levels, whole_safe_limit

FloatArray = npt.NDArray[np.float64]

ROOM: Final = "there is room"
GRANT: Final = "grant"
PART: Final = "grant N of M"
TALK: Final = "needs a contract conversation"
UNKNOWN: Final = "cannot be assessed"
USEFUL_SHARE: Final = 0.1  # ratio: a part of what is lacking that is worth granting, and at least one number
A_YEAR: Final = 12  # months ahead that a need has to hold, or the period in force where that is longer


@dataclass(frozen=True)
class Verdicts:
    """float (networks,) but for ``verdict``; ``suggested`` and ``granted`` (networks, periods).

    asked      numbers that the need lacks at today's limit
    granted    numbers of them that each period holds
    suggested  the limit of each period, never below today's
    missing    number-months that the contracts lack with no limit in the way; NaN where none is needed
    """

    asked: FloatArray
    granted: FloatArray
    suggested: FloatArray
    missing: FloatArray
    verdict: npt.NDArray[np.str_]


def needed_months(part: Ahead) -> npt.NDArray[np.int64]:
    """The places in the horizon that a need has to hold: those of the periods, at most a year or the first of them."""
    first, count = part.periods[0]
    months = np.concatenate([np.arange(start, start + number) for start, number in part.periods])
    return months[months < max(first + A_YEAR, first + count)]


def verdicts_of(
    total: FloatArray, limit: FloatArray, part: Ahead, need: FloatArray, risk_by_period: FloatArray, *,
    risk: float, confidence: float,
) -> Verdicts:  # fmt: skip
    """Which verdict holds, and what it comes to.

    Args:
        total: demand, float (networks, paths, months), numbers.
        limit: float (networks,), today's network limit.
        part: the months and what is left of each period.
        need: float (networks,), numbers.
        risk_by_period: float (networks, periods), P(it runs over) at today's limit, ratios.
        risk: what a safe limit may carry, confidence: how surely what is free stays free; ratios in (0, 1).
    """
    asked = np.maximum(need - limit, 0.0)
    is_safe = (risk_by_period <= risk + TOLERANCE).all(axis=1)
    lacks = is_safe & (asked > 0)
    granted = np.zeros(part.left.shape)
    suggested = np.repeat(limit[:, None], len(part.periods), axis=1)
    if lacks.any():
        granted[lacks], raised = _granted(total[lacks], limit[lacks], asked[lacks], part, part.left[lacks], risk,
                                          confidence)  # fmt: skip
        suggested[lacks] = limit[lacks, None] + raised
    useful = (granted >= np.maximum(1.0, USEFUL_SHARE * asked)[:, None]).any(axis=1)
    verdict = np.select(
        [~is_safe, asked == 0, (granted == asked[:, None]).all(axis=1), useful], [TALK, ROOM, GRANT, PART], TALK
    )
    talks = verdict == TALK
    granted[talks] = 0.0
    suggested[talks] = limit[talks, None]
    missing = np.full(len(limit), np.nan)
    if talks.any():
        on_top = np.where(lacks, asked, 0.0)[talks]
        wanted = _lifted(total[talks], limit[talks], on_top)
        missing[talks] = np.maximum(1.0, np.round(_expected_overage(wanted, part, part.left[talks])))
    return Verdicts(asked, granted, suggested, missing, verdict)


def _lifted(total: FloatArray, limit: FloatArray, on_top: FloatArray) -> FloatArray:
    cut = np.minimum(total, limit[:, None, None])
    return np.asarray(np.maximum(total, cut + on_top[:, None, None]))


def _granted(
    total: FloatArray, limit: FloatArray, asked: FloatArray, part: Ahead, left: FloatArray, risk: float,
    confidence: float,
) -> tuple[FloatArray, FloatArray]:  # fmt: skip
    """By period the largest part whose use is safe, and by how much the limit rises for it; 0 where it need not."""
    wanted = _lifted(total, limit, asked)
    granted, raised = np.zeros(left.shape), np.zeros(left.shape)
    for i, (first, count) in enumerate(part.periods):
        span = slice(first, first + count)
        free = _free(total[:, :, span].max(axis=2), limit, confidence)
        safe = whole_safe_limit(levels(wanted[:, :, span], left[:, i, None]), risk)
        most = np.where(safe >= limit, np.minimum(asked, free + safe - limit), 0.0)
        granted[:, i] = np.where(most > free, most, 0.0)
        raised[:, i] = np.maximum(granted[:, i] - free, 0.0)
    return granted, raised


def _free(highest: FloatArray, limit: FloatArray, confidence: float) -> FloatArray:
    """The largest whole f with P(demand <= limit - f in every month) >= confidence; 0 if there is none."""
    rank = int(np.ceil(confidence * highest.shape[1] - TOLERANCE)) - 1
    held = np.partition(highest, rank, axis=1)[:, rank]
    return np.asarray(np.maximum(np.floor(limit - held + TOLERANCE), 0.0))


def _expected_overage(use: FloatArray, part: Ahead, left: FloatArray) -> FloatArray:
    over = np.zeros(len(use))
    for i, (first, count) in enumerate(part.periods):
        over += np.maximum(use[:, :, first : first + count].sum(axis=2) - left[:, i, None], 0.0).mean(axis=1)
    return over
