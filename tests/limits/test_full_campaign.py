"""A campaign at its own limit hides demand: its own forecast and its network's know that, the others' do not change."""

from __future__ import annotations

import datetime as dt

import numpy as np

from data.records import LimitChange, MonthUsage
from limits.months import plus_months
from limits.outlook.known_past import Past, past
from limits.outlook.outlook import Outlook, outlooks

AS_OF = dt.date(2026, 11, 1)
FIRST = dt.date(2023, 11, 1)
LIMIT = 45


def known(limit: int | None) -> Past:
    """Three years of 60 and 30 numbers in two campaigns; in the last year a limit cuts the first one off."""
    rng = np.random.default_rng(5)
    months = [plus_months(FIRST, i) for i in range(36)]
    north, south = 60 + rng.integers(-4, 5, 36), 30 + rng.integers(-3, 4, 36)
    changes = []
    if limit is not None:
        north[24:] = np.minimum(north[24:], limit)
        changes = [change(months[0], 500, 1), change(months[24], limit, 2)]
    rows = [
        MonthUsage("n", month, campaign, int(used), 0)
        for campaign, course in (("north", north), ("south", south))
        for month, used in zip(months, course, strict=True)
    ]
    totals = [MonthUsage("n", m, "", int(a + b), 0) for m, a, b in zip(months, north, south, strict=True)]
    return past(AS_OF, totals, rows, changes, [])


def change(day: dt.date, limit: int, version: int) -> LimitChange:
    at = dt.datetime.combine(day, dt.time())
    no_evidence = (None,) * 5
    return LimitChange(
        f"v{version}", "n", "campaign", "north", version, None, limit, at, "dana", "", None, day, *no_evidence
    )


def ahead(one: Past) -> Outlook:
    return outlooks({"n": one}, {"n": 12}, seed=0, lesson=None)["n"]


def median_of(paths: np.ndarray) -> float:
    return float(np.median(paths[:, 1:]))


def test_its_demand_and_the_networks_are_not_taken_for_what_the_limit_left_of_them() -> None:
    free, cut = ahead(known(None)), ahead(known(LIMIT))
    assert median_of(free.campaigns["north"]) > 57
    assert median_of(cut.campaigns["north"]) > 52
    assert median_of(cut.static) > 82
    assert any("12 months were cut off by a limit" in caveat for caveat in cut.caveats)
    assert free.caveats == ()


def test_the_other_campaign_and_the_sum_stay_as_they_were() -> None:
    free, cut = ahead(known(None)), ahead(known(LIMIT))
    assert abs(median_of(cut.campaigns["south"]) - median_of(free.campaigns["south"])) < 1
    np.testing.assert_allclose(sum(cut.campaigns.values()), cut.static)
