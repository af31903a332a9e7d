"""The members of the bank: Gaussian structural models of demand, each a covariance over months.

Demand on the z scale is level + slope + season + noise, in units of the noise's variance:

    level    a diffuse start and a random walk with signal-to-noise q: 1e4 + q min(s, t)
    slope    sums of a slope that is an AR(1) process: damped, so that a trend fades
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


@dataclass(frozen=True)
class Member:
    """One model: how fast its level wanders (ratio to the noise's variance), and the season it believes in."""

    level: float
    season: Literal["none", "months", "smooth"]
    season_variance: float


_LEVELS = (0.0, 0.05, 0.3, 2.0)
_SEASONS: tuple[tuple[Literal["none", "months", "smooth"], float], ...] = (
    ("none", 0.0),
    ("months", 1.0),
    ("months", 5.0),
    ("months", 25.0),
    ("smooth", 1.0),
    ("smooth", 5.0),
)
MEMBERS = tuple(Member(level, season, variance) for level in _LEVELS for season, variance in _SEASONS)


def members_for(months: int) -> tuple[Member, ...]:
    """The members worth asking with so many months of history: below 8 none can know a season."""
    if months >= SHORTEST_WITH_SEASON:
        return MEMBERS
    return tuple(m for m in MEMBERS if m.season == "none")


def covariances(members: tuple[Member, ...], months: int) -> FloatArray:
    """float (members, months, months): covariance of demand over the months, in units of the noise's variance."""
    walk, slope, seasons = _parts(months)
    common = DIFFUSE + slope + np.eye(months)
    return np.stack([common + m.level * walk + m.season_variance * seasons[m.season] for m in members])


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
