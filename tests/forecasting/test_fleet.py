"""The fleet job: one network at a time by the library's own functions must give the same answers."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from forecasting import forecast
from forecasting.__main__ import main
from forecasting.fleet.answers import Settings
from forecasting.fleet.here import run_here
from forecasting.fleet.parquet import FleetInput
from forecasting.fleet.tables import ANSWER, STATES, answer_table
from forecasting.risk.allotment import whole_quantile
from forecasting.risk.lifts import Lift, lifted
from forecasting.risk.uses import free_numbers
from forecasting.risk.ways import PeriodAhead, period_risk, way_of
from tests.forecasting.fleet_rows import (
    NEXT,
    NEXT_MONTH,
    at_the_edges,
    contract,
    long_table,
    simulated,
    usage_rows,
    write_fleet,
)

S = Settings()
FLAT = [40] * 24
ONE_YEAR = [contract("a", "2026-01-01", "2026-12-31", 9, 9)]
NONE = [0] * 24


def answer(usage: list[dict[str, Any]], contracts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return answer_table(long_table(usage, contracts), NEXT_MONTH, S).to_pylist()


def one(usage: list[dict[str, Any]], *contracts: dict[str, Any]) -> dict[str, Any]:
    (found,) = answer(usage, list(contracts))
    return found


def periods_of(usage: list[dict[str, Any]], contracts: list[dict[str, Any]]) -> list[PeriodAhead]:
    """The periods ahead, month by month in plain Python."""
    months = [NEXT_MONTH + i for i in range(36)]
    found = []
    for c in sorted(contracts, key=lambda c: c["starts_on"]):
        first, last = (month_number(c[name]) for name in ("starts_on", "ends_on"))
        ahead = [m for m in months if max(first, NEXT_MONTH) <= m <= last]
        used = sum(
            u["static_used"] + u["dynamic_used"]
            for u in usage
            if first <= month_number(u["billing_month"]) < NEXT_MONTH
        )
        if ahead:
            left = (c["number_months"] - used) * len(ahead) / (last - max(first, NEXT_MONTH) + 1)
            found.append(PeriodAhead(ahead[0] - NEXT_MONTH, len(ahead), left))
    return found


def month_number(day: dt.date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def largest(holds: Callable[[int], bool], most: int) -> int:
    return next((n for n in range(most, 0, -1) if holds(n)), 0)


def twin(usage: list[dict[str, Any]], contracts: list[dict[str, Any]]) -> dict[str, Any]:
    """One network by `forecast`, `lifts`, `uses` and `ways`, one number after the other."""
    periods = periods_of(usage, contracts)
    horizon = max(p.first + p.months for p in periods)
    both = np.array([[u["static_used"] for u in usage], [u["dynamic_used"] for u in usage]], dtype=float)
    cut = np.array([[u["at_limit"] for u in usage]] * 2)
    paths = forecast(both, horizon, at_limit=cut).paths
    total = paths[0] + paths[1][np.random.default_rng(0).permutation(paths.shape[1])]
    limit = int(contracts[-1]["network_limit"])
    first = periods[0]
    inside = [m for p in periods for m in range(p.first, p.first + p.months)]
    needed = [m for m in inside if m < max(first.first + 12, first.first + first.months)]
    need = whole_quantile(total[:, needed].max(axis=1), 0.9)
    more = max(0, need - limit)
    all_months = np.ones(horizon, dtype=bool)
    wanted = lifted(total, [Lift("network", all_months, float(more), np.full(horizon, float(limit)), 0.0)])
    history = way_of(np.minimum(total, limit), periods)
    is_safe = all(risk <= 0.1 for risk in history.risk_by_period)
    granted, limits = [], []
    for period in periods:
        months = np.zeros(horizon, dtype=bool)
        months[period.span] = True
        free = free_numbers(total, np.full(horizon, float(limit)), months, 0.9)

        def is_safe_for(numbers: int, period=period, free=free) -> bool:
            return period_risk(np.minimum(wanted, limit + max(0, numbers - free)), period) <= 0.1

        part = largest(is_safe_for, more)
        granted.append(part if is_safe and part > free else 0)
        limits.append(limit + max(0, granted[-1] - free))
    if not is_safe:
        verdict = "needs a contract conversation"
    elif not more:
        verdict = "there is room"
    elif all(g == more for g in granted):
        verdict = "grant"
    elif any(g >= max(1, more / 10) for g in granted):
        verdict = "grant N of M"
    else:
        verdict = "needs a contract conversation"
    talks = verdict == "needs a contract conversation"
    if talks:
        granted, limits = [0] * len(periods), [limit] * len(periods)
    lacking = way_of(wanted if is_safe else total, periods).overage
    at_suggested = [period_risk(np.minimum(total, new), p) for new, p in zip(limits, periods, strict=True)]
    over, risk_by_month = np.zeros(len(total), dtype=bool), []
    for month in range(horizon):
        for period in periods:
            if month in range(period.first, period.first + period.months):
                over |= np.minimum(total[:, period.first : month + 1], limit).sum(axis=1) > period.left + 1e-6
        risk_by_month.append(over.mean())
    return {
        "months_left": len(inside),
        "allotment_left": sum(p.left for p in periods),
        "need": need,
        "asked": more,
        "granted_by_period": granted,
        "limit_by_period": limits,
        "suggested_limit": limits[-1],
        "missing_number_months": max(1, round(lacking)) if talks else None,
        "guaranteed_ceiling": (
            None if any(p.left < 0 for p in periods) else min(math.floor(p.left / p.months + 1e-9) for p in periods)
        ),
        "overage_risk": max(history.risk_by_period),
        "overage_risk_as_suggested": max(at_suggested),
        "expected_overage": history.overage,
        "verdict": verdict,
        "risk_by_month": risk_by_month,
        "total_p90": np.quantile(total, 0.9, axis=0).tolist(),
    }


def assert_as_alone(usage: list[dict[str, Any]], contracts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    answers = answer(usage, contracts)
    for found in answers:
        own = [u for u in usage if u["network_id"] == found["network_id"]]
        expected = twin(own, [c for c in contracts if c["network_id"] == found["network_id"]])
        assert found["state"] == "ok"
        for name, value in expected.items():
            same = value if value is None or isinstance(value, str) else pytest.approx(value, abs=1e-9)
            assert found[name] == same, (found["network_id"], name)
    return answers


def test_every_network_gets_the_answers_it_would_get_alone() -> None:
    assert_as_alone(*simulated(45))


def test_no_verdict_differs_from_that_of_one_network() -> None:
    answers = assert_as_alone(*at_the_edges(150))
    assert {a["verdict"] for a in answers} == {
        "there is room", "grant", "grant N of M", "needs a contract conversation",
    }  # fmt: skip


def test_an_allotment_overrun_by_a_network_without_need_is_a_matter_for_the_contract() -> None:
    usage, period = usage_rows("a", [5] + [0] * 59, [0] * 60), contract("a", "2021-11-01", "2027-10-31", 0, 9)
    (found,) = assert_as_alone(usage, [period])
    assert (found["need"], found["guaranteed_ceiling"], found["verdict"]) == (0, None, "needs a contract conversation")


def test_the_order_of_rows_and_the_neighbours_change_nothing() -> None:
    usage, contracts = simulated(20)
    whole = answer(usage, contracts)
    assert answer(usage[::-1], contracts[::-1]) == whole
    alone = [u for u in usage if u["network_id"] == "n00007"]
    (found,) = answer(alone, [c for c in contracts if c["network_id"] == "n00007"])
    assert found == whole[7]


def test_a_month_in_several_rows_is_their_sum() -> None:
    parts = usage_rows("a", [30] * 24, NONE) + usage_rows("a", [10] * 24, NONE)
    period = contract("a", "2026-05-01", "2027-04-30", 480, 50)
    assert one(parts, period) == one(usage_rows("a", FLAT, NONE), period)


def test_constant_usage_leaves_little_doubt() -> None:
    period = contract("a", "2026-05-01", "2027-04-30", 480, 60)
    found = one(usage_rows("a", FLAT, NONE), period)
    assert (found["need"], found["guaranteed_ceiling"], found["months_left"]) == (40.0, 40.0, 6)
    assert found["overage_risk"] < 0.2
    assert one(usage_rows("a", FLAT, NONE), period | {"number_months": 600})["overage_risk"] == 0.0
    assert one(usage_rows("a", FLAT, NONE), period | {"number_months": 400})["overage_risk"] == 1.0
    assert np.isinf(one(usage_rows("a", FLAT, NONE), period | {"number_months": 100_000})["safe_limit"])


@pytest.mark.parametrize(
    ("state", "usage", "contracts"),
    [
        ("no usage", [], [contract("a", "2026-01-01", "2026-12-31", 100, 10)]),
        ("no contract", usage_rows("a", FLAT, NONE), []),
        ("not running", usage_rows("a", FLAT, NONE), [contract("a", "2025-01-01", "2026-10-31", 100, 10)]),
        (
            "overlapping periods",
            usage_rows("a", FLAT, NONE),
            [contract("a", "2026-01-01", "2026-12-31", 100, 10), contract("a", "2026-12-15", "2027-12-31", 100, 10)],
        ),
        ("bad values", usage_rows("a", [-1] * 3, [0] * 3), [contract("a", "2026-01-01", "2026-12-31", 100, 10)]),
        ("bad values", usage_rows("a", FLAT, NONE), [contract("a", "2026-01-01", "2026-12-31", -100, 10)]),
        ("bad values", usage_rows("a", FLAT, NONE), [contract("a", "2026-01-01", "2026-12-31", 100, float("nan"))]),
        ("bad values", usage_rows("a", FLAT, NONE), [contract("a", "2026-12-31", "2026-01-01", 100, 10)]),
    ],
)
def test_what_cannot_be_worked_out_says_why_and_gives_no_figure(
    state: str, usage: list[dict[str, Any]], contracts: list[dict[str, Any]]
) -> None:
    sound = usage_rows("b", FLAT, NONE), contract("b", "2026-05-01", "2027-04-30", 480, 60)
    found = {row["network_id"]: row for row in answer(usage + sound[0], [*contracts, sound[1]])}
    assert found["a"]["state"] == state
    assert state in STATES
    assert all(found["a"][name] is None for name in ("overage_risk", "safe_limit", "need", "missing_number_months"))
    assert (found["a"]["verdict"], found["a"]["suggested_limit"]) == ("cannot be assessed", None)
    assert found["b"]["state"] == "ok"  # the neighbour is none the worse


@pytest.mark.parametrize("column", ["billing_month", "static_used", "dynamic_used"])
def test_usage_without_a_value_is_no_usage_of_nothing(column: str) -> None:
    lacking = usage_rows("a", FLAT, NONE)
    lacking[5][column] = None
    assert one(lacking, contract("a", "2026-05-01", "2027-04-30", 480, 60))["state"] == "bad values"


@pytest.mark.parametrize("column", ["starts_on", "ends_on", "number_months", "network_limit"])
def test_a_period_without_a_value_makes_no_sense(column: str) -> None:
    lacking = contract("a", "2026-05-01", "2027-04-30", 480, 60) | {column: None}
    found = one(usage_rows("a", FLAT, NONE), lacking, contract("a", "2027-05-01", "2028-04-30", 480, 60))
    assert (found["state"], found["overage_risk"]) == ("bad values", None)


def test_a_month_that_does_not_say_whether_a_limit_cut_it_off_was_not_cut_off() -> None:
    unsaid = [row | {"at_limit": None} for row in usage_rows("a", FLAT, NONE)]
    period = contract("a", "2026-05-01", "2027-04-30", 480, 60)
    assert one(unsaid, period) == one(usage_rows("a", FLAT, NONE), period)


def test_rows_of_no_network_come_out_as_one_and_are_no_network_of_that_name() -> None:
    usage = usage_rows("None", FLAT, NONE) + [row | {"network_id": None} for row in usage_rows("a", FLAT, NONE)]
    period = contract("None", "2026-05-01", "2027-04-30", 480, 60)
    nameless, named = answer(usage, [period])
    assert (nameless["network_id"], nameless["state"]) == ("", "bad values")
    assert named == one(usage_rows("None", FLAT, NONE), period)


def test_the_job_writes_one_row_a_network_however_many_buckets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forecasting.fleet.here.ROWS_A_BUCKET", 100)
    usage, contracts = simulated(30)
    files = write_fleet(tmp_path, usage, contracts)
    seen = []
    assert run_here(*files, tmp_path / "out", settings=S, workers=2, progress=lambda *said: seen.append(said)) == 30
    table = pq.read_table(tmp_path / "out").sort_by("network_id")
    assert table.schema.equals(ANSWER)
    assert table.to_pylist() == answer(usage, contracts)
    assert seen[-1][0] == seen[-1][1] > 1
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_the_command_says_what_came_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    usage, contracts = simulated(3)
    files = write_fleet(tmp_path, usage + usage_rows("lost", FLAT, NONE), contracts)
    given = ["fleet", "--usage", files[0], "--contracts", files[1], "--out", str(tmp_path / "out"), "--workers", "1"]
    assert main([*given, "--from", f"{NEXT:%Y-%m}"]) == 0
    assert "4 networks" in (said := capsys.readouterr().out)
    assert "1  cannot be assessed: has usage and no contract" in said
    assert main(given) == 2  # the folder is not empty
    assert "name another folder" in capsys.readouterr().err


def test_input_that_cannot_be_used_is_refused_with_the_way_out(tmp_path: Path) -> None:
    usage, contracts = simulated(3)
    good = write_fleet(tmp_path, usage, contracts)

    def refused(use: str, words: str, contracts_file: str = good[1]) -> None:
        with pytest.raises(FleetInput, match=words):
            run_here(use, contracts_file, tmp_path / "out", settings=S)
        assert not (tmp_path / "out").exists()

    table = pq.read_table(good[0])
    pq.write_table(table.drop_columns(["static_used"]), tmp_path / "short.parquet")
    refused(str(tmp_path / "short.parquet"), "has no column static_used")
    pq.write_table(table.set_column(1, "billing_month", pa.array(["May"] * len(table))), tmp_path / "text.parquet")
    refused(str(tmp_path / "text.parquet"), "billing_month is string, and must be a date")
    (tmp_path / "no.parquet").write_text("hello")
    refused(str(tmp_path / "no.parquet"), "cannot be read as Parquet")
    refused(str(tmp_path / "missing*.parquet"), "names no Parquet file")
    pq.write_table(table.slice(0, 0), tmp_path / "empty.parquet")
    refused(str(tmp_path / "empty.parquet"), "nothing to forecast from")
    refused(good[0], "has no column starts_on", contracts_file=good[0])


@pytest.mark.parametrize("option", [["--risk", "2"], ["--confidence", "no"], ["--from", "soon"]])
def test_senseless_options_are_refused(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["fleet", "--usage", "u", "--contracts", "c", "--out", "o", *option])
    assert caught.value.code == 2
    assert option[1] in capsys.readouterr().err


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "+02:00"])
@pytest.mark.parametrize("column", ["billing_month", "starts_on"])
def test_months_of_a_time_zone_are_refused_because_they_would_shift(tmp_path: Path, zone: str, column: str) -> None:
    usage, contracts = write_fleet(tmp_path, usage_rows("a", FLAT, NONE), ONE_YEAR)
    file = usage if column == "billing_month" else contracts
    table = pq.read_table(file)
    place = table.schema.get_field_index(column)
    zoned = table.column(place).cast(pa.timestamp("us")).cast(pa.timestamp("us", tz=zone))
    pq.write_table(table.set_column(place, column, zoned), file)
    with pytest.raises(FleetInput, match=rf"{column} is timestamp\[us, tz=.*must be a date: the first of a month"):
        run_here(usage, contracts, tmp_path / "out", settings=S, next_month=NEXT)


def test_months_as_timestamps_without_a_zone_are_those_months(tmp_path: Path) -> None:
    usage, contracts = write_fleet(tmp_path, usage_rows("a", FLAT, NONE), ONE_YEAR)
    run_here(usage, contracts, tmp_path / "dates", settings=S, next_month=NEXT)
    table = pq.read_table(usage)
    place = table.schema.get_field_index("billing_month")
    pq.write_table(table.set_column(place, "billing_month", table.column(place).cast(pa.timestamp("us"))), usage)
    run_here(usage, contracts, tmp_path / "stamps", settings=S, next_month=NEXT)
    assert pq.read_table(tmp_path / "dates").to_pylist() == pq.read_table(tmp_path / "stamps").to_pylist()
