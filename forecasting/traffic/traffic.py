"""From website sessions to the dynamic numbers a month needs: months, busy hour, offered load, pool sizes.

A month's busy hour comes from hourly sessions where there are any, else from its busiest day, else from its total,
each with the shares of a `BusyHourProfile`. The offered load of a pool is A = sessions a second x mean hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from forecasting.checks import finite, inside_open_interval
from forecasting.defaults import OVERFLOW_RATE
from forecasting.traffic.erlang import erlang_b, numbers_needed
from forecasting.traffic.traffic_profile import ASSUMED_PROFILE, BusyHourProfile, BusyMonth, busy_month, learn_profile

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Months = npt.NDArray[np.datetime64]
Grain = Literal["month", "day", "hour"]

_UNITS: dict[Grain, str] = {"month": "datetime64[M]", "day": "datetime64[D]", "hour": "datetime64[h]"}


@dataclass(frozen=True)
class Traffic:
    """Sessions of one website as they were counted, in its own time.

    grain      what one row covers
    starts_at  datetime64 (rows,), any order, each once; days and hours that are missing between the first and the last
               had no sessions (that is how analytics exports leave them out); months are unknown that are missing, or
               have rows on fewer than half of their days
    sessions   (rows,), >= 0
    """

    grain: Grain
    starts_at: npt.NDArray[np.datetime64]
    sessions: FloatArray

    def __post_init__(self) -> None:
        if self.grain not in _UNITS:
            raise ValueError(f"grain must be month, day or hour, got {self.grain}")
        sessions = finite("sessions", self.sessions, least=0)
        starts = np.asarray(self.starts_at).astype(_UNITS[self.grain])
        if starts.shape != sessions.shape or starts.ndim != 1:
            raise ValueError(f"starts_at and sessions must be of one length, got {starts.shape} and {sessions.shape}")
        order = np.argsort(starts, kind="stable")
        starts = starts[order]
        twice = np.flatnonzero(starts[1:] == starts[:-1])
        if len(twice):
            raise ValueError(f"starts_at must name each {self.grain} once, got {starts[twice[0]]} twice")
        object.__setattr__(self, "starts_at", starts)
        object.__setattr__(self, "sessions", sessions[order])


@dataclass(frozen=True)
class TrafficMonths:
    """Traffic by month, oldest first and without gaps; NaN where a month is not wholly known.

    months              datetime64[M] (months,)
    sessions            of the month
    busy_hour_sessions  expected sessions of its busiest hour
    dispersion          of its hours' sessions (1 = chance alone), NaN without hourly traffic
    profile             the shares that were used, or would be used for sessions without any finer grain
    """

    months: Months
    sessions: FloatArray
    busy_hour_sessions: FloatArray
    dispersion: FloatArray
    profile: BusyHourProfile

    @property
    def mean_dispersion(self) -> float:
        """The mean over months with hourly traffic; 1, chance alone, where there are none."""
        known = self.dispersion[np.isfinite(self.dispersion)]
        return float(known.mean()) if len(known) else 1.0


def traffic_by_month(traffic: Sequence[Traffic], assumed: BusyHourProfile = ASSUMED_PROFILE) -> TrafficMonths:
    """All that is known of one website by month, the finest grain of a month first.

    assumed   the profile of other networks, or the stated one; shrunk towards this website's own hours where it has any

    Raises ValueError where no row is given at all.
    """
    given = [part for part in traffic if len(part.starts_at)]
    if not given:
        raise ValueError("traffic must have at least one row, got none")
    whole = {part.grain: _days_by_month(part) for part in given if part.grain != "month"}
    hourly = {month: busy_month(days) for month, days in whole.get("hour", {}).items()}
    profile = learn_profile(list(hourly.values()), assumed)
    by_month: dict[np.datetime64, tuple[float, float, float]] = {}
    for part in given:
        if part.grain == "month":
            for month, total in zip(part.starts_at, part.sessions, strict=True):
                by_month[month] = (float(total), float(total) * profile.hour_share_of_month, np.nan)
    for month, days in whole.get("day", {}).items():
        by_month[month] = (float(days.sum()), float(days.max()) * profile.hour_share_of_day, np.nan)
    for month, seen in hourly.items():
        by_month[month] = (seen.sessions, seen.busy_hour_sessions, seen.dispersion)
    return _without_gaps(by_month, profile)


def learn_shared_profile(websites: Sequence[Sequence[Traffic]]) -> BusyHourProfile:
    """The profile of all websites that have hourly traffic, for those that have none: months pooled, each alike."""
    months: list[BusyMonth] = []
    for traffic in websites:
        for part in traffic:
            if part.grain == "hour" and len(part.starts_at):
                months += [busy_month(days) for days in _days_by_month(part).values()]
    return learn_profile(months)


@dataclass(frozen=True, kw_only=True)
class PoolDemand:
    """What one RingPool's visitors do, and how often they may find it empty.

    session_share     of the website's sessions that can see a number of this pool, in (0, 1]
    visit_seconds     mean length of a visit; the hold is never less than lifetime_seconds
    overflow_rate     the target, a ratio in (0, 1)
    """

    visit_seconds: float
    lifetime_seconds: float
    session_share: float = 1.0
    overflow_rate: float = OVERFLOW_RATE
    peakedness: float = 1.0
    allow_overflow: bool = True

    def __post_init__(self) -> None:
        inside_open_interval("visit_seconds", self.visit_seconds, 0, np.inf)
        finite("lifetime_seconds", self.lifetime_seconds, least=0)
        inside_open_interval("session_share", self.session_share, 0, np.nextafter(1, 2))
        inside_open_interval("overflow_rate", self.overflow_rate, 0, 1)
        inside_open_interval("peakedness", self.peakedness, 0, np.inf)

    @property
    def hold_seconds(self) -> float:
        """Mean hold of a number: the visit, but at least the guaranteed lifetime."""
        return max(self.visit_seconds, self.lifetime_seconds)


def offered_load(sessions_an_hour: npt.ArrayLike, hold_seconds: npt.ArrayLike) -> FloatArray:
    """Erlangs: A = sessions a second x mean hold. ValueError for a hold <= 0 or negative sessions."""
    rate = finite("sessions_an_hour", sessions_an_hour, least=0)
    load: FloatArray = rate / 3600.0 * inside_open_interval("hold_seconds", hold_seconds, 0, np.inf)
    return load


def numbers_for_busy_hour(busy_hour_sessions: npt.ArrayLike, pools: Sequence[PoolDemand]) -> IntArray:
    """Numbers that all pools together need in an hour with these sessions, of the same shape; every pool on its own."""
    busy = finite("busy_hour_sessions", busy_hour_sessions, least=0)
    total = np.zeros(busy.shape, dtype=np.int64)
    for pool, alike in Counter(pools).items():
        total = total + alike * numbers_by_hold(busy, pool, pool.hold_seconds)
    return total


def overflow_at(pool_sizes: npt.ArrayLike, busy_hour_sessions: npt.ArrayLike, pool: PoolDemand) -> FloatArray:
    """Share of an hour's visitors that find a pool of each size empty, a ratio; the overflow number is one of the size.

    Sizes and sessions broadcast: the curve of overflow against size, or today's pool under several hours.
    """
    sizes = finite("pool_sizes", pool_sizes, least=0)
    lendable = np.maximum(sizes - pool.allow_overflow, 0.0)
    load = offered_load(
        finite("busy_hour_sessions", busy_hour_sessions, least=0) * pool.session_share, pool.hold_seconds
    )
    return erlang_b(lendable / pool.peakedness, load / pool.peakedness)


def split_evenly(pool: PoolDemand, pools: int) -> list[PoolDemand]:
    """The visitors of one pool over several of equal share, to show what splitting costs."""
    if pools < 1:
        raise ValueError(f"pools must be >= 1, got {pools}")
    return [replace(pool, session_share=pool.session_share / pools)] * pools


def numbers_by_hold(busy_hour_sessions: npt.ArrayLike, pool: PoolDemand, hold_seconds: npt.ArrayLike) -> IntArray:
    """Numbers one pool needs if the mean hold were another: the assumption that matters most. All broadcast."""
    busy = finite("busy_hour_sessions", busy_hour_sessions, least=0)
    return numbers_needed(
        offered_load(busy * pool.session_share, hold_seconds),
        pool.overflow_rate,
        peakedness=pool.peakedness,
        allow_overflow=pool.allow_overflow,
    )


def _days_by_month(traffic: Traffic) -> dict[np.datetime64, FloatArray]:
    """Sessions of whole months by day, or by day and hour.

    A month that is cut off at an end is left out, and so is one with rows on fewer than half of its days: that is the
    gap between two exports, not a website without visitors.
    """
    hours = 24 if traffic.grain == "hour" else 1
    unit = traffic.starts_at.dtype
    first_day, last_day = traffic.starts_at[[0, -1]].astype("datetime64[D]")
    days = int((last_day - first_day).astype(np.int64)) + 1
    filled = np.zeros(days * hours)
    filled[(traffic.starts_at - first_day.astype(unit)).astype(np.int64)] = traffic.sessions
    by_day = filled.reshape(days, hours)
    seen_days = np.unique(traffic.starts_at.astype("datetime64[D]"))
    by_month: dict[np.datetime64, FloatArray] = {}
    for month in np.arange(first_day.astype("datetime64[M]"), last_day.astype("datetime64[M]") + 1):
        start, end = month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]")
        counted = (seen_days >= start) & (seen_days < end)
        if start >= first_day and end - 1 <= last_day and 2 * counted.sum() >= (end - start).astype(np.int64):
            rows = by_day[(start - first_day).astype(np.int64) : (end - first_day).astype(np.int64)]
            by_month[month] = rows if hours == 24 else rows[:, 0]
    return by_month


def _without_gaps(by_month: dict[np.datetime64, tuple[float, float, float]], profile: BusyHourProfile) -> TrafficMonths:
    if not by_month:
        nothing = np.zeros(0)
        return TrafficMonths(np.zeros(0, "datetime64[M]"), nothing, nothing, nothing, profile)
    months = np.arange(min(by_month), max(by_month) + 1)
    rows = np.array([by_month.get(month, (np.nan, np.nan, np.nan)) for month in months])
    return TrafficMonths(months, rows[:, 0], rows[:, 1], rows[:, 2], profile)
