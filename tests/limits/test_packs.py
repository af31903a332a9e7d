"""A frozen pack reopens exactly; what changed since is told; files hold the same figures."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.errors import BadInput, DocumentTooNew, NotAllowed, Unknown
from data.store import Store
from data.tables import summary
from data.upkeep.check import violations
from limits.__main__ import main
from limits.actors import OPERATOR, Actor, actor
from limits.advice.standing import network_standing
from limits.changes.change import ChangeLimit, change_limit
from limits.outlook.scenario_changes import ExtendedTo, NewCampaign
from limits.percents import percent
from limits.planning.account_sheet import TermSheet, term_sheet
from limits.planning.decided import DecisionFigures
from limits.planning.frozen_packs import as_text, freeze_pack, from_text, open_pack, packs
from limits.planning.pack_changes import what_changed
from limits.planning.pack_csv import harmless, sheet_csv
from limits.planning.pack_words import key_figures, plan_words, verdict
from limits.planning.pack_workbook import workbook
from limits.planning.saved_scenarios import commit_scenario, save_scenario
from tests.limits.world import CSM, PLANNER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


def sheet_of(world: Store, person: Actor = OPERATOR) -> TermSheet:
    found = term_sheet(world, person, "acme")
    assert found is not None
    return found


def new_data(world: Store) -> None:
    with world.transaction() as cursor:
        cursor.execute("UPDATE usage_totals SET dynamic_used = 50 WHERE network_id = 'acme' AND campaign_id = ''"
                       " AND billing_month = '2026-11-01'")  # fmt: skip
        summary.describe_as_of(cursor, ["acme"], dt.date(2026, 11, 25))
        summary.refresh(cursor, ["acme"])


def test_the_sheet_says_what_the_standing_says(world: Store) -> None:
    sheet, standing = sheet_of(world), network_standing(world, OPERATOR, "acme")
    current = standing.contract.current
    assert current is not None
    assert standing.ahead is not None
    assert (sheet.used, sheet.left, sheet.number_months) == (
        current.used_closed + current.used_running, current.left, 1200,
    )  # fmt: skip
    assert sheet.as_it_is.overage_risk == standing.overage_risk
    assert sheet.as_it_is.expected_overage == standing.ahead.expected_overage
    closed = [m for m in sheet.months if m.expected is None]
    assert sum(m.used or 0 for m in closed) == current.used_closed
    assert [m.month.month for m in sheet.months] == list(range(1, 13))
    assert sheet.months[-1].even_pace == pytest.approx(0)


def test_each_month_leaves_what_the_one_before_left_less_its_usage(world: Store) -> None:
    sheet = sheet_of(world)
    left = 1200.0
    for month in sheet.months:
        if month.expected is None:
            left -= month.used or 0
            assert month.left is not None
            assert month.left.median == left
        else:
            assert month.left is not None
            assert month.left.low <= month.left.median <= month.left.high < left


def test_the_renewal_holds_demand_of_as_many_months_after_the_partnership(world: Store, csm: Actor) -> None:
    renewal = sheet_of(world).renewal
    assert renewal is not None
    assert (renewal.starts_on, renewal.months, renewal.bought_now) == (dt.date(2027, 1, 1), 12, 1200)
    longer = network_standing(world, csm, "acme", changes=[ExtendedTo(dt.date(2027, 12, 31))]).outlook
    assert longer is not None
    sums = longer.total[:, 2:14].sum(axis=1)
    assert (sums <= renewal.number_months).mean() >= 0.9 > (sums <= renewal.number_months - 1).mean()


def test_a_plan_leads_the_sheet_and_stands_beside_the_network_as_it_is(world: Store, csm: Actor) -> None:
    plain = sheet_of(world)
    saved = save_scenario(
        world, csm, "acme", "Spring", [NewCampaign("Fair", 40, dt.date(2026, 12, 1))], reason="fair", now=NOW
    )
    assert len(sheet_of(world).months) == len(plain.months)
    commit_scenario(world, csm, saved.scenario_id, "acme", reason="agreed", now=NOW)
    planned = sheet_of(world)
    assert [c.is_plan for c in planned.scenarios] == [False, True]
    assert planned.as_it_is.overage_risk == plain.as_it_is.overage_risk
    assert planned.months[-1].expected != plain.months[-1].expected
    assert any("plan" in c.what.lower() for c in what_changed(plain, planned))


def test_what_a_sheet_says_first_follows_the_plan_as_every_forecast_does(world: Store, csm: Actor) -> None:
    """The median at the end and the risk beside it are of one future, the one that the network's page tells."""
    with world.transaction() as cursor:
        cursor.execute("UPDATE allotments SET number_months = 1125 WHERE network_id = 'acme'")
    without = network_standing(world, csm, "acme").overage_risk
    fair = [NewCampaign("Fair", 40, dt.date(2026, 12, 1))]
    saved = save_scenario(world, csm, "acme", "Spring", fair, reason="fair", now=NOW)
    commit_scenario(world, csm, saved.scenario_id, "acme", reason="agreed", now=NOW)
    sheet, standing = sheet_of(world), network_standing(world, csm, "acme")
    assert standing.overage_risk != without
    assert sheet.followed.overage_risk == standing.overage_risk
    said = " ".join([verdict(sheet), *(text for _, text in key_figures(sheet))])
    assert f"{percent(standing.overage_risk)} risk" in said
    assert plan_words(sheet) == (
        f"These figures follow the plan “Spring”; without it the overage risk would be {percent(without)}."
    )


def test_figures_come_back_equal_to_the_last_bit(world: Store) -> None:
    sheet = sheet_of(world)
    assert from_text(as_text(sheet)) == sheet


def test_a_pack_reopens_exactly_after_new_data_and_says_what_changed(world: Store) -> None:
    planner = actor(world, PLANNER)
    then = sheet_of(world, planner)
    pack = freeze_pack(world, planner, "acme", " Quarterly review ", now=NOW)
    assert (pack.title, pack.frozen_by, pack.as_of) == ("Quarterly review", PLANNER, then.as_of)
    new_data(world)
    change_limit(world, actor(world, CSM), ChangeLimit("acme", "network", 150, "a second fleet"), now=NOW)
    again, sheet = open_pack(world, planner, "acme", pack.pack_id)
    assert (again, sheet) == (pack, then)
    changed = {c.what: (c.then, c.now) for c in what_changed(sheet, sheet_of(world))}
    assert changed["Usage described as of"] == (dt.date(2026, 11, 20), dt.date(2026, 11, 25))
    assert changed["Network limit"] == (120, 150)
    assert changed["Network limit: usage this month"] == (95, 100)
    assert changed["Left of it"] == (then.left, (then.left or 0) - 5)
    assert [d.reason for d in sheet_of(world).decisions] == ["a second fleet"]
    assert violations(world) == []


def test_nothing_changed_is_nothing(world: Store) -> None:
    assert what_changed(sheet_of(world), sheet_of(world)) == []


def test_packs_are_listed_newest_first_and_by_network(world: Store) -> None:
    planner = actor(world, PLANNER)
    for day, title in ((1, "first"), (2, "second")):
        freeze_pack(world, planner, "acme", title, now=NOW + dt.timedelta(days=day))
    assert [p.title for p in packs(world, planner, "acme")] == ["second", "first"]
    assert packs(world, planner, "bolt") == []
    with pytest.raises(Unknown, match="no pack"):
        open_pack(world, planner, "bolt", packs(world, planner, "acme")[0].pack_id)


def test_what_cannot_be_frozen_is_refused(world: Store) -> None:
    planner = actor(world, PLANNER)
    with pytest.raises(BadInput, match="title"):
        freeze_pack(world, planner, "acme", "  ")
    with pytest.raises(BadInput, match="at most 200"):
        freeze_pack(world, planner, "acme", "x" * 201)
    with pytest.raises(NotAllowed, match="name yourself"):
        freeze_pack(world, OPERATOR, "acme", "review")
    world.write(lambda c: c.execute("DELETE FROM network_months WHERE network_id = 'bolt'"))
    with pytest.raises(BadInput, match="nothing to freeze"):
        freeze_pack(world, planner, "bolt", "review")


def test_a_pack_of_a_format_to_come_is_refused_in_words() -> None:
    with pytest.raises(DocumentTooNew, match=r"version 9.*update Headroom"):
        from_text(json.dumps({"format": 9}))


def test_the_workbooks_formulas_work_out_what_the_sheet_says(world: Store) -> None:
    sheet = sheet_of(world)
    file = workbook(sheet)
    formulas = openpyxl.load_workbook(io.BytesIO(file))
    values = _recomputed(formulas)
    assert formulas["Term"]["B5"].value == sheet.number_months
    assert [values["Term"][f"B{row}"] for row in (6, 7, 8)] == [sheet.used, sheet.left, sheet.months_left]
    end = sheet.months[-1].left
    assert end is not None
    assert values["Term"]["B9"] == pytest.approx(end.median)
    for place, month in enumerate(sheet.months, start=5):
        assert values["Burn-down"][f"H{place}"] == pytest.approx(month.even_pace)
        assert month.left is not None
        for column, left in (("E", month.left.median), ("F", month.left.low), ("G", month.left.high)):
            if column == "E" or month.expected is not None:
                assert values["Burn-down"][f"{column}{place}"] == pytest.approx(left)
    assert [values["Limits"][f"D{row}"] for row in range(2, 2 + len(sheet.limits))] == [
        x.headroom for x in sheet.limits
    ]
    cached = openpyxl.load_workbook(io.BytesIO(file), data_only=True)
    for page in formulas.sheetnames:
        for cell, value in values[page].items():
            assert cached[page][cell].value == pytest.approx(value), f"{page} {cell}"
    formulas["Term"]["B5"] = 2000
    again = _recomputed(formulas)
    assert again["Term"]["B7"] == 2000 - (sheet.used or 0)
    assert again["Term"]["B9"] == pytest.approx(end.median + 800)
    assert again["Scenarios"]["F2"] == "simulated for another allotment"


def _recomputed(book: Any) -> dict[str, dict[str, Any]]:
    """What the few functions that the workbook uses give, worked out from its cells."""
    found: dict[str, dict[str, Any]] = {page.title: {} for page in book}

    def value(page: str, cell: str) -> Any:
        content = book[page][cell.replace("$", "")].value
        if not (isinstance(content, str) and content.startswith("=")):
            return content
        expression = re.sub(
            r"(?:'?([A-Z][\w-]*)'?!)?(\$?[A-Z]\$?\d+(?::\$?[A-Z]\$?\d+)?)",
            lambda m: f"at('{m[1] or page}', '{m[2]}')",
            content[1:],
        )
        expression = re.sub(
            r"(?<![<>=])=(?!=)", "==", expression.replace('==""', " is None").replace('=""', " is None")
        )
        result = eval(expression, {"at": at, "SUM": lambda r: sum(v or 0 for v in r), "MAX": max,
                                   "COUNT": lambda r: sum(v is not None for v in r),
                                   "AND": lambda *given: all(given), "IF": lambda c, a, b: a if c else b})  # fmt: skip
        found[page][cell.replace("$", "")] = result
        return result

    def at(page: str, where: str) -> Any:
        if ":" not in where:
            return value(page, where)
        return [value(page, cell.coordinate) for row in book[page][where.replace("$", "")] for cell in row]

    for page in book:
        for row in page.iter_rows():
            for cell in row:
                value(page.title, cell.coordinate)
    return found


def test_a_text_never_runs_as_a_formula(world: Store) -> None:
    trap = '=HYPERLINK("http://example.com")'
    decision = DecisionFigures(dt.date(2026, 11, 1), "@who", "+what", trap)
    sheet = replace(sheet_of(world), decisions=(decision,), name="=1+1")
    rows = list(csv.reader(io.StringIO(sheet_csv(sheet))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+")) or (cell[:1] == "-" and not
                cell[1:2].isdigit())]  # fmt: skip
    assert harmless("-5") == "'-5"
    assert harmless(-5) == -5
    page = openpyxl.load_workbook(io.BytesIO(workbook(sheet)))["Decisions"]
    assert (page["D2"].value, page["D2"].data_type) == (trap, "s")


def test_the_csv_has_every_figure_with_its_unit(world: Store) -> None:
    sheet = sheet_of(world)
    rows = list(csv.DictReader(io.StringIO(sheet_csv(sheet))))
    left = next(r for r in rows if (r["section"], r["figure"]) == ("term", "left"))
    assert (left["value"], left["unit"], left["as_of"]) == (str(sheet.left), "number-months", "2026-11-20")
    assert all(r["unit"] for r in rows)
    assert {r["section"] for r in rows} >= {"term", "month", "scenario", "limit", "renewal"}


def test_the_commands(
    world: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.close()
    monkeypatch.setenv("HEADROOM_DB", str(world.address))

    def run(*arguments: str) -> tuple[int, str]:
        code = main(["pack", "acme", *arguments])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    assert "allotment" in run()[1].lower() or "number-months left" in run()[1]
    assert run("--freeze", "Review")[0] == 4
    code, said = run("--freeze", "Review", "--as", PLANNER)
    assert (code, "Frozen as P-1: Review" in said) == (0, True)
    assert "P-1" in run("--list")[1]
    assert "Nothing changed since." in run("--open", "P-1")[1]
    assert json.loads(run("--open", "P-1", "--json")[1])["pack"]["pack_id"] == "P-1"
    for ending in ("pptx", "pdf", "xlsx", "csv"):
        assert run("--export", str(tmp_path / f"pack.{ending}"))[0] == 0
        assert (tmp_path / f"pack.{ending}").stat().st_size > 500
    assert run("--export", str(tmp_path / "pack.odp"))[0] == 2
    assert run("--open", "P-9")[0] == 2
