"""The members of the bank: Gaussian structural models of demand, each a covariance over months.

Demand on the z scale is level + slope + season + noise, in units of the noise's variance:

    level    a diffuse start, 1e4, and a random walk, q min(s, t), or moves that fade, v .8^|s - t|
    slope    sums of a slope that is an AR(1) process: damped, so that a trend fades; or none
    season   independent months (each its own effect) or smooth harmonics k = 1..6 with variances k^-1.5,
             shrunk by their prior variance and slowly forgetting; or none
    noise    1

Shrunken seasons are what a short history needs: 24 months tell an effect of a month only twice. Harvey, "Forecasting,
Structural Time Series Models and the Kalman Filter" (1989), has the components; here they are covariances, because then
every member is linear in the data for a given history length. Which members are asked, and what each is believed
beforehand, goes by the length of the history (`evaluation.member_weights` makes the file).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

DIFFUSE = 1e4
FADES = 0.8  # of a move of a reverting level, from month to month
FORGOTTEN_PER_YEAR = 0.02
SHIPPED = "members.json"

Level = Literal["walk", "reverting"]
Season = Literal["none", "months", "smooth"]


@dataclass(frozen=True)
class Member:
    """Its level, slope and season, variances in units of the noise's, and the logarithm of its prior weight."""

    level: Level
    level_variance: float
    slope_variance: float
    slope_damping: float
    season: Season
    season_variance: float
    log_prior: float = 0.0


def members_for(months: int) -> tuple[Member, ...]:
    """The members worth asking with so many months of history, from the length nearest to it in the file."""
    by_length = _shipped()
    return by_length[min(by_length, key=lambda length: abs(np.log(length / months)))]


@lru_cache(maxsize=1)
def _shipped() -> dict[int, tuple[Member, ...]]:
    text = resources.files("forecasting.demand").joinpath(SHIPPED).read_text()
    return {int(length): tuple(Member(*one) for one in members) for length, members in json.loads(text).items()}


def covariances(members: tuple[Member, ...], months: int) -> FloatArray:
    """float (members, months, months): covariance of demand over the months, in units of the noise's variance."""
    t = np.arange(months)
    apart = np.abs(np.subtract.outer(t, t))
    levels = {"walk": np.minimum.outer(t, t).astype(np.float64), "reverting": FADES**apart}
    sums = np.tril(np.ones((months, months)))
    slopes = {damping: sums @ (damping**apart) @ sums.T for damping in {m.slope_damping for m in members}}
    seasons = _seasons(months)
    common = DIFFUSE + np.eye(months)
    return np.stack(
        [
            common
            + m.level_variance * levels[m.level]
            + m.slope_variance * slopes[m.slope_damping]
            + m.season_variance * seasons[m.season]
            for m in members
        ]
    )


@lru_cache(maxsize=16)
def _seasons(months: int) -> dict[str, FloatArray]:
    """float (months, months) each: the seasons at unit variance."""
    t = np.arange(months)
    apart = np.subtract.outer(t, t)
    forgetting = np.exp(-FORGOTTEN_PER_YEAR * np.abs(apart) / 12)
    own = np.where(apart % 12 == 0, 1.0, 0.0) - 1 / 12
    waves = np.arange(1, 7)
    smooth = (np.cos(2 * np.pi * waves * apart[..., None] / 12) * waves**-1.5).sum(axis=-1) / (waves**-1.5).sum()
    return {"none": np.zeros((months, months)), "months": own * forgetting, "smooth": smooth * forgetting}
