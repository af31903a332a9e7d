"""The fleet job and the answer for a network limit say the same of the same facts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from data.store import Store
from data.tables import summary
from forecasting import Lesson
from forecasting.demand import Learned
from forecasting.fleet.answers import Settings
from forecasting.fleet.lesson_file import read_lesson
from forecasting.fleet.parquet import FleetInput
from forecasting.fleet.tables import answer_table
from limits import as_json
from limits.actors import OPERATOR
from limits.advice.standing import network_standing
from limits.kinds import LimitKey
from limits.months import months_between
from limits.outlook.fleet_lesson import FleetLesson, keep_lesson
from limits.trust.fleet_learning import fleet_lesson
from tests.forecasting.fleet_rows import NEXT_MONTH, contract, long_table, usage_rows
from tests.limits.world import set_limit

AS_OF = dt.date(2026, 10, 31)  # every month of the figures is closed, as in the fleet's tables
AT = dt.datetime.combine(dt.date(2026, 11, 1), dt.time(9))
NETWORK = LimitKey("network")


@pytest.fixture(autouse=True)
def clock_of_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("limits.clock._now", lambda: dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC))


def facts(store: Store, bought: int, limit: int, lacking: str | None, used: Sequence[int] = (40,) * 24) -> None:
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
        for month, numbers in zip(months_between(dt.date(2024, 11, 1), AS_OF)[-len(used) :], used, strict=True):
            if f"{month:%Y-%m}" != lacking:
                sql = "INSERT INTO usage_totals VALUES ('n', $1, 'a', $2, 0), ('n', $1, '', 0, 0)"
                cursor.execute(sql, month, numbers)
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


def test_with_what_all_networks_taught_too(store: Store, tmp_path: Path) -> None:
    season = tuple(0.5 * np.sin(2 * np.pi * np.arange(12) / 12))  # from September on
    used = [round(40 * np.exp(season[month])) for month in (8, 9, 10, 11, 0, 1)]  # from May to October
    facts(store, 600, 60, None, used)
    period = contract("n", "2026-05-01", "2027-04-30", 600, 60)
    table = long_table(usage_rows("n", used, [0] * 6), [period])
    (without,) = answer_table(table, NEXT_MONTH, Settings()).to_pylist()
    learned = Learned(Lesson((season,), (1.0,), series=90, months=40), 500, 0.08, 0.1)
    with store.transaction() as cursor:
        keep_lesson(cursor, FleetLesson(learned, dt.date(2026, 8, 1), 3, AT), by="Headroom", at=AT)
    answer = network_standing(store, OPERATOR, "n").answers[NETWORK]
    file = tmp_path / "lesson.json"
    file.write_text(json.dumps(as_json.fleet_lesson(fleet_lesson(store, OPERATOR))), encoding="utf-8")
    (found,) = answer_table(table, NEXT_MONTH, Settings(lesson=read_lesson(str(file)))).to_pylist()
    assert (found["verdict"], found["suggested_limit"]) == (answer.verdict, answer.limit)
    assert found["need"] == pytest.approx(answer.need, abs=1)  # the page knows that the running month has used nothing
    assert abs(found["need"] - without["need"]) > 5


def test_a_file_without_a_lesson_in_force_is_refused(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "lesson.json"
    with pytest.raises(FleetInput, match="cannot be read"):
        read_lesson(str(file))
    file.write_text("[1]", encoding="utf-8")
    with pytest.raises(FleetInput, match="holds no lesson"):
        read_lesson(str(file))
    file.write_text(json.dumps(as_json.fleet_lesson(fleet_lesson(store, OPERATOR))), encoding="utf-8")
    with pytest.raises(FleetInput, match="not in force"):
        read_lesson(str(file))
