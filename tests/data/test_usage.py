"""Reads of usage: what past months had come to by the same day of theirs."""

from __future__ import annotations

import datetime as dt

import pytest

from data.store import Store
from data.tables import summary
from data.tables.usage import usage_by_this_day

D = dt.date


@pytest.fixture
def course(store: Store) -> Store:
    """As of 20 November (two thirds gone); months before with their course, one of them known too early only."""
    with store.transaction() as cursor:
        cursor.execute("INSERT INTO networks VALUES ('n1', 'Acme', 'UTC', NULL)")
        summary.describe_as_of(cursor, ["n1"], D(2026, 11, 20))
        for month, day, static, dynamic in (
            (10, 10, 50, 5),
            (10, 19, 55, 8),
            (10, 20, 56, 9),  # 20 of 31 days: less of the month than 20 of 30
            (10, 21, 70, 20),
            (10, 31, 90, 40),
            (9, 20, 33, 3),
            (9, 21, 44, 4),
            (8, 3, 11, 1),  # long before: says nothing about this day
        ):
            days = (D(2026, month, 1), D(2026, month, day))
            cursor.execute("INSERT INTO month_course VALUES ('n1', $1, $2, $3, $4)", *days, static, dynamic)
        cursor.execute("INSERT INTO month_course VALUES ('n1', '2025-10-01', '2025-10-20', 7, 7)")  # too long ago
        cursor.execute("INSERT INTO month_course VALUES ('n1', '2026-11-01', '2026-11-20', 60, 9)")  # still running
    return store


def test_a_past_month_is_seen_at_the_same_share_of_its_days(course: Store) -> None:
    with course.reading() as cursor:
        found = [(m.billing_month, m.static_used, m.dynamic_used) for m in usage_by_this_day(cursor, ["n1"])]
    assert found == [(D(2026, 9, 1), 33, 3), (D(2026, 10, 1), 56, 9)]


def test_a_network_without_a_course_has_none(course: Store) -> None:
    with course.reading() as cursor:
        assert usage_by_this_day(cursor, ["other"]) == []
