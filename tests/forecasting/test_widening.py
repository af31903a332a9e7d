"""Errors do not get smaller with the horizon."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forecasting.demand.error_paths import shipped
from forecasting.demand.history_kinds import Kind
from forecasting.demand.widening import never_narrowing, rising


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12))
def test_the_rising_values_are_the_nearest_of_all_that_never_fall(values: list[float]) -> None:
    found = rising(np.array(values))
    assert (np.diff(found) >= 0).all()
    # By the min-max formula: the largest of the means that start here or before, of the least that end here or later.
    slow = [
        max(min(np.mean(values[a : b + 1]) for b in range(i, len(values))) for a in range(i + 1))
        for i in range(len(values))
    ]
    np.testing.assert_allclose(found, slow, atol=1e-9)


def test_widths_of_the_shipped_errors_never_fall_and_keep_their_middle() -> None:
    for errors in shipped().errors:
        regular = errors[Kind.REGULAR]
        low, middle, high = np.quantile(never_narrowing(regular), [0.1, 0.5, 0.9], axis=1)
        assert (np.diff(high - low, axis=1) > -1e-9).all()
        np.testing.assert_allclose(middle, np.median(regular, axis=1), atol=1e-9)
