"""The limit to recommend, with everything a person needs to defend it: figures, verdict, what-ifs.

A limit L cuts demand off in every month. With the other limits held, a path of demand spends
``sum_t (other_t + min(demand_t, L))`` number-months of an allotment period. The period runs over on the paths whose
*level* lies below L (see `forecasting.risk.levels`), so risk and safe limit are read off the sorted levels exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from forecasting.allotment import (
    AllotmentLeft,
    expected_overage,
    guaranteed_ceiling,
    missing_number_months,
    period_levels,
    risk_if_full,
    whole_quantile,
)

FloatArray = npt.NDArray[np.float64]
Verdict = Literal["approve", "part", "not needed", "contract talk"]

FEWER_MONTHS = 2


@dataclass(frozen=True)
class Counterfactual:
    """What would be suggested if something were different."""

    words: str
    limit: int


@dataclass(frozen=True)
class Suggestion:
    """A recommended limit and the arithmetic behind it; counts are numbers, risks ratios, None means "not defined".

    ``safe`` is None when no limit can run over (or there is no allotment to run over); then ``safe_is_unbounded`` is
    True in the first case. ``missing_number_months`` is how much allotment the need lacks to be safe.
    """

    limit: int
    verdict: Verdict
    current_limit: int
    usage: int
    need: int
    safe: int | None
    safe_is_unbounded: bool
    guaranteed_ceiling: int | None
    room: int | None
    asked: int | None
    reclaimable: int
    risk_now: float | None
    risk_as_suggested: float | None
    risk_as_asked: float | None
    risk_if_full: float | None
    expected_overage_now: float | None
    missing_number_months: int
    missing_cost: float | None
    binds: tuple[str, ...]
    counterfactuals: tuple[Counterfactual, ...]
    risk: float
    confidence: float
    path_levels: FloatArray = field(repr=False, compare=False)

    def risk_at(self, limit: float) -> float | None:
        """P(some period runs over) with this limit, a ratio; None where there is no allotment to run over.

        For limits of at least this month's usage; a lower one cannot give back what was used, so it counts as that.
        """
        if not len(self.path_levels):
            return None
        return float(np.mean(self.path_levels < max(limit, self.usage)))


def suggest(
    demand: FloatArray,
    periods: Sequence[AllotmentLeft],
    *,
    current_limit: int,
    usage: int,
    other: FloatArray | None = None,
    asked: int | None = None,
    room: int | None = None,
    parent: str = "network limit",
    reclaimable: int = 0,
    overage_rate: float | None = None,
    risk: float = 0.10,
    confidence: float = 0.90,
    what_ifs: bool = True,
) -> Suggestion:
    """Recommends a limit: enough for the need, never beyond the safe limit or the parent's room, never below usage.

    Args:
        demand: paths of demand for what the limit counts, float (paths, months), numbers, >= 0; month 1 is the
            running month in whole.
        periods: the allotment periods that the first months belong to, in order; empty when there is no allotment.
        current_limit: the limit today, numbers.
        usage: numbers used in the running month so far.
        other: what else spends the allotment on the same paths (the other limits held), float (paths, months).
        asked: the limit that was asked for, if any.
        room: the most that the parent limit leaves this one, if it has a parent.
        parent: what to call the parent in ``binds``.
        reclaimable: idle numbers that could be released instead.
        overage_rate: price of a number-month of overage.
        risk: overage risk a safe limit may carry, ratio in (0, 1).
        confidence: how surely the need holds demand in all the months given, ratio in (0, 1).
        what_ifs: whether to work out the counterfactuals too.

    Returns:
        The Suggestion. ``need`` is the smallest whole L with P(max_t demand_t <= L) >= confidence over the months of
        the periods (over all months given, when there are none). ``safe`` is the largest whole L with
        P(overage) <= risk. ``limit = max(usage, min(max(need, usage), safe, room))``.

    Raises:
        ValueError: shapes that do not fit, a ratio outside (0, 1), a negative limit or usage.
    """
    _check(demand, periods, other, current_limit, usage, risk, confidence)
    spent_by_others = np.zeros_like(demand) if other is None else other
    months = sum(p.months for p in periods) or demand.shape[1]
    need = whole_quantile(demand[:, :months].max(axis=1), confidence)
    path_levels = period_levels(demand, spent_by_others, periods)
    safe = _safe(path_levels, risk)
    limit = _limit(need, safe, room, usage)
    binds = _binds(limit, need, safe, room, parent)
    has_allotment = bool(periods)
    missing = (
        missing_number_months(demand, spent_by_others, periods, need, risk) if safe is not None and need > safe else 0
    )

    def risk_at(value: float) -> float | None:
        return float(np.mean(path_levels < max(value, usage))) if has_allotment else None

    return Suggestion(
        limit=limit,
        verdict=_verdict(limit, need, safe, room, asked, current_limit, reclaimable),
        current_limit=current_limit,
        usage=usage,
        need=need,
        safe=None if safe is None or np.isinf(safe) else int(safe),
        safe_is_unbounded=safe is not None and bool(np.isinf(safe)),
        guaranteed_ceiling=guaranteed_ceiling(spent_by_others, periods),
        room=room,
        asked=asked,
        reclaimable=reclaimable,
        risk_now=risk_at(current_limit),
        risk_as_suggested=risk_at(limit),
        risk_as_asked=None if asked is None else risk_at(asked),
        risk_if_full=risk_if_full(current_limit, usage, spent_by_others, periods),
        expected_overage_now=expected_overage(demand, spent_by_others, periods, current_limit, usage),
        missing_number_months=missing,
        missing_cost=None if overage_rate is None or not missing else missing * overage_rate,
        binds=binds,
        counterfactuals=()
        if not what_ifs
        else _counterfactuals(demand, spent_by_others, periods, usage, room, risk, confidence),
        risk=risk,
        confidence=confidence,
        path_levels=np.sort(path_levels),
    )


def _safe(path_levels: FloatArray, risk: float) -> float | None:
    """The largest whole L with mean(level < L) <= risk: an order statistic of the levels, rounded down."""
    if not len(path_levels):
        return None
    may_run_over = int(np.floor(risk * len(path_levels) + 1e-9))
    if may_run_over >= len(path_levels):
        return float(np.inf)
    return float(np.floor(np.partition(path_levels, may_run_over)[may_run_over] + 1e-9))


def _limit(need: int, safe: float | None, room: int | None, usage: int) -> int:
    limit: float = max(need, usage)
    for ceiling in (safe, room):
        if ceiling is not None:
            limit = min(limit, ceiling)
    return max(int(limit), usage)


def _binds(limit: int, need: int, safe: float | None, room: int | None, parent: str) -> tuple[str, ...]:
    found = []
    if safe is not None and safe < need and limit <= max(safe, 0):
        found.append("allotment")
    if room is not None and room < need:
        found.append(parent)
    return tuple(found)


def _verdict(
    limit: int, need: int, safe: float | None, room: int | None, asked: int | None, current: int, reclaimable: int
) -> Verdict:
    """The first that holds: no raise needed, all that is wanted fits, the contract is too small, a part fits."""
    wanted = need if asked is None else asked
    ceiling = min(np.inf if safe is None else safe, np.inf if room is None else room)
    if need <= current or reclaimable >= wanted - current:
        return "not needed"
    if wanted <= ceiling:
        return "approve"
    if safe is not None and need > safe:
        return "contract talk"
    return "part" if limit > current else "not needed"


def _counterfactuals(
    demand: FloatArray,
    other: FloatArray,
    periods: Sequence[AllotmentLeft],
    usage: int,
    room: int | None,
    risk: float,
    confidence: float,
) -> tuple[Counterfactual, ...]:
    """The suggestion with the first period shorter by two months, and without the running parent."""
    found = []
    if periods and periods[0].months > FEWER_MONTHS:
        shorter = [AllotmentLeft(periods[0].months - FEWER_MONTHS, periods[0].number_months)]
        need = whole_quantile(demand[:, : shorter[0].months].max(axis=1), confidence)
        safe = _safe(period_levels(demand, other, shorter), risk)
        found.append(Counterfactual("with two months fewer left", _limit(need, safe, room, usage)))
    if room is not None:
        need = whole_quantile(demand[:, : sum(p.months for p in periods) or None].max(axis=1), confidence)
        safe = _safe(period_levels(demand, other, periods), risk)
        if (free := _limit(need, safe, None, usage)) > room:
            found.append(Counterfactual("if the parent limit were raised as well", free))
    return tuple(found)


def _check(
    demand: FloatArray,
    periods: Sequence[AllotmentLeft],
    other: FloatArray | None,
    current_limit: int,
    usage: int,
    risk: float,
    confidence: float,
) -> None:
    if demand.ndim != 2 or not demand.size:
        raise ValueError(f"demand must be (paths, months) and not empty, got shape {demand.shape}")
    if other is not None and other.shape != demand.shape:
        raise ValueError(f"other must have demand's shape {demand.shape}, got {other.shape}")
    covered = sum(p.months for p in periods)
    if covered > demand.shape[1] or any(p.months < 1 for p in periods):
        raise ValueError(f"periods must cover 1 to {demand.shape[1]} months, got {[p.months for p in periods]}")
    if current_limit < 0 or usage < 0:
        raise ValueError(f"limit and usage must be >= 0, got {current_limit} and {usage}")
    for name, ratio in (("risk", risk), ("confidence", confidence)):
        if not 0 < ratio < 1:
            raise ValueError(f"{name} must be a ratio in (0, 1), got {ratio}")
