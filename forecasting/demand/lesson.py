"""What a fleet teaches its short histories: a frozen lesson, with a version, that acts only where it is handed in.

A history of less than LONG months can hardly know its season, how often bursts come, or how wrong it is. With a lesson

    its season is divided out of the history and laid on the paths again; of several seasons of the fleet, and of none,
        each counts by how likely it makes the history (bank of members, `demand.bank`), beside how common it is;
    bursts as large and as frequent as the fleet's come on its paths, the less often the more months it had to show its
        own: rate x OWN_MONTHS / (months + OWN_MONTHS);
    its paths are drawn from or to their median by what the fleet's backtest of such lengths asked for.

A history of LONG months and more, all known, is left as it is but for that last factor, which is within LONG_STRETCH of
one for it: its medians do not move, and its bands by no more than that share.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from forecasting.demand.bank import Tables, noise_prior, tables, whitened_squares
from forecasting.demand.error_paths import LENGTH_STRATA, length_stratum
from forecasting.demand.scale import means, to_z
from forecasting.exact_sums import over_first, over_last

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

YEAR = 12
LONG = 24
LONG_STRETCH, LARGEST_STRETCH = 0.1, 0.5  # ratios: how far from one a stretch may be
FEWEST_MONTHS_THAT_TELL = 4
NO_SEASON_SHARE = 0.2  # of series, beforehand, that have none of the fleet's seasons
OWN_MONTHS = 12.0
LONGEST_HORIZON = 36


@dataclass(frozen=True)
class Lesson:
    """What was learned; as it stands here, nothing.

    seasons: of each kind of season its twelve effects on the logarithm; the first is of the month after the last one
        that taught.
    season_shares: how common each is, ratios that add up to 1.
    burst_rate: ratio of months. burst_sizes: equally likely times what is usual.
    stretches: by the strata of history lengths, what the paths' distances from their median are multiplied by.
    series, months: what taught it.
    """

    seasons: tuple[tuple[float, ...], ...] = ()
    season_shares: tuple[float, ...] = ()
    burst_rate: float = 0.0
    burst_sizes: tuple[float, ...] = ()
    stretches: tuple[float, ...] = (1.0,) * len(LENGTH_STRATA)
    series: int = 0
    months: int = 0

    @property
    def version(self) -> str:
        """Twelve letters and digits that are the same for the same lesson only."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]

    def later(self, months: int) -> Lesson:
        """The lesson for histories that end so many months after those that taught."""
        turned = tuple(one[months % YEAR :] + one[: months % YEAR] for one in self.seasons)
        return replace(self, seasons=turned)


def seasons_of(history: FloatArray, at_limit: BoolArray, lesson: Lesson) -> FloatArray:
    """float (series, YEAR): the factors of each series' season by the lesson, the first of the month after the history.

    One throughout for long histories, and where months at a limit or without use leave too little to tell.

    Args:
        history: float (series, months), numbers; NaN where unknown.
        at_limit: bool (series, months).
        lesson: that of the fleet.
    """
    log_season = np.zeros((len(history), YEAR))
    known = np.isfinite(history)
    months = known.sum(axis=1)
    short = (months < LONG) & (months > 0) & ((history > 0).sum(axis=1) * 2 > months) & ~at_limit.any(axis=1)
    profiles = np.array(lesson.seasons)
    if not len(profiles) or not short.any():
        return np.ones_like(log_season)
    shares = np.array(lesson.season_shares) * (1 - NO_SEASON_SHARE)
    for pattern in np.unique(known[short], axis=0):
        rows = np.flatnonzero(short & (known == pattern).all(axis=1))
        log_season[rows] = _expected(history[rows][:, pattern], pattern, profiles, shares)
    return np.exp(log_season)


def _expected(seen: FloatArray, known: BoolArray, profiles: FloatArray, shares: FloatArray) -> FloatArray:
    """float (series, YEAR): the mean of the profiles, on the logarithm, weighed by how well each explains months."""
    if seen.shape[1] < FEWEST_MONTHS_THAT_TELL:
        return np.repeat(over_first(profiles * shares[:, None])[None] / shares.sum(), len(seen), axis=0)
    phase = (np.flatnonzero(known) - len(known)) % YEAR
    first = int(known.argmax())
    table = tables(tuple(known[first:].tolist()), YEAR)
    logs = [_log_evidence(seen, np.exp(one[phase]), table) for one in (np.zeros(YEAR), *profiles)]
    evidence = np.stack(logs, axis=1) + np.log([NO_SEASON_SHARE, *shares])
    weight = np.exp(evidence - evidence.max(axis=1, keepdims=True))
    weight /= over_last(weight)[:, None]
    return over_first((weight[:, 1:, None] * profiles).swapaxes(0, 1))


def _log_evidence(seen: FloatArray, factor: FloatArray, table: Tables) -> FloatArray:
    """float (series,): log density of the months, (series, n), if the factors, (n,), are their season."""
    plain = seen / factor
    mean = means(plain)
    n = seen.shape[1]
    shape, scale = noise_prior(n)
    shape += (n - 1) / 2
    squares = whitened_squares(to_z(plain, mean), table)
    log = gammaln(shape) - table.log_norm[:, None] - shape * np.log(scale + 0.5 * squares)
    most = log.max(axis=0)
    together = most + np.log(over_first(np.exp(log - most)))
    return np.asarray(together - 0.5 * np.log(factor).sum() - 0.5 * n * np.log(mean[:, 0]))


def taught(
    paths: FloatArray, months: npt.NDArray[np.int64], season: FloatArray, whole: BoolArray, lesson: Lesson, seed: int
) -> FloatArray:
    """The paths, float (series, paths, horizon), used up, as the lesson would have them.

    Args:
        paths: forecast from histories without their season.
        months: int (series,), known months of each history.
        season: float (series, YEAR), the factors that were divided out (`seasons_of`).
        whole: bool (series,), whose paths are whole numbers.
        lesson: that of the fleet.
        seed: of where bursts come.
    """
    horizon = paths.shape[2]
    stretch = np.array(lesson.stretches)[[max(length_stratum(int(m)), 0) for m in months]]
    stretch = np.where(months >= LONG, np.clip(stretch, 1 - LONG_STRETCH, 1 + LONG_STRETCH), stretch)
    drawn = np.flatnonzero(stretch != 1)
    if drawn.size:
        middle = np.median(paths[drawn], axis=1, keepdims=True)
        paths[drawn] = np.maximum(middle + stretch[drawn, None, None] * (paths[drawn] - middle), 0.0)
    moved = (stretch != 1) | (season != 1).any(axis=1)
    paths *= season[:, np.arange(horizon) % YEAR][:, None]
    if lesson.burst_rate and lesson.burst_sizes:
        chance, choice = np.random.default_rng([seed, 7]).random((2, LONGEST_HORIZON, paths.shape[1]))[:, :horizon]
        sizes = np.array(lesson.burst_sizes)[(choice.T * len(lesson.burst_sizes)).astype(np.int64)]
        rate = np.where(months < LONG, lesson.burst_rate * OWN_MONTHS / (months + OWN_MONTHS), 0.0)
        paths *= np.where(rate[:, None, None] > chance.T, sizes, 1.0)
        moved |= rate > 0
    paths[whole & moved] = np.rint(paths[whole & moved])
    return paths
