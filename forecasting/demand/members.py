"""The members of the bank: Gaussian structural models of demand, each a covariance over months.

Demand on the z scale is level + slope + season + noise, in units of the noise's variance:

    level    a diffuse start and a random walk with signal-to-noise q: 1e4 + q min(s, t)
    slope    sums of a slope that is an AR(1) process: damped, so that a trend fades; one member has none
    season   independent months (each its own effect) or smooth harmonics k = 1..6 with variances k^-1.5,
             shrunk by their prior variance and slowly forgetting
    noise    1

Shrunken seasons are what a short history needs: 24 months tell an effect of a month only twice. Harvey, "Forecasting,
Structural Time Series Models and the Kalman Filter" (1989), has the components; here they are covariances, because then
every member is linear in the data for a given history length.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

DIFFUSE = 1e4
SLOPE_VARIANCE = 0.004
SLOPE_DAMPING = 0.95
FORGOTTEN_PER_YEAR = 0.02
SHORTEST_WITH_SEASON = 8

Season = Literal["none", "months", "smooth"]


@dataclass(frozen=True)
class Member:
    """How fast its level wanders, the season it believes in (ratios to the noise's variance), and its prior weight.

    slope: how strong its slope is, times SLOPE_VARIANCE; 0 for none.
    """

    level: float
    season: Season
    season_variance: float
    log_prior: float
    slope: float = 1.0


_LEVELS = (0.0, 0.05, 0.3, 2.0)
_SEASONS: tuple[tuple[Season, float], ...] = (
    ("none", 0.0),
    ("months", 2.0),
    ("months", 25.0),
    ("smooth", 1.0),
    ("smooth", 5.0),
    ("smooth", 25.0),
)
_SHORT_SEASONS: tuple[tuple[Season, float], ...] = (("none", 0.0), ("smooth", 5.0))

# Log prior weights, by descent on the tuning half of the public series and on simulated usage, with and without season
# and trend: public series have more of both than numbers in use, and a season made up of noise costs the most.
_LEVEL_WEIGHTS = (2.2, 0.0, 0.1, -0.6)
_SEASON_WEIGHTS = (0.5, -1.1, -0.1, 1.0, 0.0, 1.0)
_SHORT_LEVEL_WEIGHTS = (2.0, 0.0, 1.3, -2.8)
_SHORT_SEASON_WEIGHTS = (1.0, 1.0)
_ONLY_NOISE = Member(0.0, "none", 0.0, log_prior=3.0, slope=0.0)

# Growth that goes on, damped: its slope is strong beside the noise, and it is believed where it is shown for long or
# so clearly that nothing else explains it. Below 8 months a smooth season explains it too easily.
_GROWTH_SLOPES = (100.0, 5000.0)
_GROWTH_WEIGHTS, _SHORT_GROWTH_WEIGHTS = (-5.0, -8.0), (-3.0, -3.0)


def members_for(months: int) -> tuple[Member, ...]:
    """The members worth asking with so many months of history: below 8 a season by months cannot be known at all."""
    short = months < SHORTEST_WITH_SEASON
    levels = zip(_LEVELS, _SHORT_LEVEL_WEIGHTS if short else _LEVEL_WEIGHTS, strict=True)
    seasons = list(
        zip(_SHORT_SEASONS, _SHORT_SEASON_WEIGHTS, strict=True)
        if short
        else zip(_SEASONS, _SEASON_WEIGHTS, strict=True)
    )
    moving = tuple(
        Member(level, season, variance, by_level + by_season)
        for level, by_level in levels
        for (season, variance), by_season in seasons
    )
    growing = tuple(
        Member(0.05, "none", 0.0, weight, slope)
        for slope, weight in zip(_GROWTH_SLOPES, _SHORT_GROWTH_WEIGHTS if short else _GROWTH_WEIGHTS, strict=True)
    )
    return (*moving, *growing) if short else (*moving, _ONLY_NOISE, *growing)


def covariances(members: tuple[Member, ...], months: int) -> FloatArray:
    """float (members, months, months): covariance of demand over the months, in units of the noise's variance."""
    walk, slope, seasons = _parts(months)
    common = DIFFUSE + np.eye(months)
    return np.stack(
        [common + m.slope * slope + m.level * walk + m.season_variance * seasons[m.season] for m in members]
    )


@lru_cache(maxsize=16)
def _parts(months: int) -> tuple[FloatArray, FloatArray, dict[str, FloatArray]]:
    """float (months, months) each: random walk, damped slope, and the seasons at unit variance."""
    t = np.arange(months)
    apart = np.subtract.outer(t, t)
    walk = np.minimum.outer(t, t).astype(np.float64)
    sums = np.tril(np.ones((months, months)))
    slope = sums @ (SLOPE_VARIANCE * SLOPE_DAMPING ** np.abs(apart)) @ sums.T
    forgetting = np.exp(-FORGOTTEN_PER_YEAR * np.abs(apart) / 12)
    own = np.where(apart % 12 == 0, 1.0, 0.0) - 1 / 12
    waves = np.arange(1, 7)
    smooth = (np.cos(2 * np.pi * waves * apart[..., None] / 12) * waves**-1.5).sum(axis=-1) / (waves**-1.5).sum()
    none = np.zeros((months, months))
    return walk, slope, {"none": none, "months": own * forgetting, "smooth": smooth * forgetting}
