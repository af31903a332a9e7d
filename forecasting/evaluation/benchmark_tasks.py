"""M1, M3 and Tourism as the public benchmark fev sets them (autogluon/fev, chronos_zeroshot), beside what others reach.

One window a series: its last months are the test, 18 of M1 and M3, 24 of Tourism. Here at most the 48 months before
are known, to the others all of them. MASE is scaled by the seasonal-naive error of all months before; WQL is
`metrics.weighted_quantile_loss`. The half that nothing was tuned on is scored by itself too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from forecasting import forecast
from forecasting.evaluation import metrics, public_series

FloatArray = npt.NDArray[np.float64]

HORIZONS: Final = {"M1": 18, "M3": 18, "Tourism": 24}
MOST_MONTHS = 48
HEADER = f"{'task':10}{'series':>8}{'MASE':>8}{'WQL':>8}{'MASE of the half that judges':>30}{'its WQL':>9}"


@dataclass(frozen=True)
class Task:
    """deciles (series, h, 9), what came (series, h) and the seasonal-naive errors (series,) of one collection."""

    deciles: FloatArray
    truth: FloatArray
    season_error: FloatArray

    def scores(self, which: slice = slice(None)) -> tuple[float, float]:
        """MASE and WQL of these series."""
        deciles, truth = self.deciles[which], self.truth[which]
        return (
            metrics.mase(deciles[..., 4], truth, self.season_error[which]),
            metrics.weighted_quantile_loss(deciles, truth),
        )


def task(series: list[FloatArray], horizon: int) -> Task:
    """Forecasts the last months of every series from those before."""
    deciles = np.empty((len(series), horizon, len(metrics.DECILES)))
    alike = defaultdict(list)  # series of as many months are forecast together
    for place, months in enumerate(series):
        alike[min(MOST_MONTHS, len(months) - horizon)].append(place)
    for known, places in alike.items():
        history = np.array([series[place][-horizon - known : -horizon] for place in places])
        deciles[places] = forecast(history, horizon).quantile(metrics.DECILES)
    return Task(
        deciles,
        np.array([months[-horizon:] for months in series]),
        np.array([public_series.season_error(months[:-horizon]) for months in series]),
    )


def run(say: Callable[[str], None]) -> None:
    """Every task, a line each."""
    say(HEADER)
    before = 0  # series of the collections before: `public_series.halves` takes turns over all of them
    for name, horizon in HORIZONS.items():
        tried = task(public_series.load_collection(name), horizon)
        everything, judges = tried.scores(), tried.scores(slice((before + 1) % 2, None, 2))
        before += len(tried.truth)
        say(
            f"{name:10}{len(tried.truth):>8}{everything[0]:>8.3f}{everything[1]:>8.3f}"
            f"{judges[0]:>30.3f}{judges[1]:>9.3f}"
        )
