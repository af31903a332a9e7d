"""How a limit is recommended: need, risk and safe limit on the paths of demand, with the other limits held.

A limit L cuts demand off in every month. With the other limits held, a path of demand spends
``sum_t (other_t + min(free_t, L))`` number-months of an allotment period, where ``free`` is what the other limits let
through of the demand. The period runs over on the paths whose *level* lies below L (see `risk.risk.levels`), so
risk and safe limit are read off the levels exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from forecasting.defaults import CONFIDENCE, RISK
from forecasting.risk.allotment import (
    AllotmentLeft,
    guaranteed_ceiling,
    missing_by_period,
    period_ends,
    period_levels,
    risk_if_full,
    risk_of,
    safe_of,
    whole_quantile,
)
from forecasting.risk.suggestion import Counterfactual, Suggestion, Verdict, reasons_of

FloatArray = npt.NDArray[np.float64]

FEWER_MONTHS = 2
STAYS_AS_IT_IS = "if demand stays as it is this month"


def suggest(
    demand: FloatArray,
    periods: Sequence[AllotmentLeft],
    *,
    current_limit: int,
    usage: int,
    other: FloatArray | None = None,
    free: FloatArray | None = None,
    most: FloatArray | None = None,
    asked: int | None = None,
    room: int | None = None,
    parent: str = "network limit",
    binds_now: tuple[str, ...] = (),
    binds_next: str | None = None,
    reclaimable: int = 0,
    rollover: bool = False,
    risk: float = RISK,
    confidence: float = CONFIDENCE,
    what_ifs: bool = True,
    as_it_is: str = STAYS_AS_IT_IS,
) -> Suggestion:
    """Recommends a limit: enough for the need, never beyond the safe limit or the parent's room, never below usage.

    Args:
        demand: paths of demand for what the limit counts, float (paths, months), numbers, >= 0; month 1 is the
            running month in whole.
        periods: the allotment periods that the first months belong to, in order; empty when there is no allotment.
        current_limit: the limit today, numbers.
        usage: numbers used in the running month so far.
        other: what else spends the allotment on the same paths (the other limits held), float (paths, months).
        free: what the other limits let through of the demand, float (paths, months); all of it when not given.
        most: what they would let through if demand had no end, float (paths, months); anything when not given.
        asked: the limit that was asked for, if any.
        room: the most that the parent limit leaves this one, if it has a parent.
        parent: what to call the parent in ``binds``.
        binds_now, binds_next: limits that are full today, and the next one, in words.
        reclaimable: idle numbers that could be released instead.
        rollover: whether what a period leaves over is the next one's.
        risk: overage risk a safe limit may carry, ratio in (0, 1).
        confidence: how surely the need holds demand in all the months given, ratio in (0, 1).
        what_ifs: whether to work out the counterfactuals too.
        as_it_is: what to call demand that stays as it is this month.

    Returns:
        The Suggestion. ``need`` is the smallest whole L with P(max_t demand_t <= L) >= confidence over the months of
        the periods (over all months given, when there are none). ``safe`` is the largest whole L with
        P(overage) <= risk. ``limit = max(usage, min(max(need, usage), safe, room))``.

    Raises:
        ValueError: shapes that do not fit, a ratio outside (0, 1), a negative limit or usage.
    """
    _check(demand, periods, (other, free, most), current_limit, usage, risk, confidence)
    held = np.zeros_like(demand) if other is None else other
    passed = demand if free is None else free
    months = sum(p.months for p in periods) or demand.shape[1]
    need = whole_quantile(demand[:, :months].max(axis=1), confidence)
    path_levels = np.sort(period_levels(passed, held, periods, usage=usage, rollover=rollover))
    largest = safe_of(path_levels, risk)
    safe = None if largest is None else max(largest, float(usage))
    limit = _limit(need, safe, room, usage)
    missing = [0] * len(periods)
    if largest is not None and need > largest:
        missing = missing_by_period(passed, held, periods, need, risk, usage=usage, rollover=rollover)
    now = period_ends(passed, held, periods, current_limit, usage, rollover=rollover)
    then = now if limit == current_limit else period_ends(passed, held, periods, limit, usage, rollover=rollover)
    suggestion = Suggestion(
        limit=limit,
        verdict=_verdict(limit, need, largest, room, asked, current_limit, reclaimable),
        current_limit=current_limit,
        usage=usage,
        need=need,
        safe=None if safe is None or np.isinf(safe) else int(safe),
        safe_is_unbounded=safe is not None and bool(np.isinf(safe)),
        usage_is_unsafe=largest is not None and largest < usage,
        guaranteed_ceiling=guaranteed_ceiling(held, periods, usage=usage, rollover=rollover),
        room=room,
        asked=asked,
        reclaimable=reclaimable,
        risk_now=risk_of(path_levels, current_limit),
        risk_as_suggested=risk_of(path_levels, limit),
        risk_as_asked=None if asked is None else risk_of(path_levels, asked),
        risk_if_full=risk_if_full(limit, usage, held, periods, most=most, rollover=rollover),
        risk_if_full_now=risk_if_full(current_limit, usage, held, periods, most=most, rollover=rollover),
        expected_overage_now=now.overage if now else None,
        expected_overage_cost_now=now.overage_cost if now else None,
        expected_overage=then.overage if then else None,
        expected_overage_cost=then.overage_cost if then else None,
        expected_unused=then.unused if then else None,
        missing_number_months=sum(missing),
        missing_cost=_cost(missing, periods),
        binds=_binds(need, largest, room, parent),
        binds_now=binds_now,
        binds_next=binds_next,
        counterfactuals=_counterfactuals(
            demand, passed, held, periods, usage, room, rollover, risk, confidence, as_it_is
        )
        if what_ifs
        else (),
        risk=risk,
        confidence=confidence,
        reasons=(),
        path_levels=path_levels,
    )
    return replace(suggestion, reasons=reasons_of(suggestion, parent, months, _overrun(held, periods, usage)))


def _limit(need: int, safe: float | None, room: int | None, usage: int) -> int:
    limit: float = max(need, usage)
    for ceiling in (safe, room):
        if ceiling is not None:
            limit = min(limit, ceiling)
    return max(int(limit), usage)


def _binds(need: int, safe: float | None, room: int | None, parent: str) -> tuple[str, ...]:
    found = []
    if safe is not None and safe < need:
        found.append("allotment")
    if room is not None and room < need:
        found.append(parent)
    return tuple(found)


def _verdict(
    limit: int, need: int, safe: float | None, room: int | None, asked: int | None, current: int, reclaimable: int
) -> Verdict:
    """The first that holds: the contract is too small, no raise is needed, all that is wanted fits, a part fits."""
    wanted = need if asked is None else asked
    ceiling = min(np.inf if safe is None else safe, np.inf if room is None else room)
    if safe is not None and min(need, wanted) > safe:
        return "contract talk"
    if need <= current or reclaimable >= wanted - current:
        return "not needed"
    if wanted <= ceiling:
        return "approve"
    return "part" if limit > current else "not needed"


def _cost(missing: Sequence[int], periods: Sequence[AllotmentLeft]) -> float | None:
    rates = [(number_months, period.overage_rate) for number_months, period in zip(missing, periods, strict=True)]
    costs = [number_months * rate for number_months, rate in rates if number_months and rate is not None]
    return sum(costs) if costs and len(costs) == sum(n > 0 for n in missing) else None


def _overrun(other: FloatArray, periods: Sequence[AllotmentLeft], usage: int) -> int:
    """Number-months that the first period has been overrun by already, whatever comes."""
    if not periods:
        return 0
    return int(max(0.0, np.ceil(usage + float(other[:, 0].min()) - periods[0].number_months - 1e-9)))


def _counterfactuals(
    demand: FloatArray,
    free: FloatArray,
    other: FloatArray,
    periods: Sequence[AllotmentLeft],
    usage: int,
    room: int | None,
    rollover: bool,
    risk: float,
    confidence: float,
    as_it_is: str,
) -> tuple[Counterfactual, ...]:
    """The suggestion with the first period two months shorter, without trend and season, and without its parent."""

    def limit(wanted: FloatArray, passed: FloatArray, ahead: Sequence[AllotmentLeft], below: int | None) -> int:
        months = sum(p.months for p in ahead) or demand.shape[1]
        need = whole_quantile(wanted[:, :months].max(axis=1), confidence)
        safe = safe_of(period_levels(passed, other, ahead, usage=usage, rollover=rollover), risk)
        return _limit(need, safe, below, usage)

    found = []
    if periods and periods[0].months > FEWER_MONTHS:
        shorter = replace(periods[0], months=periods[0].months - FEWER_MONTHS)
        found.append(Counterfactual("with two months fewer left", limit(demand, free, [shorter], room)))
    steady, passed = (np.repeat(paths[:, :1], paths.shape[1], axis=1) for paths in (demand, free))
    found.append(Counterfactual(as_it_is, limit(steady, passed, periods, room)))
    if room is not None and (unheld := limit(demand, free, periods, None)) > room:
        found.append(Counterfactual("if the parent limit were raised as well", unheld))
    return tuple(found)


def _check(
    demand: FloatArray,
    periods: Sequence[AllotmentLeft],
    alike: tuple[FloatArray | None, ...],
    current_limit: int,
    usage: int,
    risk: float,
    confidence: float,
) -> None:
    if demand.ndim != 2 or not demand.size:
        raise ValueError(f"demand must be (paths, months) and not empty, got shape {demand.shape}")
    for name, paths in zip(("other", "free", "most"), alike, strict=True):
        if paths is not None and paths.shape != demand.shape:
            raise ValueError(f"{name} must have demand's shape {demand.shape}, got {paths.shape}")
    covered = sum(p.months for p in periods)
    if covered > demand.shape[1] or any(p.months < 1 for p in periods):
        raise ValueError(f"periods must cover 1 to {demand.shape[1]} months, got {[p.months for p in periods]}")
    if current_limit < 0 or usage < 0:
        raise ValueError(f"limit and usage must be >= 0, got {current_limit} and {usage}")
    for name, ratio in (("risk", risk), ("confidence", confidence)):
        if not 0 < ratio < 1:
            raise ValueError(f"{name} must be a ratio in (0, 1), got {ratio}")
