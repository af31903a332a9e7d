"""Forecast, risk, safe limit, need and verdict of many networks at once: the answer for a network limit as it stands.

Every network is worked out in groups of the same months ahead, a fixed number at a time, so that memory does not grow
with the fleet and a network's answer does not depend on its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.defaults import CONFIDENCE, RISK
from forecasting.demand import Lesson, forecast
from forecasting.fleet.contracts import Ahead
from forecasting.fleet.dated_lesson import DatedLesson
from forecasting.fleet.verdicts import needed_months, verdicts_of
from forecasting.risk import TOLERANCE, levels, whole_safe_limit

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

FORECAST_AT_ONCE = 512
AT_ONCE = 32  # their paths fit a processor's cache
BAND = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Settings:
    """risk: what a safe limit may carry, ratio; confidence: how surely the need holds demand, ratio.

    lesson: what all networks taught; None for nothing.
    """

    risk: float = RISK
    confidence: float = CONFIDENCE
    seed: int = 0
    lesson: DatedLesson | None = None


@dataclass(frozen=True)
class Answers:
    """What is worked out of networks with the same months ahead.

    networks: int (networks,), rows of the fleet.
    months_left: how many months ahead the periods have.
    allotment_left: float (networks,), number-months that they may use together.
    static, dynamic, total: float (networks, months, 3), the 10, 50 and 90 % quantiles of demand, numbers.
    risk_by_month: float (networks, months), P(some period has run over by then) at today's limit.
    risk_now, risk_as_suggested: float (networks,), the largest of the periods' risks at today's limit and at the
        suggested ones.
    expected_overage: float (networks,), number-months at today's limit.
    guaranteed_ceiling, safe, need: float (networks,), numbers; the ceiling is NaN where an allotment is overrun
        already, safe is inf where no limit runs over with more than the accepted risk in a period.
    asked: float (networks,), numbers that the need lacks.
    granted, suggested: float (networks, periods), numbers of them that each period holds, and its limit for that,
        which is never below today's.
    missing: float (networks,), number-months that the contract lacks; NaN where the verdict is no conversation.
    verdict: str (networks,), the first that holds, as `forecasting.fleet.verdicts` has them.
    """

    networks: npt.NDArray[np.int64]
    months_left: int
    allotment_left: FloatArray
    static: FloatArray
    dynamic: FloatArray
    total: FloatArray
    risk_by_month: FloatArray
    risk_now: FloatArray
    risk_as_suggested: FloatArray
    expected_overage: FloatArray
    guaranteed_ceiling: FloatArray
    safe: FloatArray
    need: FloatArray
    asked: FloatArray
    granted: FloatArray
    suggested: FloatArray
    missing: FloatArray
    verdict: npt.NDArray[np.str_]


def answers(
    static: FloatArray,
    dynamic: FloatArray,
    at_limit: BoolArray,
    limit: FloatArray,
    group: Ahead,
    s: Settings,
    lesson: Lesson | None = None,
) -> list[Answers]:
    """The answers of one group, some networks each.

    Args:
        static, dynamic: float (networks, months), numbers used in closed months; NaN where unknown.
        at_limit: bool (networks, months), where a limit cut the month off.
        limit: float (networks,), the network limit today.
        group: which of these networks, and what is left of their contracts.
        s: the settings.
        lesson: what all networks taught, for histories that end where these do.
    """
    groups = []
    for start in range(0, len(group.networks), FORECAST_AT_ONCE):
        part = _rows(group, start, FORECAST_AT_ONCE)
        n = part.networks
        cut = at_limit[n]
        both = forecast(
            np.concatenate([static[n], dynamic[n]]),
            part.horizon,
            at_limit=np.concatenate([cut, cut]),
            seed=s.seed,
            lesson=lesson,
        ).paths
        for first in range(0, len(n), AT_ONCE):
            few = _rows(part, first, AT_ONCE)
            rows = np.arange(first, first + len(few.networks))
            paths = {"static": both[rows], "dynamic": _paired(both[len(n) + rows], s.seed)}
            groups.append(_answer(paths, limit[few.networks], few, s))
    return groups


def _rows(group: Ahead, start: int, count: int) -> Ahead:
    rows = slice(start, start + count)
    return Ahead(group.networks[rows], group.periods, group.left[rows])


def _paired(dynamic: FloatArray, seed: int) -> FloatArray:
    """Dynamic demand moves by other causes than static: its paths are paired with those of static at random."""
    pairing = np.random.default_rng(seed).permutation(dynamic.shape[1])
    return dynamic.swapaxes(1, 2)[:, :, pairing].swapaxes(1, 2)  # along what lies side by side in memory


def _answer(paths: dict[str, FloatArray], limit: FloatArray, part: Ahead, s: Settings) -> Answers:
    total = paths["static"] + paths["dynamic"]
    by_period = [levels(total[:, :, a : a + m], part.left[:, i, None]) for i, (a, m) in enumerate(part.periods)]
    risk_by_month, expected_overage = _overage(total, limit, part)
    need = _whole_quantile(total[:, :, needed_months(part)].max(axis=2), s.confidence)
    risks = np.stack([_risk(one, limit) for one in by_period], axis=1)
    verdicts = verdicts_of(total, limit, part, need, risks, risk=s.risk, confidence=s.confidence)
    ceiling = np.min([np.floor(part.left[:, i] / m + TOLERANCE) for i, (_, m) in enumerate(part.periods)], axis=0)
    return Answers(
        networks=part.networks,
        months_left=sum(count for _, count in part.periods),
        allotment_left=part.left.sum(axis=1),
        static=_band(paths["static"]),
        dynamic=_band(paths["dynamic"]),
        total=_band(total),
        risk_by_month=risk_by_month,
        risk_now=risks.max(axis=1),
        risk_as_suggested=np.max([_risk(one, verdicts.suggested[:, i]) for i, one in enumerate(by_period)], axis=0),
        expected_overage=expected_overage,
        guaranteed_ceiling=np.where((part.left < 0).any(axis=1), np.nan, ceiling),
        safe=np.min([whole_safe_limit(one, s.risk) for one in by_period], axis=0),
        need=need,
        asked=verdicts.asked,
        granted=verdicts.granted,
        suggested=verdicts.suggested,
        missing=verdicts.missing,
        verdict=verdicts.verdict,
    )


def _risk(path_levels: FloatArray, limit: FloatArray) -> FloatArray:
    """float (networks,): P(the period runs over) with each network's limit."""
    return np.asarray((path_levels + TOLERANCE < limit[:, None]).mean(axis=1))


def _band(paths: FloatArray) -> FloatArray:
    """The quantiles over paths, interpolated linearly; one sort of each month's values is faster than np.quantile."""
    rising = np.ascontiguousarray(np.swapaxes(paths, 1, 2))
    rising.sort(axis=2)
    place = np.array(BAND) * (paths.shape[1] - 1)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, paths.shape[1] - 1)
    return np.asarray(rising[:, :, below] + (place - below) * (rising[:, :, above] - rising[:, :, below]))


def _whole_quantile(values: FloatArray, confidence: float) -> FloatArray:
    """The smallest whole number that at least the share ``confidence`` of each row does not exceed."""
    rank = int(np.ceil(confidence * values.shape[1] - TOLERANCE)) - 1
    return np.asarray(np.ceil(np.partition(values, rank, axis=1)[:, rank] - TOLERANCE)) + 0.0  # no minus zero


def _overage(total: FloatArray, limit: FloatArray, part: Ahead) -> tuple[FloatArray, FloatArray]:
    """P(some period has run over) up to and with each month, (networks, months), and expected overage, (networks,)."""
    risk, overage = np.zeros((len(total), part.horizon)), np.zeros(len(total))
    over = np.zeros(total.shape[:2], dtype=bool)
    for i, (first, count) in enumerate(part.periods):
        left = part.left[:, i, None]
        enough = left + TOLERANCE * (1 + np.abs(left))
        spent = np.zeros(over.shape)
        for month in range(first, first + count):
            spent += np.minimum(total[:, :, month], limit[:, None])
            over |= spent > enough
            risk[:, month] = np.count_nonzero(over, axis=1)
        overage += np.maximum(spent - left, 0.0).mean(axis=1)
    risk /= total.shape[1]
    return np.asarray(np.maximum.accumulate(risk, axis=1)), overage  # months between periods add nothing
