"""Makes the lesson of a fleet (`demand.lesson`): each part is taken in only where the fleet's own backtest is better.

The backtest lets a year pass: half of the series teach from what was known a year ago, the other half are forecast from
then with histories cut short, and the other way round. A part that does not make the quantile loss of these forecasts
less, summed over the fleet, is left out: on its own backtest a lesson is never worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from forecasting.demand.demand import forecast
from forecasting.demand.error_paths import LENGTH_STRATA, length_stratum
from forecasting.demand.lesson import LARGEST_STRETCH, LONG, LONG_STRETCH, YEAR, Lesson
from forecasting.demand.odd_months import odd_months

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

FEWEST_SERIES = 20  # that know two years, to tell of a season or of bursts
MOST_TOLD = 48  # months back that tell of a season
CUT_TO = (2, 4, 6, 12, 18, 24, 36)  # months that the backtest leaves
MOST_TESTED = 600  # series, evenly chosen: enough to tell, and soon done
KINDS_OF_SEASON = 3
ROUNDS = 20
LEVELS = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
DOUBT = 200.0  # forecasts that speak for no stretch
BURST_SIZES = 9


def learn(usage: npt.ArrayLike, at_limit: npt.ArrayLike | None = None) -> Lesson:
    """What a fleet teaches: seasons, bursts, and how wide forecasts from short histories should be.

    Args:
        usage: float (series, months), numbers, closed months only, oldest first; NaN where unknown.
        at_limit: bool (series, months), where a limit cut usage off: such series teach nothing.

    Returns:
        The lesson, to be handed to `forecast` with histories whose months end with these.

    Raises:
        ValueError: usage that is not (series, months), or negative or infinite anywhere.
    """
    history = np.array(usage, dtype=np.float64)
    if history.ndim != 2 or not history.size or np.isinf(history).any() or (history < 0).any():
        raise ValueError(f"usage must be (series, months), >= 0 and finite or NaN, got shape {history.shape}")
    if at_limit is not None:
        history = history[~np.asarray(at_limit, dtype=bool).any(axis=1)]
    history = history[np.isfinite(history).any(axis=1)]
    nothing = Lesson(series=len(history), months=history.shape[1])
    if len(history) < 2 * FEWEST_SERIES or history.shape[1] <= YEAR:
        return nothing
    # The same halves whatever the fleet's order, and no order of theirs that could mean anything.
    history = history[np.lexsort(np.nan_to_num(history, nan=-1.0).T)]
    history = history[np.random.default_rng(0).permutation(len(history))]
    past = history[:, :-YEAR]
    taught = [_with_bursts(_with_seasons(nothing, past[half::2]), past[half::2]) for half in (0, 1)]
    without_bursts = [replace(one, burst_rate=0.0, burst_sizes=()) for one in taught]
    without_seasons = [replace(one, seasons=(), season_shares=()) for one in taught]
    neither = [nothing, nothing]
    better_season = any(one.seasons for one in taught) and _loss(history, without_bursts) < _loss(history, neither)
    kept = taught if better_season else without_seasons
    bare = without_bursts if better_season else neither
    better_bursts = any(one.burst_rate for one in taught) and _loss(history, kept) < _loss(history, bare)
    found = _with_seasons(nothing, history) if better_season else nothing
    found = _with_bursts(found, history) if better_bursts else found
    return replace(found, stretches=_stretches(history, kept if better_bursts else bare))


def _with_seasons(lesson: Lesson, history: FloatArray) -> Lesson:
    """The lesson with the seasons of these series, float (series, months)."""
    effects = month_effects(history)
    if len(effects) < FEWEST_SERIES:
        return lesson
    member = _alike(effects)
    seasons, shares = [], []
    for kind in range(member.max() + 1):
        mine = effects[member == kind]
        mean = mine.mean(axis=0)
        sure = max(0.0, 1 - mine.var(axis=0).mean() / len(mine) / max(float((mean**2).mean()), 1e-12))
        seasons.append(tuple((sure * mean).tolist()))
        shares.append(len(mine) / len(effects))
    return replace(lesson, seasons=tuple(seasons), season_shares=tuple(shares))


def month_effects(history: FloatArray) -> FloatArray:
    """float (of the series that know two years, YEAR): log effects of the months, the first that after the history.

    Each month is held against the mean of the year around it, as far as a year around it is known (the classical
    decomposition, by logarithms).
    """
    most = min(history.shape[1], MOST_TOLD)
    if most < 2 * YEAR:
        return np.empty((0, YEAR))
    recent = history[:, -most:]
    told = (np.isfinite(recent[:, -2 * YEAR :]) & (recent[:, -2 * YEAR :] > 0)).all(axis=1)
    log = np.log(recent[told] + 0.5)
    weights = np.r_[0.5, np.ones(YEAR - 1), 0.5] / YEAR
    around = np.lib.stride_tricks.sliding_window_view(log, YEAR + 1, axis=1) @ weights
    off = log[:, YEAR // 2 : most - YEAR // 2] - around
    phase = (np.arange(YEAR // 2, most - YEAR // 2) - most) % YEAR
    found = np.stack([np.nanmean(off[:, phase == month], axis=1) for month in range(YEAR)], axis=1)
    return np.asarray(found - found.mean(axis=1, keepdims=True))


def _alike(effects: FloatArray) -> npt.NDArray[np.int64]:
    """Which kind of season each series has, int (series,): k-means from series far from each other."""
    centers = [np.median(effects, axis=0)]
    for _ in range(KINDS_OF_SEASON - 1):
        far = np.stack([((effects - c) ** 2).sum(axis=1) for c in centers]).min(axis=0)
        centers.append(effects[int(np.argsort(far)[int(0.95 * (len(far) - 1))])])
    middle = np.array(centers)
    for _ in range(ROUNDS):
        member = ((effects[:, None] - middle) ** 2).sum(axis=2).argmin(axis=1)
        for kind in np.unique(member):
            middle[kind] = effects[member == kind].mean(axis=0)
    counts = np.bincount(member, minlength=len(middle))
    if counts[counts > 0].min() < FEWEST_SERIES // 2:
        return np.zeros(len(effects), dtype=np.int64)
    return np.unique(member, return_inverse=True)[1].astype(np.int64)


def _with_bursts(lesson: Lesson, history: FloatArray) -> Lesson:
    """The lesson with how often months are odd upwards in these series, and by how much."""
    long = history[(np.isfinite(history).sum(axis=1) >= LONG)]
    if len(long) < FEWEST_SERIES:
        return lesson
    odd = odd_months(long, np.zeros(long.shape, dtype=bool))
    sizes = long[odd.is_odd] / np.maximum(odd.beside[odd.is_odd], 1e-9)
    sizes = np.sort(sizes[sizes > 1])
    if len(sizes) < BURST_SIZES:
        return lesson
    typical = np.quantile(sizes, (np.arange(BURST_SIZES) + 0.5) / BURST_SIZES)
    return replace(lesson, burst_rate=float(len(sizes) / np.isfinite(long).sum()), burst_sizes=tuple(typical.tolist()))


def _tested(history: FloatArray, half: int, months: int) -> tuple[FloatArray, FloatArray]:
    """Histories of one half cut to so many months a year ago, and the year after: float (series, months or YEAR)."""
    rows = history[half::2]
    rows = rows[:: max(1, len(rows) // MOST_TESTED)]
    cut, future = rows[:, max(0, rows.shape[1] - YEAR - months) : -YEAR], rows[:, -YEAR:]
    whole = np.isfinite(cut).all(axis=1) & np.isfinite(future).all(axis=1) & (cut > 0).any(axis=1)
    return cut[whole], future[whole]


def _past_forecasts(
    history: FloatArray, lessons: list[Lesson], months: int
) -> Iterator[tuple[FloatArray, FloatArray, FloatArray]]:
    """Quantiles (series, YEAR, LEVELS), what came (series, YEAR), and the size of each series, of either half."""
    for half, teacher in ((0, lessons[1]), (1, lessons[0])):
        cut, future = _tested(history, half, months)
        if len(cut):
            yield forecast(cut, YEAR, lesson=teacher).quantile(LEVELS), future, np.maximum(cut.mean(axis=1), 1.0)


def _loss(history: FloatArray, lessons: list[Lesson]) -> float:
    """The quantile loss of forecasts from short histories, over each series' size, summed; inf if none can be made."""
    found, count = 0.0, 0
    for months in (m for m in CUT_TO if m < LONG and m <= history.shape[1] - YEAR):
        for quantiles, future, size in _past_forecasts(history, lessons, months):
            off = future[..., None] - quantiles
            loss = np.maximum(LEVELS * off, (LEVELS - 1) * off).mean(axis=(1, 2))
            found += float((loss / size).sum())
            count += len(size)
    return found / count if count else np.inf


def _stretches(history: FloatArray, lessons: list[Lesson]) -> tuple[float, ...]:
    """By stratum of length what makes the 80 % band hold .8 of the backtest; one where there is too little to tell."""
    found = [1.0] * len(LENGTH_STRATA)
    low, middle, high = (int(np.searchsorted(LEVELS, level)) for level in (0.1, 0.5, 0.9))
    for months in (m for m in CUT_TO if m <= history.shape[1] - YEAR):
        needed = []
        for quantiles, future, _ in _past_forecasts(history, lessons, months):
            off = future - quantiles[..., middle]
            end = np.where(off > 0, quantiles[..., high], quantiles[..., low])
            reach = np.abs(end - quantiles[..., middle])
            varies = (reach > 0).all(axis=1)
            needed.append((np.abs(off) / np.where(reach > 0, reach, 1.0))[varies])
        every = np.concatenate(needed) if needed else np.empty((0, YEAR))
        if len(every) >= FEWEST_SERIES:
            own = np.log(max(float(np.quantile(every, 0.8)), 0.1)) * len(every) / (len(every) + DOUBT)
            most = LONG_STRETCH if months >= LONG else LARGEST_STRETCH
            found[length_stratum(months)] = float(np.clip(np.exp(own), 1 - most, 1 + most))
    return tuple(found)
