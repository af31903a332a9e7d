"""The benchmark on kinds of usage that public series hardly have; other seeds than the shipped errors are made from.

Errors are scaled by the mean of the history here, because seasonal naive makes no error on what stands still.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from forecasting.evaluation import simulation
from forecasting.evaluation.benchmark import HEADER, HORIZON, OWN, Scores, evaluate, line
from forecasting.evaluation.public_series import Windows

FloatArray = npt.NDArray[np.float64]

SEED = 20_261
SERIES = 2_000
LENGTHS = (6, 12, 24, 36)


def counts(series: int, months: int, rng: np.random.Generator) -> FloatArray:
    """Small counts about a mean that stays, float (series, months), whole: nothing beats the mean here."""
    return rng.poisson(rng.lognormal(1.5, 0.8, (series, 1)), (series, months)).astype(np.float64)


def constant(series: int, months: int, rng: np.random.Generator) -> FloatArray:
    """Numbers that never move, float (series, months), whole."""
    return np.repeat(np.ceil(rng.lognormal(3.5, 1.2, (series, 1))), months, axis=1)


FAMILIES: dict[str, Callable[[int, int, np.random.Generator], FloatArray]] = {
    "networks": simulation.networks,
    "standing": simulation.standing,
    "sparse": simulation.sparse,
    "counts": counts,
    "constant": constant,
}


def windows(family: str, months: int) -> Windows:
    """Histories of so many months that are not all zero, and the year after each."""
    rng = np.random.default_rng([SEED, sorted(FAMILIES).index(family)])
    usage = FAMILIES[family](SERIES, max(LENGTHS) + HORIZON, rng)
    history, future = usage[:, -HORIZON - months : -HORIZON], usage[:, -HORIZON:]
    used = history.any(axis=1)
    scale = np.maximum(history[used].mean(axis=1), 1.0)
    return Windows(history[used], future[used], scale)


def run(say: Callable[[str], None]) -> list[Scores]:
    """Every family at every history length, against the mean and the same month a year ago."""
    scores = []
    for family in FAMILIES:
        say(f"\nsimulated: {family} (errors as a share of the history's mean)")
        say(HEADER)
        for months in LENGTHS:
            for method in OWN:
                scores.append(evaluate(method, windows(family, months)))
                say(line(scores[-1]))
    return scores
