"""Steps in usage that the months before do not explain: said, so that nobody takes them for a trend or a season.

For each number r of recent months a line is fitted to up to a year before them; the step is how far the recent months
lie above or below its continuation on average, and it counts when it is large against the line's residuals, a sixth of
the level at least, and not a season: the same months a year ago, where known, had no such step against their line.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.demand.caveats import Caveat

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

RECENT_MONTHS = range(1, 7)
LONGEST_BEFORE, SHORTEST_BEFORE = 12, 6
SURE = 5.0  # standard errors
LEAST_SHARE = 1 / 6
STARTS_THERE = 0.15  # of the level since the step: as near to it the forecast starts from there
SEASON_SHARE = 0.5  # of the step: as much a year ago makes it a season


def level_shifts(
    usage: FloatArray, at_limit: BoolArray, expected: FloatArray | None = None
) -> tuple[Caveat | None, ...]:
    """The latest step of each series, or None.

    Args:
        usage: float (series, months), numbers; NaN where unknown. Series with unknown months among those looked at
            have no step told.
        at_limit: bool (series, months): a limit is no step down, so series cut off of late have none told.
        expected: float (series,), numbers: what is forecast of the first months ahead, to say whether it starts there.
    """
    best = np.zeros(len(usage))
    step = np.zeros(len(usage))
    ago = np.zeros(len(usage), dtype=np.int64)
    for recent in RECENT_MONTHS:
        if usage.shape[1] < recent + SHORTEST_BEFORE:
            break
        moved, error, level = _step(usage, recent)
        sure = np.abs(moved) / np.maximum(error, 1e-9)
        enough = np.isfinite(moved) & (sure > SURE) & (np.abs(moved) > LEAST_SHARE * level)
        enough &= ~at_limit[:, -recent - LONGEST_BEFORE :].any(axis=1)
        if usage.shape[1] >= recent + SHORTEST_BEFORE + 12:
            year_ago, _, _ = _step(usage[:, :-12], recent)
            enough &= ~(np.nan_to_num(year_ago / np.where(moved == 0, 1.0, moved)) > SEASON_SHARE)
        better = enough & (sure > best)
        best, step, ago = np.where(better, sure, best), np.where(better, moved, step), np.where(better, recent, ago)
    ahead = np.full(len(usage), np.nan) if expected is None else expected
    return tuple(
        _said(s, a, float(usage[i, -a:].mean()), float(ahead[i])) if a else None
        for i, (s, a) in enumerate(zip(step.tolist(), ago.tolist(), strict=True))
    )


def _step(usage: FloatArray, recent: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Step of the last ``recent`` months, its standard error and the level before, numbers, float (series,) each."""
    before = usage[:, -recent - LONGEST_BEFORE : -recent]
    months = before.shape[1]
    t = np.arange(months) - (months - 1) / 2
    level = before.mean(axis=1)
    slope = (before * t).sum(axis=1) / (t**2).sum()
    residual = before - level[:, None] - slope[:, None] * t
    noise = np.sqrt((residual**2).sum(axis=1) / (months - 2) + level / 4)  # counts are never surer than this
    ahead = np.arange(recent) + (months + 1) / 2
    expected = level[:, None] + slope[:, None] * ahead
    far = 1 / recent + 1 / months + ahead.mean() ** 2 / (t**2).sum()
    return (usage[:, -recent:] - expected).mean(axis=1), noise * np.sqrt(far), level


def _said(step: float, months_ago: int, level: float, expected: float) -> Caveat:
    way = "up" if step > 0 else "down"
    when = "in the last month" if months_ago == 1 else f"{months_ago} months ago"
    figures = {"step": step, "months_ago": months_ago, "level": level}
    then = ""
    if np.isfinite(expected):
        figures["expected"] = expected
        starts_there = abs(expected - level) <= STARTS_THERE * level
        then = "; the forecast starts from there" if starts_there else f"; the forecast starts at about {expected:,.0f}"
    return Caveat("level shift", f"usage stepped {way} by about {abs(step):,.0f} numbers {when}{then}", figures)
