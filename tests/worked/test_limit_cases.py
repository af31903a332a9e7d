"""Limits that somebody types or divides."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forecasting.risk.split import DYNAMIC, Claim, fair_split
from limits.actors import actor
from limits.advice.standing import NetworkStanding, network_standing
from limits.answers.model import Way
from limits.kinds import LimitKey
from tests.worked.case import Run, case, limit_of, succeeds
from tests.worked.conftest import Filled, Opened

CSM = ("--as", "csm@vendor.example", "--reason", "as asked")
SAM = "sam@w22.example"
CAMPAIGN_A = LimitKey("campaign", "a")
MONTHS = 7  # November 2026 to May 2027


@pytest.fixture
def super_user(filled: Filled) -> dict[str, Any]:
    """The case with a Super User of its network; gives what is expected."""
    expected: dict[str, Any] = filled("w22")[0]["expected"]["w22"]
    return expected


def standing_for(opened: Opened, email: str) -> NetworkStanding:
    with opened() as store:
        return network_standing(store, actor(store, email), "w22")


def test_the_safe_raise_is_near_the_one_by_hand(super_user: dict[str, Any], run: Run) -> None:
    status = succeeds(run("limits", "status", "w22", "--json"))
    found = limit_of(status, "campaign", "a")["answer"]["safe_increase"]
    assert 60 <= found <= 84
    assert super_user["safe_raise"] == 80


def test_what_is_typed_is_weighed_as_a_request_for_its_increase(super_user: dict[str, Any], opened: Opened) -> None:
    vendor, customer = (standing_for(opened, email) for email in ("csm@vendor.example", SAM))
    for expected in super_user["typed"]:
        seen: Way = vendor.typed(CAMPAIGN_A, expected["to"])
        told = customer.typed(CAMPAIGN_A, expected["to"])
        assert seen.used == pytest.approx(expected["used"], rel=0.02)
        assert seen.overage == pytest.approx(expected["overage"], rel=0.15, abs=1)
        assert seen.cost == pytest.approx(expected.get("cost_for_the_vendor", 0.0), rel=0.15, abs=3)
        assert (told.used, told.overage, told.risk) == (seen.used, seen.overage, seen.risk)
        assert not told.overage or told.cost is None  # money is the vendor's
        assert seen.risk is not None
        assert (seen.risk > vendor.assumptions.risk) == expected["second_yes"]


def test_beyond_what_is_safe_a_super_user_says_yes_twice(super_user: dict[str, Any], run: Run) -> None:
    for expected in super_user["typed"]:
        words = ["change", "w22", "--kind", "campaign", "--campaign", "a", "--to", expected["to"]]
        words += ["--as", SAM, "--reason", "a spring sale"]
        code, said = run("limits", *words)
        assert (code == 2) == expected["second_yes"], said
        if expected["second_yes"]:
            assert "beyond what is safe" in said
            assert not any(sign in said for sign in ("$", "USD", "840"))
            code, said = run("limits", *words, "--beyond-safe")
        assert code == 0, said
    status = succeeds(run("limits", "status", "w22", "--json"))
    assert limit_of(status, "campaign", "a")["limit"] == super_user["typed"][-1]["to"]


def test_beyond_what_the_network_limit_leaves_nothing_more_is_used(super_user: dict[str, Any], opened: Opened) -> None:
    standing, most = standing_for(opened, SAM), super_user["network_limit_holds_at"]
    at_most = standing.typed(CAMPAIGN_A, most).used
    assert at_most == pytest.approx(MONTHS * 560, rel=0.01)  # the network limit, used up in every month
    assert standing.typed(CAMPAIGN_A, most + 100).used == pytest.approx(at_most, rel=0.01)


def test_a_campaign_limit_beyond_the_network_limit_is_refused_whatever_is_said(
    super_user: dict[str, Any], run: Run
) -> None:
    words = ["change", "w22", "--kind", "campaign", "--campaign", "a", "--to", "561", "--as", SAM, "--reason", "why"]
    code, said = run("limits", *words, "--beyond-safe")
    assert code == 2
    assert "the network limit is 560" in said
    assert super_user["network_limit_holds_at"] < 561


@pytest.mark.parametrize("division", case("w23")["expected"]["w23"]["splits"], ids=lambda d: str(d["total"]))
def test_a_limit_is_split_max_min(division: dict[str, Any]) -> None:
    claims = [
        Claim(DYNAMIC if name == "dynamic" else name, uses, division["needs"][name])
        for name, uses in division["uses"].items()
    ]
    found = fair_split(division["total"], claims)
    assert {name or "dynamic": numbers for name, numbers in found.limits.items()} == division["gives"]
    assert found.unassigned == division["total"] - sum(division["gives"].values())


def test_without_the_pair_only_what_the_network_limit_leaves_is_of_use(filled: Filled, run: Run) -> None:
    found, networks = filled("w23")
    expected, wanted = found["expected"]["w23"], networks["w23"]["request"]["more"]
    said = succeeds(run("limits", "change", "w23", *["--kind", "campaign", "--campaign", "a", "--to", "80"], *CSM))
    assert "80" in said
    code, said = run("limits", "explain", "w23", *f"--kind static --campaign a --count {wanted} --json".split())
    explained = json.JSONDecoder().raw_decode(said)[0]
    assert code == 1
    assert not explained["allowed"]
    assert explained["room"] == expected["useful_without_the_pair"]
    binding = [(one["kind"], one["missing"]) for one in explained["binding"]]
    assert binding == [("network", wanted - expected["useful_without_the_pair"])]
