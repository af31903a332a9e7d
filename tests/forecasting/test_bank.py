"""The bank against the same models worked out one series and one member at a time."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.demand.bank import moments, noise_prior, tables
from forecasting.demand.members import covariances, members_for


def slow_moments(z: np.ndarray, known: tuple[bool, ...], horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Textbook conditional normals, the t likelihood by slogdet, and moments of the mixture member by member."""
    seen = [i for i, is_known in enumerate(known) if is_known]
    n = len(seen)
    ahead = list(range(len(known), len(known) + horizon))
    prior_shape, prior_scale = noise_prior(n)
    shape = prior_shape + (n - 1) / 2
    logs, means, variances = [], [], []
    members = members_for(n)
    for member, cov in zip(members, covariances(members, len(known) + horizon), strict=True):
        own = cov[np.ix_(seen, seen)]
        across = cov[np.ix_(ahead, seen)]
        scale = prior_scale + 0.5 * z @ np.linalg.solve(own, z)
        logs.append(member.log_prior - 0.5 * np.linalg.slogdet(own)[1] - shape * np.log(scale))
        means.append(across @ np.linalg.solve(own, z))
        spread = cov[np.ix_(ahead, ahead)] - across @ np.linalg.solve(own, across.T)
        variances.append(spread * scale / max(shape - 0.5, 0.5))
    weight = np.exp(np.array(logs) - max(logs))
    weight /= weight.sum()
    center = sum(w * m for w, m in zip(weight, means, strict=True))
    off = [m - center for m in means]
    return center, sum(w * (v + np.outer(d, d)) for w, d, v in zip(weight, off, variances, strict=True))


@pytest.mark.parametrize(
    "known",
    [(True,), (True,) * 5, (True,) * 12, (True, False, True, True, False) * 4 + (True,), (True,) * 30 + (False,) * 2],
)
def test_moments_are_those_of_the_members_one_by_one(known: tuple[bool, ...]) -> None:
    rng = np.random.default_rng(len(known))
    z = rng.normal(0, 0.3, (5, sum(known)))
    found = moments(z, tables(known, 6))
    for i in range(5):
        center, covariance = slow_moments(z[i], known, 6)
        np.testing.assert_allclose(found.center[i], center, rtol=2e-3, atol=2e-3)
        np.testing.assert_allclose(found.covariance[i], covariance, rtol=5e-3, atol=1e-3 * covariance.max())


def test_every_member_is_a_covariance() -> None:
    for cov in covariances(members_for(24), 40):
        np.testing.assert_allclose(cov, cov.T)
        assert np.linalg.eigvalsh(cov).min() > 0.9
