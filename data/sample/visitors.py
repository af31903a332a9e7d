"""Visitors arrive: sessions by hour from season, week, hour of the day, growth, steps and chance."""

from __future__ import annotations

import numpy as np

from data.sample.days import Days, Floats, Ints
from data.sample.story import Season, Visitors, Week

_SEASONS: dict[Season, tuple[float, ...]] = {  # January to December
    "flat": (1.0,) * 12,
    "retail": (0.80, 0.76, 0.85, 0.88, 0.90, 0.88, 0.86, 0.90, 0.98, 1.08, 1.50, 1.90),
    "summer": (0.85, 0.85, 0.95, 1.05, 1.20, 1.35, 1.45, 1.35, 1.00, 0.80, 0.70, 0.75),
    "heating": (1.35, 1.25, 1.05, 0.90, 0.80, 0.85, 0.95, 0.90, 0.85, 1.00, 1.15, 1.30),
    "tax": (1.30, 1.50, 1.60, 1.40, 0.85, 0.75, 0.72, 0.75, 0.85, 0.85, 0.80, 0.90),
    "spring": (0.80, 0.90, 1.25, 1.45, 1.40, 1.15, 0.95, 0.90, 0.95, 0.90, 0.75, 0.65),
}
_WEEKS: dict[Week, tuple[float, ...]] = {  # Monday to Sunday
    "office": (1.25, 1.30, 1.25, 1.20, 1.05, 0.50, 0.45),
    "shop": (0.95, 0.90, 0.92, 0.95, 1.05, 1.20, 1.03),
    "home": (1.10, 1.08, 1.05, 1.02, 0.97, 0.90, 0.88),
}
_OFFICE_HOURS = (
    *(0.3, 0.2, 0.2, 0.2, 0.3, 0.7, 1.6, 3.2, 6.0, 8.2, 8.8, 8.4),
    *(7.2, 7.8, 8.3, 8.0, 7.2, 5.6, 4.4, 3.8, 3.4, 2.8, 1.8, 0.8),
)
_HOME_HOURS = (
    *(0.7, 0.4, 0.3, 0.3, 0.3, 0.6, 1.4, 2.6, 4.0, 5.4, 6.2, 6.4),
    *(6.2, 6.0, 6.0, 6.1, 6.3, 6.5, 6.9, 7.4, 7.6, 6.4, 4.2, 1.8),
)
_HOURS: dict[Week, tuple[float, ...]] = {"office": _OFFICE_HOURS, "shop": _HOME_HOURS, "home": _HOME_HOURS}
_DAYS_A_YEAR = 365.25
_DAYS_A_MONTH = _DAYS_A_YEAR / 12


def sessions_by_hour(visitors: Visitors, days: Days, chance: np.random.Generator) -> Ints:
    """Sessions as (days, 24), Poisson around the expected rate of each hour."""
    by_day = visitors.sessions_a_month / _DAYS_A_MONTH * _level(visitors, days) * _weather(visitors, days, chance)
    hours = np.array(_HOURS[visitors.week])
    sessions: Ints = chance.poisson(by_day[:, None] * (hours / hours.sum()))
    return sessions


def _level(visitors: Visitors, days: Days) -> Floats:
    years_ago = (days.dates[-1] - days.dates).astype(np.float64) / _DAYS_A_YEAR
    level: Floats = (1 + visitors.yearly_growth) ** -years_ago
    for months_ago, factor in visitors.steps:
        level[: days.first_day_of(months_ago)] /= factor
    day_of_year = (days.dates - days.dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.float64)
    middles = (np.arange(12) + 0.5) * _DAYS_A_MONTH
    season = np.interp(day_of_year, middles, _SEASONS[visitors.season], period=_DAYS_A_YEAR) ** visitors.season_strength
    monday_first = (days.dates.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
    week = np.array(_WEEKS[visitors.week])
    by_day: Floats = level * season * (week / week.mean())[monday_first]
    return by_day


def _weather(visitors: Visitors, days: Days, chance: np.random.Generator) -> Floats:
    """Busy and slow spells that last days, and now and then a day of an advertisement."""
    shocks = chance.normal(0.0, visitors.day_noise, len(days.dates))
    spell = np.empty_like(shocks)
    last = 0.0
    for day, shock in enumerate(shocks):
        last = 0.6 * last + 0.8 * shock
        spell[day] = last
    advertised = chance.random(len(shocks)) < 0.015
    factors: Floats = np.exp(spell - visitors.day_noise**2 / 2) * np.where(advertised, 1.35, 1.0)
    return factors
