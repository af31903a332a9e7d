"""Contracts that cannot be assessed, that changed, or that touch more months than they seem to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from data.store import Store
from data.tables import networks as network_reads
from data.tables.usage import network_months
from limits.actors import actor
from limits.advice.standing import network_standing
from limits.network.contract import Contract, contract_on
from limits.planning.account_sheet import term_sheet
from tests.worked.case import Run, fill, limit_of, succeeds
from tests.worked.conftest import Filled, Opened

UNKNOWN = ("limit", "increase", "granted", "schedule", "safe_increase", "missing", "missing_cost")


def answer_of(run: Run, network_id: str) -> Any:
    """Of the network limit; where nothing can be assessed, that no figure pretends to be known."""
    status = succeeds(run("limits", "status", network_id, "--json"))
    answer = limit_of(status)["answer"]
    assert status["contract"]["state"] == answer["contract"]["state"]
    if answer["verdict"] == "cannot be assessed":
        assert status["overage_risk"] is None
        assert {answer[name] for name in UNKNOWN} == {None}
        for way in ("as_history", "as_asked", "if_filled"):
            assert {answer[way][name] for name in ("used", "overage", "cost", "risk")} == {None}
    return answer


def test_months_nobody_reported_leave_bounds_and_no_verdict(filled: Filled, run: Run) -> None:
    found, _ = filled("w04")
    expected = found["expected"]["w04-gap"]
    answer = answer_of(run, "w04-gap")
    assert answer["verdict"] == expected["verdict"]
    contract = answer["contract"]
    assert contract["state"] == expected["state"]
    assert contract["unreported"] == expected["missing_months"]
    bounds = [f"left_{when}_{end}" for when in ("at_month_start", "today") for end in ("most", "least")]
    assert {name: contract[name] for name in bounds} == {name: expected[name] for name in bounds}
    for name in ("used_closed", "left_at_month_start", "left_today", "ceiling"):
        assert contract[name] is None
    assert "January to July 2026" in answer["sentence"]


def test_an_opening_balance_stands_for_the_months_nobody_reported(filled: Filled, run: Run) -> None:
    found, _ = filled("w04")
    expected = found["expected"]["w04-open"]
    answer = answer_of(run, "w04-open")
    assert answer["verdict"] == expected["verdict"]
    assert {name: answer["contract"][name] for name in expected["contract"]} == expected["contract"]
    assert answer["contract"]["unreported"] == []
    for name in ("used", "overage", "cost"):
        assert answer["as_history"][name] == pytest.approx(expected["as_history"][name], rel=0.05)
    assert answer["missing"] == pytest.approx(expected["missing"], rel=0.05)
    assert answer["missing_cost"] == pytest.approx(expected["missing_cost"], rel=0.05)


@pytest.mark.parametrize("network_id", ["w05-none", "w05-ended", "w05-uncovered"])
def test_a_contract_that_says_nothing_of_today_is_told_as_it_is(network_id: str, filled: Filled, run: Run) -> None:
    found, _ = filled("w05")
    expected = found["expected"][network_id]
    answer = answer_of(run, network_id)
    assert answer["verdict"] == expected["verdict"]
    contract = answer["contract"]
    assert contract["state"] == expected["state"]
    for shown, wanted in zip(contract["settled"], expected.get("settled", contract["settled"]), strict=True):
        for name, value in wanted.items():
            assert shown[name] == (value.isoformat() if isinstance(value, dt.date) else value), name
    assert contract["uncovered_months"] == expected.get("uncovered_months", [])
    for name, value in expected.get("next_period", {}).items():
        assert contract["next_period"][name] == value, name


def test_a_network_without_a_contract_is_told_to_enter_one(filled: Filled, run: Run) -> None:
    filled("w05")
    assert "enter one" in answer_of(run, "w05-none")["sentence"]


def test_an_import_refuses_overlapping_periods_and_names_both(filled: Filled, run: Run, tmp_path: Any) -> None:
    found, _ = filled("w05")
    overlapping = [network for network in found["network"] if network["id"] == "w05-overlap"]
    said = ""

    def note(*arguments: object) -> tuple[int, Any]:
        nonlocal said
        code, said = run(*arguments)
        return code, said

    with pytest.raises(AssertionError):
        fill(tmp_path / "overlap", overlapping, note)
    for period in overlapping[0]["periods"]:
        assert any(
            str(period[day]) in said or f"{period[day]:%-d %b %Y}" in said for day in ("starts_on", "ends_on")
        ), said


def test_an_overlap_that_older_stores_hold_is_told_with_its_days(filled: Filled, run: Run, opened: Opened) -> None:
    """As it came in before imports refused it."""
    found, _ = filled("w05")
    first, second = next(n for n in found["network"] if n["id"] == "w05-overlap")["periods"]
    with opened() as store, store.transaction() as cursor:
        cursor.execute("DELETE FROM allotments WHERE network_id = 'w05-uncovered'")
        for period in (first, second):
            cursor.execute(
                "INSERT INTO allotments (network_id, starts_on, ends_on, number_months) VALUES ($1, $2, $3, $4)",
                *("w05-uncovered", period["starts_on"], period["ends_on"], period["number_months"]),
            )
    expected = found["expected"]["w05-overlap"]
    answer = answer_of(run, "w05-uncovered")
    assert answer["verdict"] == expected["verdict"]
    assert answer["contract"]["state"] == expected["state"]
    assert answer["contract"]["overlap"] == {name: day.isoformat() for name, day in expected["overlap"].items()}
    assert "1 Oct 2026 to 31 Dec 2026" in answer["sentence"]


def test_what_a_contract_was_on_a_past_day_can_be_told(filled: Filled, opened: Opened) -> None:
    found, _ = filled("w11")
    for expected in found["expected"]["w11"]["on_past_days"]:
        with opened() as store:
            current = on_day(store, "w11", expected["day"]).current
        assert current is not None
        assert current.number_months == expected["number_months"]
        assert current.used_closed == expected["used_closed"]
        assert current.left_for_months_ahead == expected["left_at_month_start"]
        assert len(current.months_ahead) == expected["months_ahead"]
        assert current.guaranteed_ceiling == expected["ceiling"]


def on_day(store: Store, network_id: str, day: dt.date) -> Contract:
    with store.reading() as cursor:
        ids = [network_id]
        return contract_on(
            day,
            network_reads.partnerships(cursor, ids)[network_id],
            network_reads.allotments(cursor, ids)[network_id],
            network_months(cursor, ids),
            network_reads.amendments(cursor, ids)[network_id],
        )


def test_a_year_from_mid_month_touches_thirteen_months_and_is_renewed_for_twelve(
    filled: Filled, opened: Opened
) -> None:
    found, _ = filled("w12")
    expected = found["expected"]["w12"]
    with opened() as store:
        csm = actor(store, "csm@vendor.example")
        current = network_standing(store, csm, "w12").contract.current
        sheet = term_sheet(store, csm, "w12")
    assert current is not None
    assert current.months == expected["period_months"]
    assert sheet is not None
    assert sheet.renewal is not None
    assert sheet.renewal.months == 12
    assert sheet.renewal.number_months == pytest.approx(expected["renewal_12_months"], rel=0.03)
