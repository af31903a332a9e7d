"""How a limit is recommended: need, risk and safe limit on the paths of demand, with the other limits held.

A limit L cuts demand off in every month. With the other limits held, a path of demand spends
``sum_t (other_t + min(free_t, L))`` number-months of an allotment period, where ``free`` is what the other limits let
through of the demand. The period runs over on the paths whose *level* lies below L (see `risk.risk.levels`), so
risk and safe limit are read off the levels exactly.

This is one limit by itself, for whoever calls the engine from Python. The product's answer, which also weighs what is
asked by allotment period and by the numbers promised, is made in ``limits/answers`` from the same paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

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


class MayBeGiven(TypedDict, total=False):
    """What else may be said about a limit when a suggestion is asked for; see `Question`."""

    other: FloatArray | None
    free: FloatArray | None
    most: FloatArray | None
    asked: int | None
    room: int | None
    parent: str
    binds_now: tuple[str, ...]
    binds_next: str | None
    reclaimable: int
    rollover: bool
    risk: float
    confidence: float
    what_ifs: bool
    as_it_is: str


@dataclass(frozen=True)
class Question:
    """A limit, its demand and its contract, of which a suggestion is asked.

    demand                 paths of demand for what the limit counts, float (paths, months), numbers, >= 0; month 1 is
                           the running month in whole
    periods                the allotment periods that the first months belong to, in order; empty without an allotment
    current_limit          the limit today, numbers
    usage                  numbers used in the running month so far
    other                  what else spends the allotment on the same paths (the other limits held), (paths, months)
    free                   what the other limits let through of the demand, (paths, months); all of it when not given
    most                   what they would let through if demand had no end; anything when not given
    asked                  the limit that was asked for, if any
    room                   the most that the parent limit leaves this one, if it has a parent
    parent                 what to call the parent in ``binds``
    binds_now, binds_next  limits that are full today, and the next one, in words
    reclaimable            idle numbers that could be released instead
    rollover               whether what a period leaves over is the next one's
    risk                   overage risk a safe limit may carry, ratio in (0, 1)
    confidence             how surely the need holds demand in all the months given, ratio in (0, 1)
    what_ifs               whether to work out the counterfactuals too
    as_it_is               what to call demand that stays as it is this month
    """

    demand: FloatArray
    periods: Sequence[AllotmentLeft]
    current_limit: int
    usage: int
    other: FloatArray | None = None
    free: FloatArray | None = None
    most: FloatArray | None = None
    asked: int | None = None
    room: int | None = None
    parent: str = "network limit"
    binds_now: tuple[str, ...] = ()
    binds_next: str | None = None
    reclaimable: int = 0
    rollover: bool = False
    risk: float = RISK
    confidence: float = CONFIDENCE
    what_ifs: bool = True
    as_it_is: str = STAYS_AS_IT_IS

    @property
    def spent_beside(self) -> FloatArray:
        return np.zeros_like(self.demand) if self.other is None else self.other

    @property
    def passed(self) -> FloatArray:
        """The demand that the other limits let through."""
        return self.demand if self.free is None else self.free

    @property
    def months(self) -> int:
        return sum(p.months for p in self.periods) or self.demand.shape[1]


def suggest(
    demand: FloatArray,
    periods: Sequence[AllotmentLeft],
    *,
    current_limit: int,
    usage: int,
    **given: Unpack[MayBeGiven],
) -> Suggestion:
    """Recommends a limit: enough for the need, never beyond the safe limit or the parent's room, never below usage.

    Args: the fields of `Question`.

    Returns:
        The Suggestion. ``need`` is the smallest whole L with P(max_t demand_t <= L) >= confidence over the months of
        the periods (over all months given, when there are none). ``safe`` is the largest whole L with
        P(overage) <= risk. ``limit = max(usage, min(max(need, usage), safe, room))``.

    Raises:
        ValueError: shapes that do not fit, a ratio outside (0, 1), a negative limit or usage.
    """
    question = Question(demand, periods, current_limit, usage, **given)
    _check(question)
    need = whole_quantile(demand[:, : question.months].max(axis=1), question.confidence)
    path_levels = np.sort(_levels(question, question.passed, periods))
    return _suggested(question, need, path_levels)


def _suggested(question: Question, need: int, path_levels: FloatArray) -> Suggestion:
    """All figures beside the need, from the sorted levels of the paths."""
    q, beside, periods = question, question.spent_beside, question.periods
    largest = safe_of(path_levels, q.risk)
    safe = None if largest is None else max(largest, float(q.usage))
    limit = _limit(need, safe, q.room, q.usage)
    missing = [0] * len(periods)
    if largest is not None and need > largest:
        missing = missing_by_period(q.passed, beside, periods, need, q.risk, usage=q.usage, rollover=q.rollover)
    now = period_ends(q.passed, beside, periods, q.current_limit, q.usage, rollover=q.rollover)
    then = (
        now if limit == q.current_limit else period_ends(q.passed, beside, periods, limit, q.usage, rollover=q.rollover)
    )
    suggestion = Suggestion(
        limit=limit,
        verdict=_verdict(q, limit, need, largest),
        current_limit=q.current_limit,
        usage=q.usage,
        need=need,
        safe=None if safe is None or np.isinf(safe) else int(safe),
        safe_is_unbounded=safe is not None and bool(np.isinf(safe)),
        usage_is_unsafe=largest is not None and largest < q.usage,
        guaranteed_ceiling=guaranteed_ceiling(beside, periods, usage=q.usage, rollover=q.rollover),
        room=q.room,
        asked=q.asked,
        reclaimable=q.reclaimable,
        risk_now=risk_of(path_levels, q.current_limit),
        risk_as_suggested=risk_of(path_levels, limit),
        risk_as_asked=None if q.asked is None else risk_of(path_levels, q.asked),
        risk_if_full=risk_if_full(limit, q.usage, beside, periods, most=q.most, rollover=q.rollover),
        risk_if_full_now=risk_if_full(q.current_limit, q.usage, beside, periods, most=q.most, rollover=q.rollover),
        expected_overage_now=now.overage if now else None,
        expected_overage_cost_now=now.overage_cost if now else None,
        expected_overage=then.overage if then else None,
        expected_overage_cost=then.overage_cost if then else None,
        expected_unused=then.unused if then else None,
        missing_number_months=sum(missing),
        missing_cost=_cost(missing, periods),
        binds=_binds(need, largest, q.room, q.parent),
        binds_now=q.binds_now,
        binds_next=q.binds_next,
        counterfactuals=_counterfactuals(q) if q.what_ifs else (),
        risk=q.risk,
        confidence=q.confidence,
        reasons=(),
        path_levels=path_levels,
    )
    return replace(suggestion, reasons=reasons_of(suggestion, q.parent, q.months, _overrun(beside, periods, q.usage)))


def _levels(question: Question, passed: FloatArray, periods: Sequence[AllotmentLeft]) -> FloatArray:
    return period_levels(passed, question.spent_beside, periods, usage=question.usage, rollover=question.rollover)


def _limit(need: int, safe: float | None, room: int | None, usage: int) -> int:
    limit: float = max(need, usage)
    for ceiling in (safe, room):
        if ceiling is not None:
            limit = min(limit, ceiling)
    return max(int(limit), usage)


def _binds(need: int, safe: float | None, room: int | None, parent: str) -> tuple[str, ...]:
    binding = []
    if safe is not None and safe < need:
        binding.append("allotment")
    if room is not None and room < need:
        binding.append(parent)
    return tuple(binding)


def _verdict(question: Question, limit: int, need: int, safe: float | None) -> Verdict:
    """The first that holds: the contract is too small, no raise is needed, all that is wanted fits, a part fits."""
    current, room = question.current_limit, question.room
    wanted = need if question.asked is None else question.asked
    ceiling = min(np.inf if safe is None else safe, np.inf if room is None else room)
    if safe is not None and min(need, wanted) > safe:
        return "contract talk"
    if need <= current or question.reclaimable >= wanted - current:
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


def _counterfactuals(question: Question) -> tuple[Counterfactual, ...]:
    """The suggestion with the first period two months shorter, without trend and season, and without its parent."""
    demand, free, periods, room = question.demand, question.passed, question.periods, question.room

    def limit(wanted: FloatArray, passed: FloatArray, ahead: Sequence[AllotmentLeft], below: int | None) -> int:
        months = sum(p.months for p in ahead) or demand.shape[1]
        need = whole_quantile(wanted[:, :months].max(axis=1), question.confidence)
        return _limit(need, safe_of(_levels(question, passed, ahead), question.risk), below, question.usage)

    counterfactuals = []
    if periods and periods[0].months > FEWER_MONTHS:
        shorter = replace(periods[0], months=periods[0].months - FEWER_MONTHS)
        counterfactuals.append(Counterfactual("with two months fewer left", limit(demand, free, [shorter], room)))
    steady, passed = (np.repeat(paths[:, :1], paths.shape[1], axis=1) for paths in (demand, free))
    counterfactuals.append(Counterfactual(question.as_it_is, limit(steady, passed, periods, room)))
    if room is not None and (without_parent := limit(demand, free, periods, None)) > room:
        counterfactuals.append(Counterfactual("if the parent limit were raised as well", without_parent))
    return tuple(counterfactuals)


def _check(question: Question) -> None:
    demand, periods = question.demand, question.periods
    if demand.ndim != 2 or not demand.size:
        raise ValueError(f"demand must be (paths, months) and not empty, got shape {demand.shape}")
    for name, paths in (("other", question.other), ("free", question.free), ("most", question.most)):
        if paths is not None and paths.shape != demand.shape:
            raise ValueError(f"{name} must have demand's shape {demand.shape}, got {paths.shape}")
    covered = sum(p.months for p in periods)
    if covered > demand.shape[1] or any(p.months < 1 for p in periods):
        raise ValueError(f"periods must cover 1 to {demand.shape[1]} months, got {[p.months for p in periods]}")
    if question.current_limit < 0 or question.usage < 0:
        raise ValueError(f"limit and usage must be >= 0, got {question.current_limit} and {question.usage}")
    for name, ratio in (("risk", question.risk), ("confidence", question.confidence)):
        if not 0 < ratio < 1:
            raise ValueError(f"{name} must be a ratio in (0, 1), got {ratio}")
