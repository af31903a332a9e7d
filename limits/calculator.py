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
from forecasting.traffic import PoolDemand, numbers_for_busy_hour, offered_load, split_evenly
from forecasting.traffic_capacity import load_carried, overflow_rates
from forecasting.traffic_paths import (
    TrafficEstimate,
    TrafficOutlook,
    need_from_traffic,
    numbers_computed,
    traffic_from_estimate,
)
from forecasting.traffic_profile import BusyHourProfile, peakedness
from forecasting.traffic_ratio import FORMULA_ALONE, UsageRatio, learn_usage_ratio
from limits.assumptions import DEFAULT
from limits.outlook import BAND
from limits.traffic import NetworkTraffic, UploadedTraffic

FloatArray = npt.NDArray[np.float64]

HOLDS_SECONDS = (60, 120, 180, 300, 420, 600, 900, 1200, 1800, 2700, 3600)
SPLITS = (1, 2, 3, 5, 10, 20)
MOST_POOLS = 1000
MOST_SESSIONS = 1e10
LONGEST_HOLD_SECONDS = 86_400.0
_CURVE_POINTS = 240


@dataclass(frozen=True, kw_only=True)
class TrafficInputs:
    """Every assumption of a calculation; shares and rates are ratios 0..1, None is what was left empty."""

    sessions_a_month: float | None
    visit_seconds: float | None
    lifetime_seconds: float | None
    overflow_rate: float | None
    peakedness: float | None
    pools: int | None
    busy_hour_share: float | None
    allow_overflow: bool = True
    use_ratio: bool = True
    from_month: dt.date | None = None

    @property
    def pool(self) -> PoolDemand:
        """All numbers as one RingPool."""
        return PoolDemand(
            visit_seconds=self.visit_seconds or 0.0,
            lifetime_seconds=self.lifetime_seconds or 0.0,
            overflow_rate=self.overflow_rate or 0.0,
            peakedness=self.peakedness or 0.0,
            allow_overflow=self.allow_overflow,
        )

    @property
    def hold_seconds(self) -> float:
        return self.pool.hold_seconds


def starting_inputs(known: NetworkTraffic) -> TrafficInputs:
    """What the network's own facts say, and the stated assumptions where they are silent."""
    lifetimes = [p.lifetime_seconds for p in known.ring_pools if p.lifetime_seconds]
    visit = DEFAULT.visit_seconds
    lifetime = float(max(lifetimes, default=DEFAULT.lifetime_seconds))
    return TrafficInputs(
        sessions_a_month=known.latest_month[1] if known.latest_month else None,
        visit_seconds=visit,
        lifetime_seconds=lifetime,
        overflow_rate=DEFAULT.overflow_rate,
        peakedness=round(float(peakedness(known.dispersion, max(visit, lifetime))), 2),
        pools=max(len(known.ring_pools), 1),
        busy_hour_share=round(known.profile.hour_share_of_month, 6),
        allow_overflow=all(p.allow_overflow is not False for p in known.ring_pools),
        from_month=known.months_ahead[0] if known.months_ahead else None,
    )


def inputs_from_file(found: UploadedTraffic, start: TrafficInputs) -> TrafficInputs:
    """The inputs with what a GA4 file says: its sessions, and by hour its busy hour and peakedness."""
    seen = found.excerpt
    share = start.busy_hour_share if seen.hour_share_of_month is None else round(seen.hour_share_of_month, 6)
    z = start.peakedness
    if seen.dispersion is not None:
        z = round(float(peakedness(seen.dispersion, start.hold_seconds)), 2)
    return replace(start, sessions_a_month=round(seen.sessions_a_month), busy_hour_share=share, peakedness=z)


def problems(inputs: TrafficInputs) -> list[str]:
    """What is wrong with the inputs, each in a sentence that names the value and the way out."""
    found: list[str] = []

    def check(name: str, value: float | None, fine: bool, wanted: str) -> None:
        if value is None:
            found.append(f"{name} is empty: {wanted}.")
        elif not (math.isfinite(value) and fine):
            found.append(f"{name} is {value:,.10g}: {wanted}.")

    sessions, visit, life = inputs.sessions_a_month, inputs.visit_seconds, inputs.lifetime_seconds
    rate, z, pools, share = inputs.overflow_rate, inputs.peakedness, inputs.pools, inputs.busy_hour_share
    if sessions is not None:
        wanted = "it must be 0 or more, and at most 10 billion"
        check("Sessions a month", sessions, 0 <= sessions <= MOST_SESSIONS, wanted)
    wanted = "a visit lasts more than 0 seconds and at most a day (86,400)"
    check("Visit length", visit, visit is not None and 0 < visit <= LONGEST_HOLD_SECONDS, wanted)
    wanted = "the guaranteed hold is 0 seconds or more and at most a day (86,400)"
    check("Guaranteed hold", life, life is not None and 0 <= life <= LONGEST_HOLD_SECONDS, wanted)
    wanted = "choose more than 0 % and less than 100 %; 0 % would need endless numbers, 100 % none"
    check("Overflow target, %", None if rate is None else rate * 100, rate is not None and 0 < rate < 1, wanted)
    wanted = "it is variance / mean of concurrent visitors, more than 0 and at most 100; 1 is chance alone"
    check("Peakedness", z, z is not None and 0 < z <= 100, wanted)
    check("RingPools", pools, pools is not None and 1 <= pools <= MOST_POOLS, "count 1 to 1,000 pools")
    wanted = "the busiest of a month's 672 to 744 hours takes more than 0 % and less than 100 %"
    check("Busy-hour share, %", None if share is None else share * 100, share is not None and 0 < share < 1, wanted)
    return found


@dataclass(frozen=True)
class Ceiling:
    """Overflow and capacity at a number of numbers there are, or may be, today."""

    words: str
    numbers: int
    overflow_rate: float | None  # by the formula and the network's own ratio; None without sessions
    formula_overflow_rate: float | None
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

    @property
    def recommended_numbers(self) -> int | None:
        return self.corrected_numbers if self.corrected_numbers is not None else self.needed_numbers


def calculate(known: NetworkTraffic, inputs: TrafficInputs, *, seed: int = DEFAULT.forecast_seed) -> TrafficAnswer:
    """Everything that follows from the inputs and the network's past; BadInput names all that is wrong with them."""
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
    most = max([needed * max(ratio.median, 1.0) * 1.4, 10.0, *(c.numbers * 1.1 for c in ceilings)])
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
        ahead=_ahead(known, inputs, ratio, seed),
    )


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
    found = []
    for name, numbers in places:
        rate, formula_rate = None, None
        if load is not None:
            formula_rate = float(_overflow(numbers, load, inputs))
            rate = float(_overflow(numbers / ratio.median, load, inputs))
        carried = load_carried(
            numbers / ratio.median,
            pool.overflow_rate,
            pools=pools,
            peakedness=pool.peakedness,
            allow_overflow=pool.allow_overflow,
        )
        sessions = carried / pool.hold_seconds * 3600.0 / (inputs.busy_hour_share or 1.0)
        found.append(Ceiling(name, numbers, rate, formula_rate, sessions))
    return tuple(found)


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


def _ahead(known: NetworkTraffic, inputs: TrafficInputs, ratio: UsageRatio, seed: int) -> tuple[NeedMonths, ...]:
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
                np.random.default_rng(seed),
                history=known.outlook,
                horizon=len(months),
            )
        )
    pools = split_evenly(inputs.pool, inputs.pools or 1)
    profile = _profile(known.profile, inputs)
    found = []
    for outlook in outlooks:
        need = need_from_traffic(outlook, pools, profile, np.random.default_rng(seed), ratio=ratio)
        band = np.quantile(outlook.sessions, BAND, axis=0).T
        numbers = need.quantile(BAND)
        if known.history:  # within a month usage only rises
            numbers[0] = np.maximum(numbers[0], known.dynamic_used or 0)
        found.append(NeedMonths(outlook.source, months, band, numbers))
    return tuple(found)
