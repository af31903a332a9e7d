"""The monthly summary equals what the number-level detail says."""

from __future__ import annotations

import datetime as dt

from data.store import Cursor, Store
from data.tables import summary

JAN, FEB, MAR, APR = (dt.date(2026, month, 1) for month in (1, 2, 3, 4))


def two_networks(cursor: Cursor) -> None:
    cursor.execute("INSERT INTO networks VALUES ('n1', 'Acme', 'UTC', NULL), ('n2', 'Bolt', 'UTC', NULL)")


def months(store: Store, network_id: str = "n1") -> list[tuple[dt.date, int, int]]:
    with store.reading() as cursor:
        return cursor.rows(
            "SELECT billing_month, static_used, dynamic_used FROM network_months WHERE network_id = $1 ORDER BY 1",
            network_id,
        )


def test_a_number_counts_in_every_month_it_was_on_the_account_called_or_not(store: Store) -> None:
    with store.transaction() as cursor:
        two_networks(cursor)
        cursor.execute(
            "INSERT INTO numbers VALUES ('n1', '+18005550101', 'static', 'c1', '', '2026-01-31', NULL),"
            " ('n1', '+18005550102', 'static', 'c1', '', '2026-02-15', '2026-03-01'),"
            " ('n1', '+18005550103', 'dynamic', '', 'p1', '2026-02-15', '2026-02-20')"
        )
        summary.describe_as_of(cursor, ["n1"], dt.date(2026, 4, 5))
        summary.refresh(cursor, ["n1"])
    assert months(store) == [(JAN, 1, 0), (FEB, 2, 1), (MAR, 2, 0), (APR, 1, 0)]


def test_reported_usage_outside_the_known_span_counts_once(store: Store) -> None:
    with store.transaction() as cursor:
        two_networks(cursor)
        cursor.execute(
            "INSERT INTO numbers VALUES ('n1', '+18005550103', 'dynamic', '', 'p1', '2026-02-15', '2026-02-20')"
        )
        cursor.execute(
            "INSERT INTO usage VALUES ('n1', '+18005550103', '2026-02-01', 4), ('n1', '+18005550103', '2026-03-01', 1)"
        )
        summary.describe_as_of(cursor, ["n1"], dt.date(2026, 3, 31))
        summary.refresh(cursor, ["n1"])
    assert months(store) == [(FEB, 0, 1), (MAR, 0, 1), (APR, 0, 0)]


def test_totals_stand_only_for_months_without_detail(store: Store) -> None:
    with store.transaction() as cursor:
        two_networks(cursor)
        cursor.execute("INSERT INTO numbers VALUES ('n1', '+18005550101', 'static', 'c1', '', '2026-02-01', NULL)")
        cursor.execute(
            "INSERT INTO usage_totals VALUES ('n1', '2026-01-01', 'c1', 7, 0), ('n1', '2026-01-01', '', 1, 3),"
            " ('n1', '2026-02-01', 'c1', 99, 0), ('n2', '2026-01-01', '', 50, 60)"
        )
        summary.describe_as_of(cursor, ["n1", "n2"], dt.date(2026, 2, 10))
        summary.refresh(cursor, ["n1", "n2"])
    assert months(store) == [(JAN, 8, 3), (FEB, 1, 0)]
    assert months(store, "n2") == [(JAN, 50, 60)]


def test_the_course_of_the_running_month_is_kept_by_day(store: Store) -> None:
    with store.transaction() as cursor:
        two_networks(cursor)
        for day, used in ((3, 10), (9, 14)):
            cursor.execute(
                "INSERT INTO usage_totals VALUES ('n1', '2026-01-01', '', $1, 0)"
                " ON CONFLICT (network_id, billing_month, campaign_id)"
                " DO UPDATE SET static_used = excluded.static_used",
                used,
            )
            summary.describe_as_of(cursor, ["n1"], dt.date(2026, 1, day))
            summary.refresh(cursor, ["n1"])
    with store.reading() as cursor:
        course = cursor.rows("SELECT as_of, static_used FROM month_course ORDER BY as_of")
    assert course == [(dt.date(2026, 1, 3), 10), (dt.date(2026, 1, 9), 14)]


def test_an_older_date_never_replaces_a_newer_one(store: Store) -> None:
    with store.transaction() as cursor:
        two_networks(cursor)
        summary.describe_as_of(cursor, ["n1"], dt.date(2026, 4, 5))
        summary.describe_as_of(cursor, ["n1"], dt.date(2026, 3, 31))
    with store.reading() as cursor:
        assert cursor.value("SELECT as_of FROM usage_as_of") == dt.date(2026, 4, 5)


def test_a_month_without_numbers_is_a_month_of_none_where_numbers_are_known(store: Store) -> None:
    with store.transaction() as cursor:
        two_networks(cursor)
        cursor.execute(
            "INSERT INTO numbers VALUES ('n1', '+18005550101', 'dynamic', '', 'p1', '2026-01-03', '2026-01-20'),"
            " ('n1', '+18005550102', 'dynamic', '', 'p1', '2026-03-03', '2026-03-20')"
        )
        cursor.execute("INSERT INTO usage_totals VALUES ('n2', '2026-01-01', '', 5, 0), ('n2', '2026-03-01', '', 0, 0)")
        summary.describe_as_of(cursor, ["n1", "n2"], dt.date(2026, 4, 2))
        summary.refresh(cursor, ["n1", "n2"])
    assert sorted(months(store)) == [(JAN, 0, 1), (FEB, 0, 0), (MAR, 0, 1), (APR, 0, 0)]
    assert months(store, "n2") == [(JAN, 5, 0), (MAR, 0, 0)]
