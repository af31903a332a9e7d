"""Erlang's loss formula: how often a pool of numbers runs dry, and how many numbers keep that rare.

With offered load A (erlangs: arrivals a second x mean hold in seconds) and N lendable numbers the overflow rate is
``B(N, A) = (A^N / N!) / sum_{k<=N} A^k / k!`` (A. K. Erlang 1917). For any real N >= 0 the same value is
``B = A^N e^-A / Gamma(N + 1, A)`` with the upper incomplete gamma function (D. L. Jagerman, "Some properties of the
Erlang loss function", Bell System Technical Journal 53, 1974). Only the mean of the hold time matters, not its spread.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import special

from forecasting.checks import finite, inside_open_interval
from forecasting.defaults import OVERFLOW_RATE

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_ROWS_AT_ONCE = 16_384  # keeps every temporary inside the processor's cache
_MOST_STEPS = 200
_CLOSE = 0.25  # servers: a last step within it leaves less than _NEAR_WHOLE / 5
_CLOSE_WHEN_IDLE = 1e-4  # below one erlang ln B bends too much within one server
_NEAR_WHOLE = 1e-2


def erlang_b(servers: npt.ArrayLike, offered_load: npt.ArrayLike, *, log: bool = False) -> FloatArray:
    """Share of arrivals that find all servers busy, B(N, A).

    servers       lendable numbers N >= 0, may be fractional
    offered_load  A >= 0 erlangs; broadcast against servers
    log           give ln B instead: B underflows to 0 below about 1e-308, its logarithm does not

    Returns the broadcast shape (one number for two scalars), B in 0..1. With no load B is 0, and 1 where
    there is no server either. Raises ValueError for a negative, infinite or missing value.
    """
    n, a = np.broadcast_arrays(finite("servers", servers, least=0), finite("offered_load", offered_load, least=0))
    losses = np.empty(n.shape)
    _in_chunks(log_loss, losses.reshape(-1), n.reshape(-1), a.reshape(-1))
    loss: FloatArray = (losses if log else np.exp(losses))[()]
    return loss


def numbers_needed(
    offered_load: npt.ArrayLike,
    overflow_rate: npt.ArrayLike = OVERFLOW_RATE,
    *,
    peakedness: npt.ArrayLike = 1.0,
    allow_overflow: npt.ArrayLike = True,
) -> IntArray:
    """Smallest pool whose overflow rate is at most the target: the least n with B(n / z, A / z) <= target.

    offered_load    A >= 0 erlangs
    overflow_rate   the target, a ratio inside (0, 1)
    peakedness      z > 0, variance / mean of concurrent visitors; 1 = Poisson arrivals (Hayward's approximation:
                    A. A. Fredericks, "Congestion in blocking systems", Bell System Technical Journal 59, 1980)
    allow_overflow  whether one number of the pool is set aside for visitors who find it empty; it is counted on top

    All broadcast. Returns whole numbers of the broadcast shape; a pool without any load needs 0, no overflow number
    either. Raises ValueError for a target outside (0, 1), a peakedness <= 0, a negative or missing load.
    """
    load, target, z, extra = np.broadcast_arrays(
        finite("offered_load", offered_load, least=0),
        inside_open_interval("overflow_rate", overflow_rate, 0, 1),
        inside_open_interval("peakedness", peakedness, 0, np.inf),
        np.asarray(allow_overflow, dtype=bool),
    )
    sizes = np.empty(load.shape)
    _in_chunks(_lendable_needed, sizes.reshape(-1), load.reshape(-1), np.log(target).reshape(-1), z.reshape(-1))
    lendable = sizes.astype(np.int64)
    pools: IntArray = (lendable + (extra & (load > 0)))[()]
    return pools


def _lendable_needed(load: FloatArray, log_target: FloatArray, z: FloatArray) -> FloatArray:
    """The least whole n with ln B(n / z, load / z) <= ln target, for one-dimensional checked arrays.

    ln B is concave in the servers, so Newton steps from the right never pass the root; its next two values follow from
    the recurrence B(N + 1) = A B / (N + 1 + A B), which gives slope and bend for the price of one evaluation.
    """
    needed = np.zeros_like(load)
    busy = np.flatnonzero(load > 0)
    a, wanted, unit = load[busy] / z[busy], log_target[busy], z[busy]
    exact = _servers_at(a, wanted)
    near = np.maximum(np.ceil(exact * unit), 1.0)
    # so near a whole number the root alone cannot tell on which side it lies
    doubtful = np.flatnonzero(np.abs(exact * unit - np.rint(exact * unit)) < _NEAR_WHOLE * np.maximum(1.0, unit))
    a, wanted, unit = a[doubtful], wanted[doubtful], unit[doubtful]
    pool = np.maximum(np.rint(exact[doubtful] * unit) - 1.0, 1.0)
    for _ in range(3):
        pool += log_loss(pool / unit, a) > wanted
    near[doubtful] = pool
    needed[busy] = near
    return needed


def _servers_at(load: FloatArray, log_target: FloatArray) -> FloatArray:
    """The real N with ln B(N, load) = ln target, to about 1e-6."""
    servers = _first_guess(load, log_target)
    log_a = np.log(load)
    open_rows = np.arange(len(load))
    for _ in range(_MOST_STEPS):
        n, a = servers[open_rows], load[open_rows]
        log_b = log_loss(n, a)
        gap = log_target[open_rows] - log_b
        first = log_a[open_rows] - np.log(n + 1.0 + a * np.exp(log_b))
        second = log_a[open_rows] - np.log(n + 2.0 + a * np.exp(log_b + first))
        tangent = first - 0.5 * (second - first)
        step = gap / tangent
        bent = gap / (first + 0.5 * (step - 1.0) * (second - first))
        bent = gap / (first + 0.5 * (bent - 1.0) * (second - first))
        step = np.where(np.abs(step) < 2 * _CLOSE, bent, step)
        servers[open_rows] = np.maximum(n + step, 0.5 * n)
        open_rows = open_rows[np.abs(step) > np.where(a < 1.0, _CLOSE_WHEN_IDLE, _CLOSE)]
        if not len(open_rows):
            return servers
    raise ValueError(f"no pool found for load {load[open_rows[0]]:g} and ln target {log_target[open_rows[0]]:g}")


def _first_guess(load: FloatArray, log_target: FloatArray) -> FloatArray:
    """N = A + c sqrt(A) + k(c), right to about 1 / sqrt(A).

    1 / B = A times the integral of e^(-A u) (1 + u)^N over u >= 0. With u = v / sqrt(A) the exponent is c v - v^2 / 2,
    which gives c from phi(c) / Phi(c) = B sqrt(A), and terms of 1 / sqrt(A) that k makes vanish: with I_m the integral
    of v^m e^(c v - v^2 / 2), k = c I_2 / (6 I_1) - 2 / 3.
    """
    log_hazard = log_target + 0.5 * np.log(load)
    c = np.interp(log_hazard, _LOG_HAZARDS, _DEVIATIONS)
    c = np.where(log_hazard > _LOG_HAZARDS[-1], -np.exp(np.minimum(log_hazard, 100.0)), c)
    k = np.interp(log_hazard, _LOG_HAZARDS, _CORRECTIONS)
    return np.maximum(load + c * np.sqrt(load) + k, 0.5 * load * -np.expm1(log_target))


def _corrections(c: FloatArray) -> FloatArray:
    """k(c); its limits where the integrals overflow or cancel."""
    inner = np.clip(c, -25.0, 25.0)
    zeroth = np.exp(special.log_ndtr(inner) + 0.5 * inner**2 + 0.5 * np.log(2 * np.pi))
    first = 1.0 + inner * zeroth
    k = inner * (zeroth + inner * first) / (6.0 * first) - 2.0 / 3.0
    return np.where(c > 25.0, c**2 / 6.0 - 0.5, np.where(c < -25.0, -1.0, k))


def _in_chunks(
    function: Callable[..., FloatArray], out: FloatArray, *columns: FloatArray, rows: int = _ROWS_AT_ONCE
) -> None:
    for start in range(0, len(out), rows):
        part = slice(start, start + rows)
        out[part] = function(*(column[part] for column in columns))


def log_loss(servers: FloatArray, load: FloatArray) -> FloatArray:
    """ln B for checked arrays of one shape."""
    logs = np.where(servers > 0, -np.inf, 0.0)  # what no load leaves
    tail = special.gammaincc(servers + 1.0, load)
    # far out in the tail the library's value underflows, but there the continued fraction takes few steps
    far = (tail < 1e-250) & (load > 0)
    near = ~far & (load > 0)
    if near.all():
        loss: FloatArray = log_poisson(servers, load) - np.log(tail)
        return loss
    logs[near] = log_poisson(servers[near], load[near]) - np.log(tail[near])
    if far.any():
        logs[far] = _log_loss_overloaded(servers[far], load[far])
    return logs


def log_poisson(count: FloatArray, mean: FloatArray) -> FloatArray:
    """ln of A^N e^-A / Gamma(N + 1), without the cancellation of its large terms.

    C. Loader, "Fast and accurate computation of binomial probabilities" (2000): Stirling's formula with its error and
    the deviance apart.
    """
    small = count < 16.0
    n = np.maximum(count, 16.0)
    excess = (mean - n) / n
    near = np.abs(excess) < 0.5
    log_ratio = np.where(near, np.log1p(np.where(near, excess, 0.0)), np.log(mean) - np.log(n))
    inverse = 1.0 / n
    square = inverse * inverse
    stirling_error = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
    logs: FloatArray = -n * (excess - log_ratio) - stirling_error - 0.5 * np.log(2 * np.pi * n)
    if small.any():
        n, a = count[small], mean[small]
        logs[small] = n * np.log(a) - a - special.gammaln(n + 1.0)
    return logs


def _log_loss_overloaded(servers: FloatArray, load: FloatArray) -> FloatArray:
    """ln B for load >> servers, from Legendre's continued fraction of the incomplete gamma function (Lentz)."""
    b = load - servers
    d = 1.0 / b
    c = np.full_like(b, np.inf)
    value = d.copy()
    for step in range(1, _MOST_STEPS):
        numerator = step * (servers + 1.0 - step)
        b = b + 2.0
        d = 1.0 / (b + numerator * d)
        c = b + numerator / c
        factor = c * d
        value *= factor
        if np.all(np.abs(factor - 1.0) < 1e-14):
            break
    return -np.log(load * value)


_DEVIATIONS = np.sinh(np.linspace(np.arcsinh(40.0), np.arcsinh(-1000.0), 4_000))
_LOG_HAZARDS = -0.5 * _DEVIATIONS**2 - 0.5 * np.log(2 * np.pi) - special.log_ndtr(_DEVIATIONS)
_CORRECTIONS = _corrections(_DEVIATIONS)
