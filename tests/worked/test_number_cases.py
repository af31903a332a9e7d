"""Single numbers: where they count, what a correction changes, and which of them nobody calls."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from data.imports import import_files
from data.tables.usage import campaign_months, idle_numbers, month_corrections, network_months
from limits import clock
from limits.assumptions import Assumptions
from tests.worked.case import Network, Run, asked, limit_of, succeeds, table
from tests.worked.conftest import Filled, Opened

USED, RATE = 600, 3.0  # number-months of November and December, and the price of one


def numbers_file(folder: Path, network: Network) -> str:
    """Where each number of a case was, as a list of numbers."""
    rows = [
        {
            "network_id": network["id"],
            "promo_number": one["number"],
            "number_type": "dynamic" if one["at"] == "pool" else "static",
            "campaign_id": "" if one["at"] == "pool" else one["at"],
            "ring_pool_id": "pool" if one["at"] == "pool" else "",
            "first_used_on": one["from"],
            "released_on": one["through"] + dt.timedelta(days=1) if "through" in one else "",
        }
        for one in network["assignments"]
    ]
    pool = table(folder, "ring_pools", [{"network_id": network["id"], "ring_pool_id": "pool"}])
    return f"{table(folder, 'numbers', rows)} {pool}"


def by_month(opened: Opened, network_id: str) -> dict[str, dict[str, int]]:
    """Numbers of each campaign, of the pool and of the network, by month."""
    with opened() as store, store.reading() as cursor:
        totals = network_months(cursor, [network_id])
        campaigns = campaign_months(cursor, [network_id])
    found = {
        f"{m.billing_month:%Y-%m}": {"a": 0, "b": 0, "pool": m.dynamic_used, "network": m.static_used + m.dynamic_used}
        for m in totals
    }
    for month in campaigns:
        if month.campaign_id:
            found[f"{month.billing_month:%Y-%m}"][month.campaign_id] = month.static_used
    return found


def test_a_number_counts_once_a_month_where_it_was_first(
    filled: Filled, run: Run, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, networks = filled("w18")
    expected = {row.pop("month"): row for row in found["expected"]["w18"]["usage"]}
    files = numbers_file(tmp_path / "files", networks["w18"]).split()
    succeeds(run("data", "import", *files, "--as-of", found["as_of"], "--complete-since", "2026-08-01"))
    november = {month: row for month, row in expected.items() if month <= "2026-11"}
    assert by_month(opened, "w18") == november
    over = dt.date(2026, 11, 30)  # November is over with it, and December runs
    monkeypatch.setattr(clock, "_now", lambda: dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC))
    with opened() as store:
        paths = [Path(file) for file in files]
        import_files(store, paths, as_of=over, imported_by="ada@vendor.example", now=clock.present())
    assert by_month(opened, "w18") == expected
    status = succeeds(run("limits", "status", "w18", "--json"))
    assert status["running_month"] == "2026-12-01"
    assert {one["campaign_id"] or one["kind"]: one["usage"] for one in status["limits"]} == {
        "a": expected["2026-12"]["a"],
        "b": expected["2026-12"]["b"],
        "dynamic": expected["2026-12"]["pool"],
        "network": expected["2026-12"]["network"],
    }
    succeeds(run("data", "check"))


def test_a_closed_month_changes_by_a_stated_correction_only(
    filled: Filled, run: Run, opened: Opened, tmp_path: Path
) -> None:
    found, networks = filled("w19")
    expected, correction = found["expected"]["w19"], networks["w19"]["correction"]
    before = answer_of(run)
    assert before["verdict"] == expected["before"]["verdict"]
    agrees(before, expected["before"])
    total = {"network_id": "w19", "billing_month": correction["month"], "static_used": ""}
    rows = [{**total, "campaign_id": "", "dynamic_used": correction["dynamic"]}]
    rows += [{**total, "campaign_id": "a", "dynamic_used": "", "static_used": 150}]
    (tmp_path / "again").mkdir()
    file = table(tmp_path / "again", "monthly_usage", rows)
    run("data", "import", file, "--as-of", found["as_of"])  # refused or left out: it has to change nothing
    agrees(answer_of(run), expected["imported_without_correction"])
    assert corrections(opened) == []
    stated = ("--correct", correction["month"], "--reason", correction["reason"])
    succeeds(run("data", "import", file, "--as-of", found["as_of"], *stated))
    after = answer_of(run)
    assert after["verdict"] == expected["after"]["verdict"]
    agrees(after, expected["after"])
    kept = expected["kept"]
    assert corrections(opened) == [(kept["month"], kept["old"], kept["new"], correction["reason"])]


def answer_of(run: Run) -> Any:
    return limit_of(succeeds(run("limits", "status", "w19", "--json")))["answer"]


def agrees(answer: Any, expected: dict[str, Any]) -> None:
    """Names such as as_history_overage are read as the figure of that way."""
    for name, value in expected.items():
        way = next((way for way in ("as_history", "as_asked", "if_filled") if name.startswith(way)), None)
        if way is not None:
            shown, hair = answer[way][name[len(way) + 1 :]], 0.0 if way == "if_filled" else 0.03 * USED
            assert shown == pytest.approx(value, abs=RATE * hair if name.endswith("cost") else hair), name
            assert answer[way]["used"] <= 640  # with the limit of 320 no more can be used
        elif name != "verdict":
            assert answer["contract"][name] == value, name


def corrections(opened: Opened) -> list[tuple[str, int, int, str]]:
    """Month, network total before and after, and why."""
    with opened() as store, store.reading() as cursor:
        found = month_corrections(cursor, ["w19"])
    return [
        (f"{c.billing_month:%Y-%m}", c.old_static + c.old_dynamic, c.new_static + c.new_dynamic, c.reason)
        for c in found
        if not c.campaign_id
    ]


def test_idle_numbers_are_listed_and_make_room_next_month_only(
    filled: Filled, run: Run, opened: Opened, tmp_path: Path
) -> None:
    found, networks = filled("w21")
    expected = found["expected"]["w21"]
    named = networks["w21"]["numbers"]
    kinds = [one["type"] for one in named]
    others = ["static"] * (80 - kinds.count("static")) + ["dynamic"] * (40 - kinds.count("dynamic"))
    rang = {"first_used_on": dt.date(2025, 6, 1), "last_call_on": dt.date(2026, 11, 23)}
    rest = [{"number": f"+1855556{place:04}", "type": kind} | rang for place, kind in enumerate(others)]
    rows = [
        {
            "network_id": "w21",
            "promo_number": one["number"],
            "number_type": one["type"],
            "campaign_id": "a" if one["type"] == "static" else "",
            "ring_pool_id": "pool" if one["type"] == "dynamic" else "",
            "first_used_on": one["first_used_on"],
            "released_on": one.get("released_on", ""),
            "last_call_on": one.get("last_call_on", ""),
        }
        for one in [*named, *rest]
    ]
    folder = tmp_path / "files"
    pool = table(folder, "ring_pools", [{"network_id": "w21", "ring_pool_id": "pool"}])
    succeeds(run("data", "import", pool, table(folder, "numbers", rows), "--as-of", found["as_of"]))
    with opened() as store, store.reading() as cursor:
        idle = [one.promo_number for one in idle_numbers(cursor, "w21", found["as_of"], Assumptions().idle_days)]
    assert idle == expected["idle"]
    answer = succeeds(run("limits", "weigh", "w21", *asked(networks["w21"]), "--json"))
    assert answer["verdict"] == expected["verdict"]  # they make no room in the running month
    assert answer["granted"] == expected["granted"]
    hint = next(reason for reason in answer["reasons"] if reason["code"] == "idle")
    assert hint["idle"] == expected["room_from_releasing"]["numbers"]
    assert "from the next billing month on, not in this one" in hint["sentence"]
