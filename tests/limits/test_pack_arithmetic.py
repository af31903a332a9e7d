"""The workbook works the months to come out of its inputs, in LibreOffice too; nothing unsafe is called safe."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pptx import Presentation

from limits.planning.account_sheet import ContractMonth, LimitFigures, ScenarioFigures, Spread, TermSheet
from limits.planning.pack_csv import sheet_csv
from limits.planning.pack_slides import slides
from limits.planning.pack_words import safe_words
from limits.planning.pack_workbook import workbook

AS_IT_IS = ScenarioFigures(
    scenario_id="",
    name="as it is",
    words="nothing changes",
    is_plan=False,
    months_left=2,
    number_months=1200,
    overage_risk=0.0,
    expected_overage=0.0,
    expected_overage_cost=0.0,
    expected_unused=680.0,
    need=125,
    safe_limit=450,
    suggested_limit=150,
    verdict='"grant"',
)
# 1,200 bought; 100 used before January, 90 and 110 in the closed months: 900 are left for March and April.
SHEET = TermSheet(
    network_id="acme",
    name="Acme",
    as_of=dt.date(2026, 3, 12),
    state="running",
    sentence="900 left.",
    starts_on=dt.date(2025, 12, 1),
    ends_on=dt.date(2026, 4, 30),
    partnership_ends_on=dt.date(2026, 4, 30),
    number_months=1200,
    used=340,
    left=860,
    months_left=2,
    guaranteed_ceiling=450,
    overage_rate=4.5,
    currency="USD",
    risk_allowed=0.1,
    path_count=1000,
    months=(
        ContractMonth(dt.date(2026, 1, 1), 90, None, Spread(1010.0, 1010.0, 1010.0), None, 900.0),
        ContractMonth(dt.date(2026, 2, 1), 110, None, Spread(900.0, 900.0, 900.0), None, 600.0),
        ContractMonth(dt.date(2026, 3, 1), 40, Spread(95.0, 100.0, 105.0), Spread(795.0, 800.0, 805.0), 800.0, 300.0),
        ContractMonth(dt.date(2026, 4, 1), None, Spread(90.0, 120.0, 170.0), Spread(630.0, 680.0, 712.0), 680.0, 0.0),
    ),
    scenarios=(AS_IT_IS, replace(AS_IT_IS, scenario_id="S-1", name="More", number_months=1500, expected_unused=980.0)),
    limits=(LimitFigures("network", "", "network limit", 150, 140, 10, None, 150),),
    renewal=None,
    decided_since=dt.date(2025, 12, 12),
    decisions=(),
    caveats=(),
)


def cells(file: Path) -> dict[str, dict[str, Any]]:
    book = openpyxl.load_workbook(file, data_only=True)
    return {
        page.title: {c.coordinate: c.value for row in page.iter_rows() for c in row if c.value not in (None, "")}
        for page in book
    }


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip(
            "No LibreOffice to work the formulas out: sudo apt-get install --no-install-recommends libreoffice-calc"
        )
    return Path(found)


def recomputed(office: Path, folder: Path, sheet: TermSheet, **inputs: object) -> dict[str, dict[str, Any]]:
    """All cells as LibreOffice works them out, with other inputs: ``Term_B5`` is cell B5 of the sheet Term."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(sheet)))  # saved anew, no cell keeps the result it came with
    for place, value in inputs.items():
        page, _, cell = place.rpartition("_")
        book[page.replace("_", "-")][cell] = value
    book.save(folder / "given.xlsx")
    subprocess.run(
        [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx", "--outdir",
         folder / "worked", folder / "given.xlsx"],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    found = cells(folder / "worked" / "given.xlsx")
    wrong = {f"{page}!{cell}": v for page, all_cells in found.items() for cell, v in all_cells.items()
             if isinstance(v, str) and v.startswith(("#", "Err:"))}  # fmt: skip
    assert wrong == {}
    return found


@pytest.mark.long
def test_libreoffice_works_out_what_the_sheet_says(office: Path, tmp_path: Path) -> None:
    found = recomputed(office, tmp_path, SHEET)
    term, months = found["Term"], found["Burn-down"]
    assert [term[f"B{row}"] for row in (5, 6, 7, 8)] == [1200, 340, 860, 2]
    assert [months[f"E{row}"] for row in (5, 6, 7, 8)] == [1010, 900, 800, 680]
    assert [(months[f"F{row}"], months[f"G{row}"]) for row in (7, 8)] == [(795, 805), (630, 712)]
    assert (term["B9"], term["B10"], term["B12"], term["B14"]) == (680, 0, 0, 0)
    (tmp_path / "as_written.xlsx").write_bytes(workbook(SHEET))
    assert cells(tmp_path / "as_written.xlsx") == {
        page: {cell: pytest.approx(value) if isinstance(value, float) else value for cell, value in all_cells.items()}
        for page, all_cells in found.items()
    }, "what a reader sees that works nothing out is the same"


@pytest.mark.long
def test_another_allotment_gives_another_left_overage_and_cost(office: Path, tmp_path: Path) -> None:
    found = recomputed(office, tmp_path, SHEET, Term_B5=500)
    term, months = found["Term"], found["Burn-down"]
    # 500 less 100 before, 90 and 110: 200 for March and April, which use 220 (270 in 1 of 10 futures).
    assert [months[f"E{row}"] for row in (5, 6, 7, 8)] == [310, 200, 100, -20]
    assert (months["F8"], months["G8"]) == (-70, 12)
    assert (term["B7"], term["B9"], term["B10"], term["B14"]) == (160, -20, 20, 70)
    assert (term["B12"], term["B15"]) == (90, 315)
    assert [months[f"H{row}"] for row in (5, 6, 7, 8)] == [375, 250, 125, 0]
    scenarios = found["Scenarios"]
    assert scenarios["E2"] == 500
    assert {scenarios[f"{c}2"] for c in "FGHJKLM"} == {"simulated for another allotment"}
    assert (scenarios["E3"], scenarios["F3"], scenarios["H3"]) == (1500, 0, 980), "has an allotment of its own"


@pytest.mark.long
def test_another_price_usage_or_simulated_sum_is_followed_too(office: Path, tmp_path: Path) -> None:
    found = recomputed(
        office, tmp_path, SHEET, Term_B5=500, Term_B11=10, Term_B13=0, Burn_down_B5=100, Burn_down_I8=250
    )
    # 500 less 100 and 110: 290; less 250 for March and April: 40 left.
    assert (found["Term"]["B9"], found["Term"]["B10"], found["Term"]["B12"]) == (40, 0, 0)
    assert found["Term"]["B6"] == 100 + 110 + 40
    assert found["Term"]["B15"] == 10 * found["Term"]["B14"] == 0  # 290 less 270


@pytest.mark.long
def test_without_a_price_there_is_no_cost_rather_than_none(office: Path, tmp_path: Path) -> None:
    free = replace(SHEET, overage_rate=None, currency=None, scenarios=(replace(AS_IT_IS, expected_overage_cost=None),))
    found = recomputed(office, tmp_path, free, Term_B5=500)
    assert found["Term"]["B10"] == 20
    assert "B12" not in found["Term"]
    assert found["Term"]["C12"] == "no price on record"


def test_every_figure_of_a_month_to_come_is_an_input_or_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(SHEET)))
    page = book["Burn-down"]
    for row in (7, 8):
        kinds = {c.column_letter: str(c.value).startswith("=") for c in page[row] if c.value is not None}
        assert {c for c, is_formula in kinds.items() if is_formula} == set("DEFGH")
        assert all(page[f"{c}{row}"].fill.fgColor.rgb == "FFFFF2CC" for c, is_formula in kinds.items()
                   if not is_formula and c != "A"), "an input looks like one"  # fmt: skip


@pytest.mark.parametrize(
    ("risk", "safe", "limit", "said"),
    [
        (0.0, 450, 150, "450"),
        (0.1, 150, 150, "150"),
        (0.0, None, 150, "any"),
        (1.0, 123, 150, "none"),  # 140 are used already
        (1.0, 145, 150, "none; 145 would hold"),
        (0.3, None, 150, "none"),
        (0.3, 160, 150, "none"),  # safe in another period only
        (None, 123, 150, "–"),
    ],
)
def test_no_limit_is_called_safe_beside_a_risk_that_is_not(
    risk: float | None, safe: int | None, limit: int, said: str
) -> None:
    column = replace(AS_IT_IS, overage_risk=risk, safe_limit=safe)
    sheet = replace(SHEET, scenarios=(column,))
    assert sheet.limits[0].limit == limit
    assert safe_words(sheet, column) == said
    deck = Presentation(io.BytesIO(slides(sheet)))
    tables = [s.table for slide in deck.slides for s in slide.shapes if s.has_table]
    heads, table = next((h, t) for t in tables if "Safe limit" in (h := [cell.text for cell in t.rows[0].cells]))
    assert table.cell(1, heads.index("Safe limit")).text == said
    page = openpyxl.load_workbook(io.BytesIO(workbook(sheet)), data_only=True)["Scenarios"]
    assert str(page["J2"].value) == said
    listed = [line for line in sheet_csv(sheet).splitlines() if "safe_limit" in line]
    assert [line.rpartition(",")[2] for line in listed] == ([said] if said.isdigit() else [])
