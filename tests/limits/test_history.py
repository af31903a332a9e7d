"""Which limit was in force in a past month: the most generous of its days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from data.records import LimitChange
from limits.network.limit_history import limits_in_force

MONTHS = [dt.date(2026, month, 1) for month in (1, 2, 3, 4)]
MADE_AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FIRST = LimitChange(
    "c1", "acme", "network", "", 1, None, 100, MADE_AT, "x", "x",
    None, dt.date(2026, 1, 10), None, None, None, None, None,
)  # fmt: skip


def later(version: int, limit: int, day: dt.date) -> LimitChange:
    return replace(FIRST, change_id=f"c{version}", version=version, new_limit=limit, effective_from=day)


@pytest.mark.parametrize(
    ("changes", "limits"),
    [
        ([], [None, None, None, None]),
        ([FIRST], [100, 100, 100, 100]),
        # a store begins with the limits of the day it is filled: they held before too
        ([replace(FIRST, effective_from=dt.date(2026, 3, 1))], [100, 100, 100, 100]),
        ([FIRST, later(2, 130, dt.date(2026, 3, 1))], [100, 100, 130, 130]),
        ([FIRST, later(2, 130, dt.date(2026, 2, 27))], [100, 130, 130, 130]),
        ([later(2, 80, dt.date(2026, 2, 27)), FIRST], [100, 100, 80, 80]),  # lowered on the 27th: 100 until then
        ([FIRST, later(2, 150, dt.date(2026, 2, 3)), later(3, 90, dt.date(2026, 2, 9))], [100, 150, 90, 90]),
    ],
)
def test_the_highest_limit_of_a_month_counts(changes: list[LimitChange], limits: list[int | None]) -> None:
    assert limits_in_force(changes, MONTHS) == limits
