"""Makes the shipped bank of error paths: ``python -m forecasting.evaluation.calibrate`` (requirements-benchmark.txt).

Regular series are the tuning half of the public ones, some simulated networks and usage made of parts of any size;
standing, stepping and sparse series are simulated.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from forecasting.demand import LENGTH_STRATA, LONGEST_HORIZON, Kind, error_bank, kinds, save
from forecasting.evaluation import public_series
from forecasting.evaluation.habits import HABITS
from forecasting.evaluation.simulation import networks, packed, sparse, standing, structural

FloatArray = npt.NDArray[np.float64]

LENGTHS = ((1,), (2,), (3, 4), (5, 6, 8), (10, 12, 14), (16, 18, 20), (22, 24, 28), (30, 36, 48))
SIMULATED = 2500
HABIT, SIMULATED_NETWORKS, STRUCTURAL = 400, 400, 800
SEED = 2026


def windows(series: list[FloatArray]) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Histories of every length stratum, with what followed."""
    rng = np.random.default_rng(SEED)
    for months in (m for lengths in LENGTHS for m in lengths):
        yield public_series.calibration_windows(series, months, LONGEST_HORIZON, most=6, apart=12, before=24)
        makers = (*((habit, HABIT) for habit in HABITS), (networks, SIMULATED_NETWORKS), (structural, STRUCTURAL))
        for simulate, count in makers:
            whole = simulate(count, months + LONGEST_HORIZON, rng)
            whole = whole[whole[:, :months].any(axis=1)]
            yield whole[:, :months], whole[:, months:]
        for simulate, count in ((standing, SIMULATED), (packed, SIMULATED // 2), (sparse, SIMULATED)):
            whole = simulate(count, months + LONGEST_HORIZON, rng)
            wanted = kinds(whole[:, :months]) != Kind.REGULAR
            yield whole[wanted, :months], whole[wanted, months:]


def main() -> None:
    tune, _ = public_series.halves(public_series.load())
    save(error_bank(windows(tune)))


if __name__ == "__main__":
    assert len(LENGTHS) == len(LENGTH_STRATA)
    main()
