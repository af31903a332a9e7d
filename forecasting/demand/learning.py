"""Makes the lesson of a fleet (`demand.lesson`): each part is taken in only where the fleet's own backtest is better.

The backtest lets a year pass: half of the series teach from what was known a year ago, the other half are forecast from
then with histories cut short, and the other way round. A part that does not make the quantile loss of these forecasts
less, summed over the fleet, is left out: on its own backtest a lesson is never worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
SHORT = tuple(months for months in CUT_TO if months < LONG)
MOST_TESTED = 600  # series, evenly chosen: enough to tell, and soon done
KINDS_OF_SEASON = 3
ROUNDS = 20
LEVELS = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
DOUBT = 200.0  # forecasts that speak for no stretch
BURST_SIZES = 9
LEAST_GAIN = 0.01  # ratio of the loss: less is not worth moving every figure of a fleet


@dataclass(frozen=True)
class Learned:
    """A lesson and what it does in the fleet's own backtest, where each half is forecast by the other's lesson.

    loss, loss_without: mean quantile loss of so many forecasts of a year with the lesson and without it, over the size
    of each series; 0 where none could be made.
    """

    lesson: Lesson
    forecasts: int = 0
    loss: float = 0.0
    loss_without: float = 0.0

    @property
    def gain(self) -> float:
        """Which part of the loss is gone, a ratio; below 0 where the lesson makes forecasts worse."""
        return 1 - self.loss / self.loss_without if self.loss_without > 0 else 0.0

    @property
    def helps(self) -> bool:
        return self.gain >= LEAST_GAIN


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
    return learned(usage, at_limit).lesson


def learned(usage: npt.ArrayLike, at_limit: npt.ArrayLike | None = None) -> Learned:
    """`learn`, and what the lesson does in the fleet's backtest."""
    history = np.array(usage, dtype=np.float64)
    if history.ndim != 2 or not history.size or np.isinf(history).any() or (history < 0).any():
        raise ValueError(f"usage must be (series, months), >= 0 and finite or NaN, got shape {history.shape}")
    if at_limit is not None:
        history = history[~np.asarray(at_limit, dtype=bool).any(axis=1)]
    history = history[np.isfinite(history).any(axis=1)]
    nothing = Lesson(series=len(history), months=history.shape[1])
    if len(history) < 2 * FEWEST_SERIES or history.shape[1] <= YEAR:
        return Learned(nothing)
    # The same halves whatever the fleet's order, and no order of theirs that could mean anything.
    history = history[np.lexsort(np.nan_to_num(history, nan=-1.0).T)]
    history = history[np.random.default_rng(0).permutation(len(history))]
    past = history[:, :-YEAR]
    taught = [_with_bursts(_with_seasons(nothing, past[half::2]), past[half::2]) for half in (0, 1)]
    without_bursts = [replace(one, burst_rate=0.0, burst_sizes=()) for one in taught]
    without_seasons = [replace(one, seasons=(), season_shares=()) for one in taught]
    neither = [nothing, nothing]
    shipped = _loss(history, neither)[0]
    better_season = any(one.seasons for one in taught) and _loss(history, without_bursts)[0] < shipped
    kept = taught if better_season else without_seasons
    bare = without_bursts if better_season else neither
    better_bursts = any(one.burst_rate for one in taught) and _loss(history, kept)[0] < _loss(history, bare)[0]
    lesson = _with_seasons(nothing, history) if better_season else nothing
    lesson = _with_bursts(lesson, history) if better_bursts else lesson
    halves = kept if better_bursts else bare
    stretches = _stretches(history, halves)
    loss, forecasts = _loss(history, [replace(one, stretches=stretches) for one in halves], CUT_TO)
    without, _ = _loss(history, neither, CUT_TO)
    if not forecasts:
        return Learned(replace(lesson, stretches=stretches))
    return Learned(replace(lesson, stretches=stretches), forecasts, loss, without)


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
    effects = np.stack([np.nanmean(off[:, phase == month], axis=1) for month in range(YEAR)], axis=1)
    return np.asarray(effects - effects.mean(axis=1, keepdims=True))


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


def _loss(history: FloatArray, lessons: list[Lesson], lengths: Sequence[int] = SHORT) -> tuple[float, int]:
    """The mean quantile loss of forecasts from so short histories, over each series' size, and how many those are.

    inf if none can be made.
    """
    total, count = 0.0, 0
    for months in (m for m in lengths if m <= history.shape[1] - YEAR):
        for quantiles, future, size in _past_forecasts(history, lessons, months):
            off = future[..., None] - quantiles
            loss = np.maximum(LEVELS * off, (LEVELS - 1) * off).mean(axis=(1, 2))
            total += float((loss / size).sum())
            count += len(size)
    return (total / count if count else np.inf), count


def _stretches(history: FloatArray, lessons: list[Lesson]) -> tuple[float, ...]:
    """By stratum of length what makes the 80 % band hold .8 of the backtest; one where there is too little to tell."""
    stretches = [1.0] * len(LENGTH_STRATA)
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
            stretches[length_stratum(months)] = float(np.clip(np.exp(own), 1 - most, 1 + most))
    return tuple(stretches)
