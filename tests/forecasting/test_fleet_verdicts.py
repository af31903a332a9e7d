"""The fleet's verdicts by plain arithmetic on flat usage, and what becomes of months of which nothing is known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.forecasting.fleet_rows import contract, usage_rows
from tests.forecasting.test_fleet import FLAT, NONE, one


def test_room_below_the_limit_is_no_room_in_the_contract() -> None:
    found = one(usage_rows("a", [100] * 24, NONE), contract("a", "2026-11-01", "2027-10-31", 600, 200))
    assert (found["verdict"], found["overage_risk"]) == ("needs a contract conversation", 1.0)
    # 12 months of 100 are 1,200: 600 are missing, and today's limit stays as it is.
    assert found["missing_number_months"] == pytest.approx(600, rel=0.05)
    assert (found["suggested_limit"], found["granted_by_period"]) == (200, [0])


@pytest.mark.parametrize(
    ("bought", "limit", "verdict", "asked", "granted", "suggested"),
    [
        # Six of twelve months closed at 40 are 240; what is left is for six months more.
        (600, 60, "there is room", 0, 0, 60),
        (600, 40, "there is room", 0, 0, 40),  # full is not exceeded
        (600, 30, "grant", 10, 10, 40),  # 360 left hold 6 x 40
        (450, 30, "grant N of M", 10, 5, 35),  # 210 left hold 6 x 35
        (420, 30, "needs a contract conversation", 10, 0, 30),  # 180 left hold 6 x 30 and nothing more
        (420, 60, "needs a contract conversation", 0, 0, 60),  # 6 x 40 are more than 180
    ],
)
def test_the_verdict_is_that_of_plain_arithmetic(
    bought: int, limit: int, verdict: str, asked: int, granted: int, suggested: int
) -> None:
    found = one(usage_rows("a", FLAT, NONE), contract("a", "2026-05-01", "2027-04-30", bought, limit))
    assert (found["verdict"], found["asked"], found["granted_by_period"], found["suggested_limit"]) == (
        verdict, asked, [granted], suggested,
    )  # fmt: skip
    missing = found["missing_number_months"]
    assert missing == (pytest.approx(60, rel=0.1) if verdict == "needs a contract conversation" else None)


def test_what_is_granted_and_set_is_nothing_more_to_do() -> None:
    def asked_at(limit: float) -> dict[str, Any]:
        return one(usage_rows("a", FLAT, NONE), contract("a", "2026-05-01", "2027-04-30", 600, limit))

    again = asked_at(asked_at(30)["suggested_limit"])
    assert (again["verdict"], again["asked"], again["suggested_limit"]) == ("there is room", 0, 40)


def test_each_period_grants_what_it_holds_and_the_risk_is_the_largest_of_them() -> None:
    found = one(
        usage_rows("a", FLAT, NONE),
        contract("a", "2026-11-01", "2027-04-30", 210, 30),  # 6 x 35
        contract("a", "2027-05-01", "2027-10-31", 300, 30),  # 6 x 50
    )
    assert (found["verdict"], found["granted_by_period"], found["limit_by_period"]) == (
        "grant N of M", [5, 10], [35, 40],
    )  # fmt: skip
    short = one(
        usage_rows("a", FLAT, NONE),
        contract("a", "2026-11-01", "2027-04-30", 600, 60),
        contract("a", "2027-05-01", "2027-10-31", 100, 60),
    )
    assert (short["verdict"], short["overage_risk"]) == ("needs a contract conversation", 1.0)


def without(usage: list[dict[str, Any]], *months: str) -> list[dict[str, Any]]:
    return [row for row in usage if f"{row['billing_month']:%Y-%m}" not in months]


def test_a_closed_month_without_a_row_is_unknown_and_neither_a_risk_of_zero_nor_a_surplus() -> None:
    lacking = without(usage_rows("a", FLAT, NONE), "2026-07", "2026-09")
    found = one(lacking, contract("a", "2026-05-01", "2027-04-30", 100_000, 60))
    assert (found["state"], found["verdict"]) == ("months unreported", "cannot be assessed")
    assert found["unreported_months"] == [dt.date(2026, 7, 1), dt.date(2026, 9, 1)]
    figures = set(found) - {"network_id", "state", "verdict", "unreported_months", "history_months",
                            "first_month_ahead", "network_limit"}  # fmt: skip
    assert {name: found[name] for name in figures} == dict.fromkeys(figures)


def test_months_before_the_first_row_are_unreported_where_the_period_has_begun() -> None:
    found = one(usage_rows("a", [40] * 4, [0] * 4), contract("a", "2026-05-15", "2027-05-14", 480, 60))
    assert found["unreported_months"] == [dt.date(2026, 5, 1), dt.date(2026, 6, 1)]
    assert found["verdict"] == "cannot be assessed"


def test_a_network_whose_last_month_lags_behind_the_fleet_is_unreported() -> None:
    lagging = without(usage_rows("a", FLAT, NONE), "2026-10")
    assert one(lagging, contract("a", "2026-05-01", "2027-04-30", 480, 60))["unreported_months"] == [
        dt.date(2026, 10, 1)
    ]


def test_a_month_without_a_row_before_the_period_is_nobodys_business() -> None:
    lacking = without(usage_rows("a", FLAT, NONE), "2026-03")
    found = one(lacking, contract("a", "2026-05-01", "2027-04-30", 600, 60))
    assert (found["state"], found["verdict"], found["unreported_months"]) == ("ok", "there is room", None)


def test_where_the_reported_months_alone_run_over_it_is_at_least_that_much() -> None:
    lacking = without(usage_rows("a", FLAT, NONE), "2026-07")
    found = one(lacking, contract("a", "2026-05-01", "2027-04-30", 150, 60))
    # Five months of 40 are 200, and 150 were bought.
    assert (found["verdict"], found["missing_number_months"], found["suggested_limit"]) == (
        "needs a contract conversation", 50, 60,
    )  # fmt: skip
    assert (found["unreported_months"], found["overage_risk"]) == ([dt.date(2026, 7, 1)], None)


def test_a_reported_zero_is_no_unreported_month_and_zeros_before_the_first_use_tell_nothing_of_demand() -> None:
    zeros = one(usage_rows("a", [0] * 3 + [40] * 3, [0] * 6), contract("a", "2026-05-01", "2027-04-30", 480, 60))
    assert (zeros["state"], zeros["verdict"], zeros["allotment_left"]) == ("ok", "there is room", 360)
    short = one(usage_rows("a", [40] * 3, [0] * 3), contract("a", "2026-08-01", "2027-04-30", 480, 60))
    same = ("need", "total_p10", "total_p50", "total_p90", "overage_risk", "allotment_left")
    assert {name: zeros[name] for name in same} == {name: short[name] for name in same}
    assert (zeros["history_months"], short["history_months"]) == (3, 3)


def test_between_two_periods_nothing_covers_the_running_month() -> None:
    found = one(
        usage_rows("a", FLAT, NONE),
        contract("a", "2026-01-01", "2026-10-31", 480, 60),
        contract("a", "2027-01-01", "2027-12-31", 480, 60),
    )
    assert (found["state"], found["verdict"]) == ("month not covered", "cannot be assessed")
    begins = one(usage_rows("a", FLAT, NONE), contract("a", "2027-01-01", "2027-12-31", 600, 60))
    assert (begins["state"], begins["verdict"]) == ("ok", "there is room")
