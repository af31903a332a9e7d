"""The traffic calculator: from sessions a month to the dynamic numbers they need, and what that depends on."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from data.errors import BadInput
from forecasting import numbers_needed
from forecasting.traffic import (
    FORMULA_ALONE,
    BusyHourProfile,
    PoolDemand,
    TrafficEstimate,
    TrafficOutlook,
    UsageRatio,
    learn_usage_ratio,
    load_carried,
    need_from_traffic,
    numbers_computed,
    numbers_for_busy_hour,
    offered_load,
    overflow_rates,
    split_evenly,
    traffic_from_estimate,
)
from limits.advice import NetworkStanding
from limits.answers import Supposed
from limits.outlook import BAND
from limits.traffic.needed_numbers import DynamicNeed, dynamic_need
from limits.traffic.traffic import NetworkTraffic
from limits.traffic.traffic_inputs import TrafficInputs, problems, starting_inputs

FloatArray = npt.NDArray[np.float64]

HOLDS_SECONDS = (60, 120, 180, 300, 420, 600, 900, 1200, 1800, 2700, 3600)
SPLITS = (1, 2, 3, 5, 10, 20)
_CURVE_POINTS = 240


@dataclass(frozen=True)
class Ceiling:
    """Overflow and capacity at a number of numbers there are, or may be, today."""

    words: str
    numbers: int
    overflow_rate: float | None  # by the formula and the network's own ratio; None without sessions
    sessions_carried: float  # a month, at the target


@dataclass(frozen=True)
class NeedMonths:
    """Dynamic numbers by month from one outlook of traffic: 10, 50 and 90 % quantiles."""

    source: str  # 'history' or 'estimate'
    months: tuple[dt.date, ...]
    sessions_band: FloatArray = field(repr=False, compare=False)  # (months, 3)
    numbers_band: FloatArray = field(repr=False, compare=False)  # (months, 3)


@dataclass(frozen=True)
class TrafficAnswer:
    """All the calculator shows; what needs sessions is None or empty without them."""

    inputs: TrafficInputs
    ratio: UsageRatio
    ceilings: tuple[Ceiling, ...]
    busy_hour_sessions: float | None = None
    offered_load_erlangs: float | None = None
    needed_numbers: int | None = None  # by the formula
    corrected_numbers: int | None = None  # times the network's own ratio, where it was learnt
    one_pool_numbers: int | None = None
    curve_numbers: FloatArray = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    curve_overflow: FloatArray = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    by_hold: tuple[tuple[float, int], ...] = ()  # (hold in seconds, numbers)
    by_pools: tuple[tuple[int, int], ...] = ()  # (pools, numbers)
    ahead: tuple[NeedMonths, ...] = ()
    need: DynamicNeed | None = None  # today's forecast demand and what the added sessions need, where both are known

    @property
    def recommended_numbers(self) -> int | None:
        if self.need is not None:
            return self.need.numbers
        return self.corrected_numbers if self.corrected_numbers is not None else self.needed_numbers


def calculate(
    known: NetworkTraffic,
    inputs: TrafficInputs,
    *,
    standing: NetworkStanding | None = None,
) -> TrafficAnswer:
    """Everything that follows from the inputs and the network's past; BadInput names all that is wrong with them.

    With the network's ``standing`` the need is that of a request with these sessions, worked out in the same way.
    """
    if wrong := problems(inputs):
        raise BadInput(" ".join(wrong))
    ratio = own_ratio(known, inputs) if inputs.use_ratio else FORMULA_ALONE
    if inputs.sessions_a_month is None:
        return TrafficAnswer(inputs, ratio, _ceilings(known, inputs, None, ratio))
    pool, pools = inputs.pool, inputs.pools or 1
    busy = inputs.sessions_a_month * (inputs.busy_hour_share or 0.0)
    load = float(offered_load(busy, inputs.hold_seconds))
    needed = _needed(busy, split_evenly(pool, pools))
    ceilings = _ceilings(known, inputs, load, ratio)
    need = _need(standing, known, inputs, ratio) if needed and standing is not None and inputs.use_ratio else None
    most = max(
        [
            needed * max(ratio.median, 1.0) * 1.4,
            10.0,
            need.numbers * 1.2 if need else 0.0,
            *(c.numbers * 1.1 for c in ceilings),
        ]
    )
    sizes = np.unique(np.linspace(pools, max(math.ceil(most), pools), _CURVE_POINTS).round())
    return TrafficAnswer(
        inputs=inputs,
        ratio=ratio,
        ceilings=ceilings,
        busy_hour_sessions=busy,
        offered_load_erlangs=load,
        needed_numbers=needed,
        corrected_numbers=math.ceil(needed * ratio.median - 1e-9) if ratio.learnt else None,
        one_pool_numbers=_needed(busy, [pool]),
        curve_numbers=sizes,
        curve_overflow=_overflow(sizes, load, inputs),
        by_hold=_by_hold(busy, inputs),
        by_pools=tuple((n, _needed(busy, split_evenly(pool, n))) for n in sorted({*SPLITS, pools})),
        ahead=_ahead(known, inputs, ratio) if need is None else _ahead_of_need(known, need),
        need=need,
    )


def _need(
    standing: NetworkStanding, known: NetworkTraffic, inputs: TrafficInputs, ratio: UsageRatio
) -> DynamicNeed | None:
    """As a request states the sessions; where an assumption was changed, the added numbers follow it."""
    start = starting_inputs(known)
    total = round(inputs.sessions_a_month or 0)
    supposed = None
    if replace(inputs, sessions_a_month=None, from_month=None) != replace(
        start, sessions_a_month=None, from_month=None
    ):
        then = replace(start, visit_seconds=inputs.visit_seconds, peakedness=inputs.peakedness)
        supposed = Supposed(
            pools=split_evenly(inputs.pool, inputs.pools or 1),
            pools_now=split_evenly(then.pool, then.pools or 1),
            profile=_profile(known.profile, inputs),
            ratio=ratio,
        )
    return dynamic_need(standing, from_month=inputs.from_month, sessions=total, supposed=supposed)


def _ahead_of_need(known: NetworkTraffic, need: DynamicNeed) -> tuple[NeedMonths, ...]:
    """Forecast demand by month, and beside it demand with the sessions that are added."""
    months = need.months[: len(known.months_ahead)]
    sessions = np.full((len(months), 3), float(need.sessions_today))
    if known.outlook is not None:
        sessions = np.quantile(known.outlook.sessions, BAND, axis=0).T[: len(months)]
    months_by_source = [NeedMonths("history", months, sessions, need.band_without[: len(months)])]
    if not np.array_equal(need.band, need.band_without):
        added = np.array([[need.added if month >= need.first else 0] for month in months])
        months_by_source.append(NeedMonths("estimate", months, sessions + added, need.band[: len(months)]))
    return tuple(months_by_source)


def own_ratio(known: NetworkTraffic, inputs: TrafficInputs) -> UsageRatio:
    """Used to computed in the network's past.

    What is believed of its visitors (visit length, peakedness, busy hour) comes from the inputs; what was set at the
    time (RingPools, their guaranteed hold, the default target) from the store: so a what-if moves the answer instead
    of being taken back by the ratio.
    """
    closed = [m for m in known.history if not m.is_running and m.dynamic_used is not None]
    if known.months is None or not closed:
        return learn_usage_ratio([], [])
    settings = starting_inputs(known)
    at_the_time = replace(settings, visit_seconds=inputs.visit_seconds, peakedness=inputs.peakedness)
    sessions = dict(zip(known.months.months.astype(dt.date).tolist(), known.months.sessions.tolist(), strict=True))
    computed = numbers_computed(
        [sessions.get(m.billing_month, math.nan) for m in closed],
        split_evenly(at_the_time.pool, settings.pools or 1),
        _profile(known.profile, inputs),
    )
    used = [float(m.dynamic_used or 0) for m in closed]
    return learn_usage_ratio(used, computed, np.array([m.at_dynamic_limit for m in closed]))


def _profile(profile: BusyHourProfile, inputs: TrafficInputs) -> BusyHourProfile:
    """The profile with the busy hour's share of the month that was put in; only that product is used."""
    root = math.sqrt(inputs.busy_hour_share or profile.hour_share_of_month)
    return replace(profile, hour_share_of_day=root, day_share_of_month=root)


def _needed(busy_hour_sessions: float, pools: Sequence[PoolDemand]) -> int:
    return int(numbers_for_busy_hour(busy_hour_sessions, pools))


def _ceilings(
    known: NetworkTraffic, inputs: TrafficInputs, load: float | None, ratio: UsageRatio
) -> tuple[Ceiling, ...]:
    """The numbers in use, and what they may grow to today."""
    pool, pools = inputs.pool, inputs.pools or 1
    places: list[tuple[str, int]] = []
    if known.dynamic_used is not None:
        places.append(("numbers used this month", known.dynamic_used))
    if known.ceilings:
        name, least = min(known.ceilings.items(), key=lambda item: item[1])
        places.append((name, least))
    ceilings = []
    for name, numbers in places:
        rate = None if load is None else float(_overflow(numbers / ratio.median, load, inputs))
        carried = load_carried(
            numbers / ratio.median,
            pool.overflow_rate,
            pools=pools,
            peakedness=pool.peakedness,
            allow_overflow=pool.allow_overflow,
        )
        sessions = carried / pool.hold_seconds * 3600.0 / (inputs.busy_hour_share or 1.0)
        ceilings.append(Ceiling(name, numbers, rate, sessions))
    return tuple(ceilings)


def _overflow(numbers: npt.ArrayLike, load: float, inputs: TrafficInputs) -> FloatArray:
    pool = inputs.pool
    return overflow_rates(
        numbers, load, pools=inputs.pools or 1, peakedness=pool.peakedness, allow_overflow=pool.allow_overflow
    )


def _by_hold(busy: float, inputs: TrafficInputs) -> tuple[tuple[float, int], ...]:
    holds = sorted({*map(float, HOLDS_SECONDS), inputs.hold_seconds})
    pools = inputs.pools or 1
    pool = inputs.pool
    needed = pools * numbers_needed(
        offered_load(busy / pools, holds),
        pool.overflow_rate,
        peakedness=pool.peakedness,
        allow_overflow=pool.allow_overflow,
    )
    return tuple(zip(holds, needed.tolist(), strict=True))


def _ahead(known: NetworkTraffic, inputs: TrafficInputs, ratio: UsageRatio) -> tuple[NeedMonths, ...]:
    """Need by month from the history's own forecast, and beside it from the estimate where one was put in."""
    months = known.months_ahead
    if not months:
        return ()
    outlooks: list[TrafficOutlook] = [] if known.outlook is None else [known.outlook]
    latest = known.latest_month
    estimate = inputs.sessions_a_month
    if estimate is not None and (latest is None or round(estimate) != round(latest[1])):
        start = months.index(inputs.from_month) if inputs.from_month in months else 0
        outlooks.append(
            traffic_from_estimate(
                TrafficEstimate(sessions_a_month=estimate, from_month=start),
                np.random.default_rng(known.assumptions.forecast_seed),
                history=known.outlook,
                horizon=len(months),
            )
        )
    pools = split_evenly(inputs.pool, inputs.pools or 1)
    profile = _profile(known.profile, inputs)
    months_by_source = []
    for outlook in outlooks:
        need = need_from_traffic(
            outlook, pools, profile, np.random.default_rng(known.assumptions.forecast_seed), ratio=ratio
        )
        band = np.quantile(outlook.sessions, BAND, axis=0).T
        numbers = need.quantile(BAND)
        if known.history:  # within a month usage only rises
            numbers[0] = np.maximum(numbers[0], known.dynamic_used or 0)
        months_by_source.append(NeedMonths(outlook.source, months, band, numbers))
    return tuple(months_by_source)
