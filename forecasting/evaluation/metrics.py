"""How good forecasts were: accuracy of the middle, calibration of bands and sums, worth of risks.

Everywhere: paths float (series, paths, months) of equally likely demand, truth float (series, months), numbers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

DECILES = np.arange(1, 10) / 10


def mase(point: FloatArray, truth: FloatArray, season_error: FloatArray) -> float:
    """Mean absolute scaled error: |point - truth| over the history's seasonal-naive error (Hyndman, Koehler 2006)."""
    return float((np.abs(point - truth).mean(axis=1) / season_error).mean())


def smape(point: FloatArray, truth: FloatArray) -> float:
    """Symmetric mean absolute percentage error: 200 |point - truth| / (|point| + |truth|), 0 where both are 0."""
    size = np.abs(point) + np.abs(truth)
    return float(200 * np.where(size > 0, np.abs(point - truth) / np.where(size > 0, size, 1.0), 0.0).mean())


def owa(mase_of: float, smape_of: float, mase_basis: float, smape_basis: float) -> float:
    """Overall weighted average of M4: the mean of a method's MASE and sMAPE, each over that of Naive2.

    NaN where Naive2 makes no error at all: nothing can be weighed against it.
    """
    return (mase_of / mase_basis + smape_of / smape_basis) / 2 if mase_basis and smape_basis else float("nan")


def scaled_quantile_loss(quantiles: FloatArray, truth: FloatArray, season_error: FloatArray) -> float:
    """Twice the pinball loss of the nine deciles, float (series, months, 9), over the seasonal-naive error."""
    off = truth[..., None] - quantiles
    loss = 2 * np.maximum(DECILES * off, (DECILES - 1) * off).mean(axis=(1, 2))
    return float((loss / season_error).mean())


def weighted_quantile_loss(quantiles: FloatArray, truth: FloatArray) -> float:
    """WQL: twice the mean pinball loss of the nine deciles, float (series, months, 9), summed, over the sum of truth.

    Source: Park et al. 2022, as in GluonTS and fev. Large series weigh as much as they are large.
    """
    off = truth[..., None] - quantiles
    return float(2 * np.maximum(DECILES * off, (DECILES - 1) * off).mean(axis=2).sum() / np.abs(truth).sum())


def coverage(low: FloatArray, high: FloatArray, truth: FloatArray) -> float:
    """Share of the truth within the band, bounds included, ratio."""
    return float(((truth >= low - 1e-9) & (truth <= high + 1e-9)).mean())


def transform(paths: FloatArray, truth: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Probability integral transform of a value each, (series,), in the paths' values, (series, paths): even if right.

    Ties are broken at random (Czado, Gneiting, Held 2009), as whole numbers need it.
    """
    below = (paths < truth[:, None]).mean(axis=1)
    equal = (paths == truth[:, None]).mean(axis=1)
    return np.asarray(below + rng.random(len(truth)) * equal)


def coverage_broken_ties(paths: FloatArray, truth: FloatArray, ratio: float, rng: np.random.Generator) -> float:
    """Share of single months whose transform lies in the middle ``ratio``: what `coverage` is but for ties.

    A band of whole numbers holds all of its ends, so its plain coverage is above ``ratio`` even of a perfect forecast.
    """
    at = np.stack([transform(paths[:, :, t], truth[:, t], rng) for t in range(truth.shape[1])])
    return float((np.abs(at - 0.5) <= ratio / 2).mean())


def decile_shares(transformed: FloatArray) -> FloatArray:
    """float (10,): the share of the transforms in each tenth of [0, 1]; each .1 if right."""
    counts, _ = np.histogram(transformed, bins=10, range=(0.0, 1.0))
    return np.asarray(counts / len(transformed))


def brier(risk: FloatArray, happened: BoolArray) -> float:
    """Mean squared error of the probabilities (Brier 1950)."""
    return float(((risk - happened) ** 2).mean())


def base_rate_brier(happened: BoolArray) -> float:
    """The Brier score of always saying how often it happens."""
    rate = float(happened.mean())
    return rate * (1 - rate)


def calibration_error(risk: FloatArray, happened: BoolArray) -> float:
    """Expected calibration error: |mean risk - share that happened| in each tenth of [0, 1], weighted by its size."""
    bins = np.minimum((risk * 10).astype(np.int64), 9)
    said = np.bincount(bins, risk, minlength=10)
    came = np.bincount(bins, happened, minlength=10)
    return float(np.abs(said - came).sum() / len(risk))
