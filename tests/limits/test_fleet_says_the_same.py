"""The fleet job and the answer for a network limit say the same of the same facts."""

from __future__ import annotations

import datetime as dt

import pytest

from data.store import Store
from data.tables import summary
from forecasting.fleet.answers import Settings
from forecasting.fleet.tables import answer_table
from limits.actors import OPERATOR
from limits.advice.standing import network_standing
from limits.kinds import LimitKey
from limits.months import months_between
from tests.forecasting.fleet_rows import NEXT_MONTH, contract, long_table, usage_rows
from tests.limits.world import set_limit

AS_OF = dt.date(2026, 10, 31)  # every month of the figures is closed, as in the fleet's tables
NETWORK = LimitKey("network")


@pytest.fixture(autouse=True)
def clock_of_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("limits.clock._now", lambda: dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC))


def facts(store: Store, bought: int, limit: int, lacking: str | None) -> None:
    """Two years of 40 static numbers, six months of the contract closed; the limit was high and is lowered now."""
    with store.transaction() as cursor:
        cursor.execute("INSERT INTO networks VALUES ('n', 'N', 'UTC', NULL)")
        cursor.execute("INSERT INTO campaigns VALUES ('n', 'a', 'A')")
        cursor.execute("INSERT INTO partnerships VALUES ('n', '2026-05-01', '2027-04-30')")
        cursor.execute(
            "INSERT INTO allotments (network_id, starts_on, ends_on, number_months, overage_rate, currency)"
            " VALUES ('n', '2026-05-01', '2027-04-30', $1, 3, 'USD')",
            bought,
        )
        for kind, campaign, numbers in (("network", "", 200), ("dynamic", "", 50), ("campaign", "a", 200)):
            set_limit(cursor, "n", kind, campaign, numbers)
        cursor.execute("UPDATE limits SET limit_numbers = $1, version = 2 WHERE kind = 'network'", limit)
        cursor.execute(
            "INSERT INTO limit_changes (change_id, network_id, kind, campaign_id, version, old_limit, new_limit,"
            " changed_at, changed_by, reason, effective_from) VALUES ('lower', 'n', 'network', '', 2, 200, $1,"
            " '2026-11-01 00:00:00', 'x', 'x', '2026-11-01')",
            limit,
        )
        for month in months_between(dt.date(2024, 11, 1), AS_OF):
            if f"{month:%Y-%m}" != lacking:
                cursor.execute("INSERT INTO usage_totals VALUES ('n', $1, 'a', 40, 0), ('n', $1, '', 0, 0)", month)
        summary.describe_as_of(cursor, ["n"], AS_OF)
        if lacking:
            cursor.execute("DELETE FROM closed_months WHERE billing_month = $1", f"{lacking}-01")
        summary.refresh(cursor, ["n"])


@pytest.mark.parametrize(
    ("bought", "limit", "lacking", "verdict"),
    [
        (600, 60, None, "there is room"),
        (420, 60, None, "needs a contract conversation"),
        (600, 30, None, "grant"),
        (450, 30, None, "grant N of M"),
        (420, 30, None, "needs a contract conversation"),
        (600, 60, "2026-07", "cannot be assessed"),
        (150, 60, "2026-07", "needs a contract conversation"),
    ],
)
def test_the_fleet_answers_as_the_network_page_does(
    store: Store, bought: int, limit: int, lacking: str | None, verdict: str
) -> None:
    facts(store, bought, limit, lacking)
    answer = network_standing(store, OPERATOR, "n").answers[NETWORK]
    usage = [r for r in usage_rows("n", [40] * 24, [0] * 24) if f"{r['billing_month']:%Y-%m}" != lacking]
    period = contract("n", "2026-05-01", "2027-04-30", bought, limit)
    (found,) = answer_table(long_table(usage, [period]), NEXT_MONTH, Settings()).to_pylist()
    assert (found["verdict"], answer.verdict) == (verdict, verdict)
    assert found["suggested_limit"] == answer.limit
    if found["granted_by_period"] is not None:
        assert found["granted_by_period"] == list(answer.granted or ())
        assert found["need"] == answer.need
    if answer.missing is not None:
        assert found["missing_number_months"] == pytest.approx(answer.missing, rel=0.1)
