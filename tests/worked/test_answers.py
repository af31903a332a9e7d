"""Every worked case through import and command: verdict, figures and schedule are those of plain arithmetic."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worked.case import Run, asked, limit_of
from tests.worked.conftest import Filled

WEIGHED = ["w01", "w02", "w03", "w06", "w07", "w08", "w09", "w10", "w11", "w20", "w21", "w23", "w24"]


@pytest.mark.parametrize("name", WEIGHED)
def test_what_is_asked_is_answered_as_by_hand(name: str, filled: Filled, run: Run) -> None:
    found, networks = filled(name)
    for network_id, expected in found["expected"].items():
        code, answer = run("limits", "weigh", network_id, *asked(networks[network_id]), "--json")
        assert code == 0, answer
        _agrees(answer, expected, found, networks[network_id])


def _agrees(answer: Any, expected: dict[str, Any], found: dict[str, Any], network: dict[str, Any]) -> None:
    assert answer["verdict"] == expected["verdict"], answer["sentence"]
    for name, value in expected.get("contract", {}).items():
        assert answer["contract"][name] == value, name
    if "state" in expected:
        assert answer["contract"]["state"] == expected["state"]
    for way in ("as_history", "as_asked", "if_filled"):
        _way_agrees(way, answer[way], expected.get(way, {}), network)
    if "granted" in expected:
        assert answer["granted"] == pytest.approx(expected["granted"], abs=2 if found["id"] == "w02" else 0)
    if "schedule" in expected:
        steps = [(step["from"], step["limit"]) for step in answer["schedule"]]
        wanted = [(step["from"], step["limit"]) for step in expected["schedule"]]
        assert [month for month, _ in steps] == [month for month, _ in wanted]
        assert [limit for _, limit in steps] == pytest.approx(
            [limit for _, limit in wanted], abs=2 if found["id"] == "w02" else 0
        )
    if "missing" in expected:
        assert answer["missing"] == pytest.approx(expected["missing"], rel=0.05)
        assert answer["missing_cost"] == pytest.approx(expected["missing_cost"], rel=0.05)
    if "pair" in expected:
        own = expected["pair"].get("dynamic") or expected["pair"]["campaign"]
        drawn = 0.03 if "traffic" in network else 0  # what is free rests on drawn paths of traffic
        assert answer["limit"] == pytest.approx(own, rel=drawn, abs=0)
        assert answer["pair"]["limit"] == pytest.approx(expected["pair"]["network"], rel=drawn, abs=0)
    if "period_ceilings" in expected:
        assert answer["contract"]["period_ceilings"] == expected["period_ceilings"]
    if "beyond_the_contract" in expected:
        assert answer["beyond_the_contract"] == expected["beyond_the_contract"]
    if "first_month_over" in expected:
        assert answer["as_asked"]["first_over"] == expected["first_month_over"]
    if expected.get("no_ceiling"):
        assert answer["contract"]["ceiling"] is None


def _way_agrees(name: str, way: Any, expected: dict[str, Any], network: dict[str, Any]) -> None:
    full = network.get("demand_is_at_least", False)
    drawn = "traffic" in network
    exact = full or (name == "if_filled" and not drawn)
    used = 0.001 if exact else 0.1 if drawn and name == "as_asked" else 0.03
    if "used" in expected:
        assert way["used"] == pytest.approx(expected["used"], rel=used), name
    if "used_least" in expected:
        assert expected["used_least"] * 0.999 <= way["used"] <= expected["used_most"] * 1.001
    if "overage" in expected:
        assert way["overage"] == pytest.approx(expected["overage"], rel=0.05, abs=0.6), name
    if "cost" in expected:
        assert way["cost"] == pytest.approx(expected["cost"], rel=0.05, abs=3), name
    if "overage_by_period" in expected:
        shown = way["overage_by_period"]
        assert shown[: len(expected["overage_by_period"])] == pytest.approx(expected["overage_by_period"], abs=0.6)


def test_a_standing_answer_agrees_where_nothing_is_asked(filled: Filled, run: Run) -> None:
    found, _ = filled("w12")
    status = run("limits", "status", "w12", "--json")[1]
    answer = limit_of(status)["answer"]
    expected = found["expected"]["w12"]
    assert answer["verdict"] == expected["verdict"]
    assert {name: answer["contract"][name] for name in expected["contract"]} == expected["contract"]
    assert answer["missing"] == pytest.approx(expected["missing"], rel=0.05)
    assert answer["missing_cost"] == pytest.approx(expected["missing_cost"], rel=0.05)
