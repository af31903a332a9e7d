"""What a limit will be, by day and by month, from what is planned."""

from __future__ import annotations

import datetime as dt

import pytest

from data.records import ScheduledChange
from limits.kinds import LimitKey
from limits.network.planned_limits import limit_by_month, limit_on, of_limit, steps

AS_OF = dt.date(2026, 11, 24)
NOV, DEC, JAN, FEB, MAR = (dt.date(2026 + m // 12, m % 12 + 1, 1) for m in (10, 11, 12, 13, 14))


def planned(
    to: int,
    on: dt.date,
    until: dt.date | None = None,
    *,
    kind: str = "network",
    status: str = "waiting",
    step_down: bool = False,
) -> ScheduledChange:
    moment = dt.datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001 (as the store keeps moments)
    return ScheduledChange(
        f"{to}-{on}", "acme", kind, "", to, on, until, 1, step_down, "why", None, "dana@vendor.example", moment, status,
        None if status == "waiting" else moment, None,
    )  # fmt: skip


def test_a_months_limit_is_the_largest_on_any_of_its_days() -> None:
    ramp = [planned(180, dt.date(2026, 12, 5)), planned(210, dt.date(2027, 1, 10))]
    assert limit_by_month(150, ramp, [NOV, DEC, JAN, FEB], AS_OF) == [150, 180, 210, 210]


def test_what_ends_goes_back_and_counts_for_the_months_it_touched() -> None:
    raises = [
        planned(190, dt.date(2026, 12, 5), dt.date(2026, 12, 20)),
        planned(195, FEB, dt.date(2027, 2, 28)),
    ]
    assert limit_by_month(150, raises, [NOV, DEC, JAN, FEB, MAR], AS_OF) == [150, 190, 150, 195, 150]
    assert [(s.day, s.before, s.limit, s.is_back) for s in steps(150, raises)] == [
        (dt.date(2026, 12, 5), 150, 190, False),
        (dt.date(2026, 12, 21), 190, 150, True),
        (FEB, 150, 195, False),
        (MAR, 195, 150, True),
    ]


def test_a_lowered_limit_counts_from_the_month_after() -> None:
    lowered = [planned(100, dt.date(2026, 12, 15))]
    assert limit_by_month(150, lowered, [NOV, DEC, JAN], AS_OF) == [150, 150, 100]
    assert limit_by_month(150, [planned(100, DEC)], [NOV, DEC], AS_OF) == [150, 100]


def test_the_way_back_of_a_raise_in_force_is_a_step_of_its_own() -> None:
    back = [planned(120, dt.date(2027, 1, 1), step_down=True)]
    assert limit_by_month(150, back, [NOV, DEC, JAN], AS_OF) == [150, 150, 120]


def test_one_raise_after_another_without_a_day_between_goes_back_to_where_both_began() -> None:
    raises = [planned(190, DEC, dt.date(2026, 12, 31)), planned(170, JAN, dt.date(2027, 1, 31))]
    assert limit_by_month(150, raises, [NOV, DEC, JAN, FEB], AS_OF) == [150, 190, 170, 150]


def test_no_month_has_the_limit_between_an_end_and_a_beginning_of_one_day() -> None:
    dips = [planned(100, DEC, dt.date(2026, 12, 31)), planned(90, JAN)]
    assert limit_by_month(150, dips, [DEC, JAN], AS_OF) == [100, 90]


def test_a_day_has_the_limit_at_its_end() -> None:
    raised = [planned(190, dt.date(2026, 12, 5), dt.date(2026, 12, 20))]
    days = [AS_OF, dt.date(2026, 12, 4), dt.date(2026, 12, 5), dt.date(2026, 12, 20), dt.date(2026, 12, 21)]
    assert [limit_on(150, raised, day) for day in days] == [150, 150, 190, 190, 150]


def test_a_change_for_good_within_a_raise_leaves_nothing_to_go_back_from() -> None:
    """Such stores exist from before this was refused when planning."""
    both = [planned(190, DEC, dt.date(2027, 1, 31)), planned(300, JAN)]
    assert limit_by_month(150, both, [DEC, JAN, FEB], AS_OF) == [190, 300, 300]


@pytest.mark.parametrize("status", ["applied", "cancelled", "held"])
def test_what_does_not_wait_any_more_counts_for_nothing(status: str) -> None:
    assert limit_by_month(150, [planned(180, DEC, status=status)], [NOV, DEC], AS_OF) == [150, 150]


def test_only_the_limits_own_changes_are_its_own() -> None:
    mixed = [planned(180, JAN), planned(60, DEC, kind="dynamic"), planned(170, DEC)]
    assert [c.new_limit for c in of_limit(mixed, LimitKey("network"))] == [170, 180]
