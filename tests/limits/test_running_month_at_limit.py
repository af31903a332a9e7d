"""A running month that a limit cuts off says only what demand is at least: it must not pull the forecast down."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from data.records import MonthUsage
from limits.months import plus_months
from limits.outlook.known_past import Past, past
from limits.outlook.outlook import outlooks

AS_OF = dt.date(2026, 11, 20)
FIRST = dt.date(2024, 11, 1)


def known() -> Past:
    """Two years of about 100 dynamic numbers, most of them there by the 20th; 80 so far this month."""
    rng = np.random.default_rng(1)
    used = [*(100 + rng.integers(-8, 9, 24)).tolist(), 80]
    months = [plus_months(FIRST, i) for i in range(25)]
    totals = [MonthUsage("n", month, "", 0, numbers) for month, numbers in zip(months, used, strict=True)]
    by_this_day = [MonthUsage("n", m.billing_month, "", 0, round(m.dynamic_used * 0.97)) for m in totals[-13:-1]]
    return past(AS_OF, totals, [], [], by_this_day)


def median_ahead(one: Past) -> float:
    return float(np.median(outlooks({"n": one}, {"n": 12}, seed=0, lesson=None)["n"].dynamic))


def test_a_month_that_is_full_does_not_pull_the_forecast_down_and_one_that_is_not_does() -> None:
    free = known()
    full = replace(free, months=(*free.months[:-1], replace(free.months[-1], dynamic_limit=80)))
    assert median_ahead(free) < median_ahead(full) - 1
    assert median_ahead(full) > 97
    assert median_ahead(free) < median_ahead(full) - 1
    assert outlooks({"n": full}, {"n": 12}, seed=0, lesson=None)["n"].dynamic[:, 0].min() >= 80
