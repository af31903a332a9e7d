"""Small counts about a mean that stays: what is no more than counting noise is not taken for trend or season.

A series of counts is told by its index of dispersion, variance / mean, which is 1 for Poisson counts, and by months
that say nothing of the next. Its mean is the best forecast then, and its errors are the noise of counting and of
the mean.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forecasting.exact_sums import mean_of_months, over_last

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

FEWEST_MONTHS = 6
MOST = 15  # counts: above, noise is too small beside what else moves a series
DISPERSION_WITHIN = 2.0  # standard errors of the index of dispersion
LEAST_DISPERSION = 0.35  # below, something holds the numbers steady, and a slow move of theirs means something
MOST_CORRELATION = 0.35
OWN_SHARE = 0.25  # ratio: what the history's own variance counts beside that of Poisson's law
MEDIAN_BELOW_MEAN = 0.25  # of a count: the mean of square roots lies so far below the root of the mean


def are_counts(usage: FloatArray, step: FloatArray) -> BoolArray:
    """bool (series,): whether a series looks like counts about a mean that stays.

    Args:
        usage: float (series, months), numbers, all known.
        step: float (series,), the step that its values are multiples of; 0 for none.
    """
    months = usage.shape[1]
    if months < FEWEST_MONTHS:
        return np.zeros(len(usage), dtype=bool)
    counts = usage / np.where(step > 0, step, np.inf)[:, None]
    mean = over_last(counts) / months
    around = counts - mean[:, None]
    squares = over_last(around**2)
    dispersion = squares / (months - 1) / np.where(mean > 0, mean, np.inf)
    least, largest = dispersions(months)
    next_to = over_last(around[:, 1:] * around[:, :-1]) / np.where(squares > 0, squares, np.inf)
    return np.asarray(
        (step > 0) & (mean <= MOST) & (dispersion >= least) & (dispersion <= largest) & (next_to <= MOST_CORRELATION)
    )


def dispersions(months: int) -> tuple[float, float]:
    """The least and the largest index of dispersion that counting alone leaves likely."""
    unsure = float(np.sqrt(2 / (months - 1)))
    return max(LEAST_DISPERSION, 1 - DISPERSION_WITHIN * unsure), 1 + DISPERSION_WITHIN * unsure


def spread_of_counts(z: FloatArray, mean_counts: FloatArray) -> FloatArray:
    """float (series, 1): the noise of one month on the z scale, mostly by Poisson's law, in part by the history.

    The square root of a Poisson count has a variance of about 1/4 whatever its mean (Anscombe 1948), so z has one of
    about 1 / mean.
    """
    own = over_last((z - mean_of_months(z)) ** 2)[:, None] / (z.shape[1] - 1)
    return np.asarray(np.sqrt(OWN_SHARE * own + (1 - OWN_SHARE) / np.maximum(mean_counts, 0.5)))


@lru_cache(maxsize=64)
def errors_of_counts(months: int, paths: int, horizon: int, seed: int) -> FloatArray:
    """float (paths, horizon): standardised errors, one month's noise each and the mean's own, which months share."""
    rng = np.random.default_rng([seed, months])
    shared = rng.standard_normal((paths, 1)) / np.sqrt(months)
    noise = rng.standard_normal((horizon, paths)).T  # month after month: more of them leave the first as they are
    return np.asarray(noise - noise.mean(axis=0) + shared - shared.mean())
