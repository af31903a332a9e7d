"""When a website is busy: what of a month comes in its busiest hour, and how bursty its hours are.

Hourly sessions are taken apart into the level of each day, the weekday's shape of the hours, and what is left over.
The busy hour is the largest of day level x shape, so that chance alone never makes an hour busy: Erlang's formula adds
the chance of arrivals itself. What is left over hour by hour beyond that chance is the peakedness.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.checks import finite, inside_open_interval
from forecasting.defaults import DAY_SHARE_OF_MONTH, HOUR_SHARE_OF_DAY

FloatArray = npt.NDArray[np.float64]

PRIOR_SESSIONS = 400.0  # a weekday's hours weigh as much as all weekdays' once this many sessions were seen
PRIOR_MONTHS = 2.0  # learnt shares weigh as much as the stated ones once this many months were seen
_MOST_PEAKEDNESS = 10.0


@dataclass(frozen=True)
class BusyHourProfile:
    """What share of its sessions a website has when it is busiest; all ratios.

    hour_share_of_day   the busiest hour's share of the busiest day
    day_share_of_month  the busiest day's share of the month
    log_spread          standard deviation of ln(busiest hour's share of the month) from month to month
    months_learnt       whole months of hourly traffic behind it; 0 = the stated assumption
    """

    hour_share_of_day: float
    day_share_of_month: float
    log_spread: float
    months_learnt: int = 0

    def __post_init__(self) -> None:
        inside_open_interval("hour_share_of_day", self.hour_share_of_day, 0, 1)
        inside_open_interval("day_share_of_month", self.day_share_of_month, 0, 1)
        finite("log_spread", self.log_spread, least=0)

    @property
    def hour_share_of_month(self) -> float:
        """The busiest hour's share of the month's sessions."""
        return self.hour_share_of_day * self.day_share_of_month


ASSUMED_PROFILE = BusyHourProfile(HOUR_SHARE_OF_DAY, DAY_SHARE_OF_MONTH, log_spread=0.15)


@dataclass(frozen=True)
class BusyMonth:
    """One month of hourly traffic taken apart.

    sessions             of the month
    busy_day_sessions    expected sessions of its busiest day
    busy_hour_sessions   expected sessions of its busiest hour
    dispersion           variance / mean of an hour's sessions around day level x shape; 1 = chance alone
    """

    sessions: float
    busy_day_sessions: float
    busy_hour_sessions: float
    dispersion: float


def busy_month(sessions: npt.ArrayLike) -> BusyMonth:
    """Take a month of hourly sessions (days, 24) apart, every seventh day a weekday. ValueError for another shape."""
    hours = finite("sessions", sessions, least=0)
    if hours.ndim != 2 or hours.shape[1] != 24 or not len(hours):
        raise ValueError(f"sessions must be (days, 24) with at least one day, got {hours.shape}")
    weekday = np.arange(len(hours)) % 7
    total = float(hours.sum())
    if total == 0:
        return BusyMonth(0.0, 0.0, 0.0, 1.0)
    day = _without_chance(hours.sum(axis=1), _weekday_means(hours.sum(axis=1), weekday))
    shape = _hour_shares(hours, weekday)[weekday]
    expected = day[:, None] * shape
    return BusyMonth(total, float(day.max()), float(expected.max()), _dispersion(hours, expected))


def learn_profile(months: Sequence[BusyMonth], assumed: BusyHourProfile = ASSUMED_PROFILE) -> BusyHourProfile:
    """The profile of months with hourly traffic, shrunk towards the assumed one where they are few.

    Shares are averaged as logarithms, each month alike; months without sessions say nothing.
    """
    seen = [month for month in months if month.sessions > 0]
    if not seen:
        return assumed
    weight = len(seen) / (len(seen) + PRIOR_MONTHS)
    of_day = np.log([month.busy_hour_sessions / month.busy_day_sessions for month in seen])
    of_month = np.log([month.busy_day_sessions / month.sessions for month in seen])
    deviations = of_day + of_month - (of_day + of_month).mean()
    variance = (float(deviations @ deviations) + PRIOR_MONTHS * assumed.log_spread**2) / (len(seen) - 1 + PRIOR_MONTHS)

    def towards(stated: float, logs: FloatArray) -> float:
        return math.exp((1 - weight) * math.log(stated) + weight * float(logs.mean()))

    return BusyHourProfile(
        hour_share_of_day=towards(assumed.hour_share_of_day, of_day),
        day_share_of_month=towards(assumed.day_share_of_month, of_month),
        log_spread=math.sqrt(variance),
        months_learnt=len(seen),
    )


def peakedness(dispersion: npt.ArrayLike, hold_seconds: npt.ArrayLike) -> FloatArray:
    """Variance / mean of concurrent visitors from that of an hour's sessions, z = 1 + (I - 1) min(1, hold / 1 h).

    A rate that changes from hour to hour by chance adds (I - 1) x its mean to the variance of an hour's sessions; the
    visitors at one moment are the arrivals of one hold. Never below 1: smoother than chance is not to be counted on.
    """
    seen = finite("dispersion", dispersion, least=0)
    hold = inside_open_interval("hold_seconds", hold_seconds, 0, np.inf)
    z: FloatArray = np.clip(1.0 + (seen - 1.0) * np.minimum(1.0, hold / 3600.0), 1.0, _MOST_PEAKEDNESS)[()]
    return z


def _weekday_means(days: FloatArray, weekday: npt.NDArray[np.int64]) -> FloatArray:
    """Expected sessions of each day from its weekday's mean, shrunk towards the mean of all days."""
    totals = np.bincount(weekday, weights=days, minlength=7)
    everyday = days.mean() * np.bincount(weekday, minlength=7)
    means: FloatArray = days.mean() * ((totals + PRIOR_SESSIONS) / (everyday + PRIOR_SESSIONS))[weekday]
    return means


def _hour_shares(hours: FloatArray, weekday: npt.NDArray[np.int64]) -> FloatArray:
    """Share of a day's sessions by hour, (7, 24), each weekday shrunk towards all days."""
    everyday = hours.sum(axis=0) / hours.sum()
    by_weekday = np.zeros((7, 24))
    np.add.at(by_weekday, weekday, hours)
    seen = by_weekday.sum(axis=1, keepdims=True)
    shares: FloatArray = (by_weekday + PRIOR_SESSIONS * everyday) / (seen + PRIOR_SESSIONS)
    return shares


def _without_chance(counts: FloatArray, expected: FloatArray) -> FloatArray:
    """Rates behind Poisson counts whose rates are gamma around what is expected: posterior means, shape by moments."""
    excess = float(((counts - expected) ** 2 - expected).sum())
    if excess <= 0:
        return expected
    shape = float((expected**2).sum()) / excess
    rates: FloatArray = expected * (counts + shape) / np.maximum(expected + shape, 1e-300)
    return rates


def _dispersion(hours: FloatArray, expected: FloatArray) -> float:
    """Pearson's statistic over the busier half of the hours; the parameters that were fitted count as lost hours."""
    busy = expected >= np.median(expected)
    a_weekday = hours.sum() / 7.0
    fitted_shapes = 1.0 + 6.0 * a_weekday / (a_weekday + PRIOR_SESSIONS)
    freedom = float(busy.sum()) * (1.0 - 1.0 / 24.0) - 12.0 * fitted_shapes
    if freedom <= 0:
        return 1.0
    pearson = (hours[busy] - expected[busy]) ** 2 / np.maximum(expected[busy], 1e-300)
    return float(pearson.sum() / freedom)
