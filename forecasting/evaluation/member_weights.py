"""Chooses the bank's members and their prior weights: ``python -m forecasting.evaluation.member_weights``.

For each length of history the weights are fitted on the tuning half of the public series and on simulated usage of any
make, never on what the benchmark or its worlds judge: descent (Adam, Kingma and Ba 2015) on the logarithms of the
weights, of the error of the mixture's mean over a year, scaled as MASE is, from weights that were found by hand.
Members that are made little use of are dropped. `evaluation.calibrate` has to follow.

Weights that make the coming year most likely as a whole, instead, were tried for how the months vary together, and are
not worth it: they leave simulated worlds as they are and make the risks of public series 3 % worse at 12 months.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from importlib import resources
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, logsumexp

from forecasting.demand import Kind, Level, Member, Season, covariances, noise_prior, to_z, usual_history
from forecasting.evaluation import public_series
from forecasting.evaluation.simulation import networks, structural

FloatArray = npt.NDArray[np.float64]

LENGTHS = (1, 2, 3, 4, 6, 8, 12, 18, 24, 36)
YEAR = 12
SHORTEST_WITH_MONTHS = 8  # below, effects of single months cannot be told from noise
KEPT = 32
STEPS, RATE, DOUBT = 200, 0.06, 1e-4
PUBLIC_SHARE, STRUCTURAL_SHARE = 0.55, 0.35  # of the weight of all windows; the rest are networks
MOST_PUBLIC, STRUCTURAL, NETWORKS = 1800, 1200, 400
GROWTH, LEAST_GROWTH = (0.5, 20.0), -6.0  # of short histories: a season would explain their growth too easily
LEAST, MOST = -12.0, 8.0  # logarithms of weights
SCALE_MOST = 40.0

_LEVELS: tuple[tuple[Level, float], ...] = (("walk", 0.0), ("walk", 0.05), ("walk", 0.3), ("walk", 2.0), ("walk", 10.0))
_REVERTING: tuple[tuple[Level, float], ...] = (("reverting", 1.0), ("reverting", 5.0))
_WEAK_SLOPES = ((0.0, 0.95), (0.004, 0.95))
_SLOPES = (*_WEAK_SLOPES, (0.05, 0.95), (0.5, 0.95), (20.0, 0.95), (0.1, 0.8), (5.0, 0.8))
_SEASONS: tuple[tuple[Season, float], ...] = (
    ("none", 0.0),
    ("smooth", 1.0),
    ("smooth", 5.0),
    ("smooth", 25.0),
    ("smooth", 100.0),
)
_MONTHS: tuple[tuple[Season, float], ...] = (("months", 2.0), ("months", 25.0))
_BY_HAND_LEVELS = {0.0: 2.2, 0.05: 0.0, 0.3: 0.1, 2.0: -0.6}
_BY_HAND_SEASONS = {
    ("none", 0.0): 0.5,
    ("months", 2.0): -1.1,
    ("months", 25.0): -0.1,
    ("smooth", 1.0): 1.0,
    ("smooth", 5.0): 0.0,
    ("smooth", 25.0): 1.0,
}
_BY_HAND_LEVELS_SHORT = {0.0: 2.0, 0.05: 0.0, 0.3: 1.3, 2.0: -2.8}
_BY_HAND_SEASONS_SHORT = {("none", 0.0): 1.0, ("smooth", 5.0): 1.0}
_UNUSED_BY_HAND = -7.0


@dataclass(frozen=True)
class Windows:
    """history (windows, n) and future (windows, YEAR) on the z scale; weight (windows,), together 1.

    scale: float (windows,), what a unit of z is of the seasonal-naive error.
    """

    history: FloatArray
    future: FloatArray
    weight: FloatArray
    scale: FloatArray


def candidates(months: int) -> list[Member]:
    """Every combination of level, slope and season that is worth trying with so many months."""
    seasons = _SEASONS + (_MONTHS if months >= SHORTEST_WITH_MONTHS else ())
    shapes = [*product(_LEVELS, _SLOPES, seasons), *product(_REVERTING, _WEAK_SLOPES, seasons)]
    short = months < SHORTEST_WITH_MONTHS
    return [Member(*level, *slope, *season, _by_hand(level, slope, season, short)) for level, slope, season in shapes]


def _by_hand(level: tuple[str, float], slope: tuple[float, float], season: tuple[str, float], short: bool) -> float:
    levels, seasons = (_BY_HAND_LEVELS_SHORT, _BY_HAND_SEASONS_SHORT) if short else (_BY_HAND_LEVELS, _BY_HAND_SEASONS)
    if level == ("walk", 0.0) and slope[0] == 0 and season[0] == "none" and not short:
        return 3.0
    if level == ("walk", 0.05) and season[0] == "none" and slope in ((0.5, 0.95), (20.0, 0.95)):
        return -3.0 if short else (-5.0 if slope[0] < 1 else -8.0)
    if level[0] == "walk" and level[1] in levels and slope == (0.004, 0.95) and season in seasons:
        return levels[level[1]] + seasons[season]
    return _UNUSED_BY_HAND


def windows(months: int, rng: np.random.Generator) -> Windows:
    """Windows of regular series with so many months of history, as a forecast would read them."""
    tune, _ = public_series.halves(public_series.load())
    public = public_series.evaluation_windows(tune, months)
    some = rng.permutation(len(public.history))[:MOST_PUBLIC]
    parts = [(public.history[some], public.future[some], public.season_error[some], PUBLIC_SHARE)]
    for simulate, count, share in (
        (structural, STRUCTURAL, STRUCTURAL_SHARE),
        (networks, NETWORKS, 1 - PUBLIC_SHARE - STRUCTURAL_SHARE),
    ):
        whole = simulate(count, 36 + months + YEAR, rng)
        season_error = np.abs(whole[:, YEAR:-YEAR] - whole[:, : -2 * YEAR]).mean(axis=1)
        parts.append((whole[:, 36 : 36 + months], whole[:, 36 + months :], np.maximum(season_error, 1e-9), share))
    regular_parts = []
    for history, future, error, share in parts:
        used = history.any(axis=1)
        plain, kind, counts = usual_history(history[used])
        regular = (kind == Kind.REGULAR) & ~counts
        mean = plain[regular].mean(axis=1, keepdims=True)
        scale = np.minimum(mean[:, 0] / error[used][regular], SCALE_MOST)
        weight = np.full(len(mean), share / len(mean))
        regular_parts.append((to_z(plain[regular], mean), to_z(future[used][regular], mean), weight, scale))
    return Windows(*(np.concatenate(one) for one in zip(*regular_parts, strict=True)))


def log_density(z: FloatArray, covariance: FloatArray, months: int) -> FloatArray:
    """float (windows, members): log marginal likelihood of z, the noise's prior being that of so many months."""
    shape, scale = noise_prior(months)
    after = shape + (z.shape[1] - 1) / 2
    density = np.empty((len(z), len(covariance)))
    for k, one in enumerate(covariance):
        factor = np.linalg.cholesky(one[: z.shape[1], : z.shape[1]])
        squares = (np.linalg.solve(factor, z.T) ** 2).sum(axis=0)
        density[:, k] = gammaln(after) - np.log(np.diag(factor)).sum() - after * np.log(scale + squares / 2)
    return density


def means_ahead(z: FloatArray, covariance: FloatArray) -> FloatArray:
    """float (windows, members, YEAR): what each member expects."""
    n = z.shape[1]
    return np.stack([z @ np.linalg.solve(one[:n, :n], one[n:, :n].T) for one in covariance], axis=1)


def fitted_weights(before: FloatArray, means: FloatArray, seen: Windows, start: FloatArray) -> FloatArray:
    """Log weights that make the mean's scaled error least; before: float (windows, members), log densities."""
    log_weight, first, second = start.copy(), np.zeros(len(start)), np.zeros(len(start))
    for step in range(1, STEPS + 1):
        share = posterior(before, log_weight)
        off = np.einsum("rk,rkh->rh", share, means) - seen.future
        way = np.tanh(20 * off) * (seen.scale * seen.weight)[:, None] / YEAR
        each = np.einsum("rkh,rh->rk", means, way)
        slope = (share * (each - (share * each).sum(axis=1, keepdims=True))).sum(axis=0) + DOUBT * (log_weight - start)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        log_weight = log_weight - RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 3e-6)
        log_weight = np.clip(log_weight, LEAST, MOST)
    return log_weight


def posterior(log_density_before: FloatArray, log_weight: FloatArray) -> FloatArray:
    """float (windows, members): each member's weight given the history."""
    log_density = log_density_before + log_weight
    return np.asarray(np.exp(log_density - logsumexp(log_density, axis=1, keepdims=True)))


def fitted(months: int, rng: np.random.Generator) -> list[Member]:
    """The members for histories of so many months."""
    seen, members = windows(months, rng), candidates(months)
    covariance = covariances(tuple(members), months + YEAR)
    log_prior = np.array([m.log_prior for m in members])
    before = log_density(seen.history, covariance, months)
    growth = np.array([m.slope_variance in GROWTH and m.level_variance == 0.05 and m.season == "none" for m in members])
    for keep in (2 * KEPT, KEPT):
        use = seen.weight @ posterior(before, log_prior)
        use[growth] = 1.0
        chosen = np.sort(np.argsort(-use)[:keep])
        members, log_prior = [members[i] for i in chosen], log_prior[chosen]
        before, covariance, growth = before[:, chosen], covariance[chosen], growth[chosen]
        if months > 1:  # of a single month all members expect the same
            log_prior = fitted_weights(before, means_ahead(seen.history, covariance), seen, log_prior)
            log_prior -= log_prior.max()
            log_prior[growth] = np.maximum(log_prior[growth], LEAST_GROWTH if months < SHORTEST_WITH_MONTHS else LEAST)
    return [
        replace(m, log_prior=round(float(one - log_prior.max()), 3)) for m, one in zip(members, log_prior, strict=True)
    ]


def main() -> None:
    by_length = {}
    for months in LENGTHS:
        chosen = fitted(months, np.random.default_rng([2026, months]))
        by_length[months] = [list(vars(m).values()) for m in chosen]
        best = max(chosen, key=lambda m: m.log_prior)
        sys.stdout.write(f"{months} months: {len(chosen)} members, the most likely {best}\n")
        with resources.as_file(resources.files("forecasting.demand").joinpath("members.json")) as path:
            lines = (f'"{length}": {json.dumps(members)}' for length, members in by_length.items())
            path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
