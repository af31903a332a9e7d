"""Dynamic numbers that hold today's demand and what added website sessions need: one figure for every place that asks.

The calculator, the request form and the review say it; the request is weighed on the same paths.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from forecasting.risk import whole_quantile
from limits.advice import NetworkStanding
from limits.answers import (
    DYNAMIC,
    Ahead,
    Supposed,
    added_sessions,
    needed_months,
    numbers_for_sessions,
    sessions_today,
    unlimited_demand,
)
from limits.assumptions import Assumptions
from limits.outlook import BAND, FloatArray, Past


@dataclass(frozen=True)
class DynamicNeed:
    """``numbers`` hold demand with the added sessions in every month asked for, ``without`` demand alone.

    sessions_today, added   website sessions a month: those of the last closed month known, and those on top of them
    confidence              that demand is held in every one of the months, a ratio
    band_without, band      (months of the forecast, 3): 10, 50 and 90 % quantiles, numbers
    """

    numbers: int
    without: int
    sessions_today: int
    added: int
    first: dt.date
    last: dt.date
    confidence: float
    months: tuple[dt.date, ...] = field(repr=False)
    band_without: FloatArray = field(repr=False, compare=False)
    band: FloatArray = field(repr=False, compare=False)

    @property
    def for_the_sessions(self) -> int:
        return self.numbers - self.without


def dynamic_need(
    standing: NetworkStanding,
    *,
    from_month: dt.date | None = None,
    until_month: dt.date | None = None,
    sessions: int | None = None,
    more_sessions: int | None = None,
    supposed: Supposed | None = None,
) -> DynamicNeed | None:
    """For ``sessions`` a month in all, or ``more_sessions`` on top of today's; until the contract's end by default.

    None where usage or sessions of today are not known: then there is nothing to add to.
    """
    known, advice = standing.past, standing.advice
    if known is None or advice is None or not any(m.dynamic_used for m in known.months):
        return None
    today = sessions_today(known)
    added = added_sessions(sessions, more_sessions, known)
    if today is None or added is None:
        return None
    return _need(advice.ahead, known, standing.assumptions, today, added, (from_month, until_month), supposed)


def sessions_of_today(standing: NetworkStanding) -> int | None:
    """Website sessions of the last closed month on record: what more of them come on top of."""
    return None if standing.past is None else sessions_today(standing.past)


def _need(
    ahead: Ahead,
    known: Past,
    assumptions: Assumptions,
    today: int,
    added: int,
    asked: tuple[dt.date | None, dt.date | None],
    supposed: Supposed | None,
) -> DynamicNeed:
    wanted = ahead.wanted_months(max(asked[0] or ahead.months[0], ahead.months[0]), asked[1])
    inside = wanted & needed_months(ahead)
    months = inside if inside.any() else wanted
    demand = unlimited_demand(ahead, DYNAMIC)
    on_top = numbers_for_sessions(
        known, added, demand.shape[1], demand.shape[0], seed=assumptions.forecast_seed, supposed=supposed
    )
    with_them = demand + np.where(wanted, on_top, 0.0)
    places = np.flatnonzero(months)
    return DynamicNeed(
        numbers=whole_quantile(with_them[:, months].max(axis=1), assumptions.need_confidence),
        without=whole_quantile(demand[:, months].max(axis=1), assumptions.need_confidence),
        sessions_today=today,
        added=added,
        first=ahead.months[int(places[0])],
        last=ahead.months[int(places[-1])],
        confidence=assumptions.need_confidence,
        months=ahead.months,
        band_without=np.quantile(demand, BAND, axis=0).T,
        band=np.quantile(with_them, BAND, axis=0).T,
    )
