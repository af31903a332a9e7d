"""Sentences and figures as somebody would read them aloud: none contradicts another, and what is obeyed stays."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.worked.case import Network, Run, limit_of, succeeds
from tests.worked.conftest import Filling

CSM = ("--as", "csm@vendor.example", "--reason", "as suggested")


def network(limit: int, spans: list[dict[str, Any]], periods: list[tuple[str, str, int]], **limits: Any) -> Network:
    days = [(dt.date.fromisoformat(start), dt.date.fromisoformat(end), numbers) for start, end, numbers in periods]
    return {
        "time_zone": "Europe/Berlin",
        "partnership": {"starts_on": days[0][0], "ends_on": days[-1][1]},
        "periods": [
            {"starts_on": a, "ends_on": b, "number_months": n, "overage_rate": 2.0, "currency": "EUR"}
            for a, b, n in days
        ],
        "limits": {"network": limit, "dynamic": 2000, "campaigns": {"a": 2000}} | limits,
        "usage": spans,
        "super_user": "sue@n.example",
    }


def flat(first: str, last: str, static: int, dynamic: int) -> dict[str, Any]:
    return {"first": first, "last": last, "dynamic": dynamic, "campaigns": {"a": static}}


TWO_CAMPAIGNS = [{"first": "2026-07", "last": "2026-11", "dynamic": 10, "campaigns": {"a": 60, "b": 30}}]
FLAT = [flat("2025-01", "2026-11", 40, 40)]
FULL = network(100, [flat("2026-07", "2026-11", 50, 50)], [("2026-07-01", "2027-06-30", 1500)])
NETWORKS = {
    "full": FULL,
    "stepped": FULL | {"planned": [{"kind": "network", "to": 130, "on": "2026-12-01"}]},
    "ample": network(
        *(100, TWO_CAMPAIGNS, [("2026-07-01", "2027-06-30", 2500)]), dynamic=20, campaigns={"a": 60, "b": 40}
    ),
    "tight": network(
        *(100, TWO_CAMPAIGNS, [("2026-07-01", "2027-06-30", 1500)]), dynamic=20, campaigns={"a": 60, "b": 40}
    ),
    "year": network(100, FLAT, [("2026-01-01", "2026-12-31", 1200)]),
    "short": network(100, FLAT, [("2026-02-01", "2027-01-31", 1000)]),
    "back": network(100, FLAT, [("2026-01-01", "2026-12-31", 1000), ("2027-01-01", "2027-12-31", 1080)]),
    "gap": network(
        *(70, [flat("2026-01", "2026-06", 30, 30), flat("2026-09", "2026-11", 30, 30)]),
        [("2026-01-01", "2026-12-31", 500)],
    ),
}


@pytest.fixture(scope="module")
def all_networks(filling: Filling) -> Path:
    return filling([{"id": network_id} | facts for network_id, facts in NETWORKS.items()])


@pytest.fixture
def run(run: Run, store_file: Path, all_networks: Path) -> Run:
    """Commands on a store with all these networks."""
    shutil.copy(all_networks, store_file)
    return run


def answer(run: Run, network_id: str, kind: str = "network", campaign: str | None = None) -> Any:
    return limit_of(succeeds(run("limits", "status", network_id, "--json")), kind, campaign)["answer"]


def weigh(run: Run, network_id: str, *arguments: object) -> Any:
    return succeeds(run("limits", "weigh", network_id, "--kind", "network", *arguments, "--json"))


def test_what_all_that_is_needed_would_run_over_is_not_the_overage_of_todays_limit(run: Run) -> None:
    """Full at 100; 1,500 - 4 x 100 = 1,100 for 8 months: 137 is safe. All that is needed is 8 x need - 1,100 over."""
    found = answer(run, "full")
    assert found["limit"] == 137
    over = 8 * found["need"] - 1100
    said = int(found["sentence"].rsplit("would run ", 1)[1].split(" number-months")[0].replace(",", ""))
    assert said == pytest.approx(over, rel=0.03)


def test_a_campaign_that_was_raised_as_suggested_needs_no_more(run: Run) -> None:
    """The network is full, campaign b is not: its limit goes to the need, not to the need less what is free."""
    found = answer(run, "ample", "campaign", "b")
    assert (found["verdict"], found["limit"]) == ("grant", found["need"])
    assert found["pair"]["limit"] == 100 + found["increase"]
    succeeds(run("limits", "change", "ample", "--kind", "network", "--to", found["pair"]["limit"], *CSM))
    succeeds(run("limits", "change", "ample", "--kind", "campaign", "--campaign", "b", "--to", found["limit"], *CSM))
    assert answer(run, "ample", "campaign", "b")["verdict"] == "there is room"


def test_what_is_granted_for_a_later_month_is_not_suggested_for_today(run: Run) -> None:
    """80 used of 100; 40 more from December need 120: once planned, November's 80 and December's 120 both fit."""
    ask = ("--kind", "network", "--more", "40", "--from", "2026-12", "--as", "sue@n.example", "--reason", "a fair")
    succeeds(run("limits", "request", "year", *ask))
    succeeds(run("limits", "decide", "R-1", "approve", "--as", "csm@vendor.example", "--note", "ok"))
    found = answer(run, "year")
    assert (found["verdict"], found["need"]) == ("there is room", 120)
    assert found["sentence"].startswith("There is room: the network limit of 100 with what is planned holds the 120")


def test_planned_steps_count_towards_what_is_needed(run: Run) -> None:
    """1,100 for 8 months at a full limit of 100 with 130 planned from December: 137 in every month, not 130 and 37."""
    assert [(s["from"], s["limit"]) for s in answer(run, "stepped")["schedule"]] == [("2026-11", 137)]


def test_two_requests_for_one_month_can_both_be_granted_before_it(run: Run) -> None:
    """1,100 for 8 months. Campaign a: 20 more, network 120. Then 100 + 7 x (120 + N) <= 1,100: N = 22, network 142."""
    asked = ("--from", "2026-12", "--as", "sue@n.example", "--reason", "a fair")
    succeeds(run("limits", "request", "tight", "--kind", "campaign", "--campaign", "a", "--more", "20", *asked))
    succeeds(run("limits", "request", "tight", "--kind", "network", "--more", "30", *asked))
    succeeds(run("limits", "decide", "R-1", "approve", "--as", "csm@vendor.example", "--note", "ok"))
    assert answer(run, "tight")["granted"] == [22]
    said = succeeds(run("limits", "decide", "R-2", "part", "--to", "142", "--as", "csm@vendor.example", "--note", "ok"))
    assert "Request R-2 is granted in part" in said
    assert "network: 142 from 1 Dec 2026" in said
    assert "120" not in succeeds(run("limits", "status", "tight")).split("imit:")[0]
    succeeds(run("data", "check"))


def test_a_part_that_fits_without_a_raise_is_not_called_useless(run: Run) -> None:
    """1,000 - 9 x 80 = 280 for 3 months; 80 + 2 x (80 + 30) = 300: 20 short. 20 of them fit 100 and use 280.

    A forecast is no promise of 80: one more or less over the months ahead is its own.
    """
    found = weigh(run, "short", "--more", "30", "--from", "2026-12", "--until", "2027-01")
    assert re.fullmatch(
        r"Talk about the contract first: it is (19|20|21) number-months short \((38|40|42) EUR\) with the 30 more. "
        r"20 of them fit without a raise\.",
        found["sentence"],
    )


def test_a_limit_that_falls_back_says_so(run: Run) -> None:
    """2026: 1,000 - 800 = 200 for 80 + 110. 2027: 12 x 110 = 1,320 > 1,080, and 12 x 90 = 1,080 needs no raise."""
    said = weigh(run, "back", "--more", "30", "--from", "2026-12")["sentence"]
    assert said.startswith(
        "Grant all 30 in December 2026 and none from January 2027: the limit goes to 110, then back to 100."
    )


def test_months_alone_that_run_over_leave_no_at_most(run: Run) -> None:
    """8 x 60 reported and 60 in November are 540 of 500; July and August are not reported."""
    said = succeeds(run("limits", "status", "gap"))
    assert "run over the 500 number-months until 31 Dec 2026 by 40 number-months" in said
    assert "at most" not in said


@pytest.mark.parametrize("more", ["0", "-4", "99999999999"])
def test_no_number_of_numbers_is_weighed_that_could_not_be_asked_for(run: Run, more: str) -> None:
    code, said = run("limits", "weigh", "year", "--kind", "network", "--more", more, "--from", "2026-12")
    assert (code, said.count("\n")) == (2, 1)
    assert "more numbers cannot be asked for" in said


def test_sessions_are_refused_where_they_mean_nothing(run: Run) -> None:
    asked = ("--kind", "network", "--more", "5", "--from", "2026-12", "--more-sessions", "5")
    assert run("limits", "weigh", "year", *asked)[0] == 2


def test_wrong_arguments_are_told_in_one_line(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("limits", "weigh", "year", "--kind", "network", "--more", "x", "--from", "2026-12")
    assert stopped.value.code == 2
    assert capsys.readouterr().err == (
        "weigh: argument --more: invalid int value: 'x'. `python -m limits weigh --help` tells what it takes.\n"
    )
