"""The tables of a term sheet's workbook: what was simulated is shown beside the inputs it was simulated for only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from limits.planning.account_sheet import ScenarioFigures, TermSheet
from limits.planning.pack_words import safe_limit, safe_words

ALLOTMENT, RATE = "Term!$B$5", "Term!$B$11"
OUTDATED = "simulated for another allotment"
COST = 12  # the column of it


def has_contract(sheet: TermSheet) -> bool:
    """Whether there is a period to work anything out for."""
    return bool(sheet.months) and None not in (sheet.number_months, sheet.used, sheet.left)


def scenarios_page(page: Any, sheet: TermSheet, looks: dict[str, Any]) -> None:
    """Figures that were simulated for one allotment and price are shown beside these only."""
    heads = ("Scenario", "What is different", "The plan", "Months left", "Allotment, number-months", "Overage risk, %",
             "Expected overage, number-months", "Unused on average, number-months", "Need, numbers a month",
             "Safe limit", "Recommended limit", "Verdict", "Cost of the expected overage")  # fmt: skip
    rows = [(c.name, c.words, "yes" if c.is_plan else "", c.months_left) for c in sheet.scenarios]
    table(page, heads, rows, looks)
    for row, scenario in enumerate(sheet.scenarios, start=1):
        follows = has_contract(sheet) and scenario.number_months == sheet.number_months
        if follows:
            page.write_formula(row, 4, f"={ALLOTMENT}", looks["whole"], scenario.number_months)
        elif scenario.number_months is not None:
            page.write_number(row, 4, scenario.number_months, looks["input"])
        if scenario.need is not None:
            page.write_number(row, 8, scenario.need, looks["whole"])
        for column, value in _simulated(sheet, scenario):
            _guarded(page, row, column, value, scenario, sheet, looks)


def _simulated(sheet: TermSheet, scenario: ScenarioFigures) -> Sequence[tuple[int, str | float | None]]:
    safe = safe_limit(sheet, scenario)
    return (
        (5, None if scenario.overage_risk is None else 100 * scenario.overage_risk),
        (6, scenario.expected_overage),
        (7, scenario.expected_unused),
        (9, safe_words(sheet, scenario) if safe is None else safe),
        (10, scenario.suggested_limit),
        (11, scenario.verdict),
        (COST, scenario.expected_overage_cost),
    )


def _guarded(
    page: Any,
    row: int,
    column: int,
    value: str | float | None,
    scenario: ScenarioFigures,
    sheet: TermSheet,
    looks: dict[str, Any],
) -> None:
    """The value while its inputs are those it was simulated for, else words that say so."""
    if value is None or value == "":
        return
    conditions = [] if scenario.number_months is None else [f"$E${row + 1}={scenario.number_months}"]
    if column == COST and sheet.overage_rate is not None and has_contract(sheet):
        conditions.append(f"{RATE}={sheet.overage_rate!r}")
    if not conditions:
        (page.write_string if isinstance(value, str) else page.write_number)(row, column, value, looks["whole"])
        return
    quoted = value.replace('"', '""') if isinstance(value, str) else ""
    shown = f'"{quoted}"' if isinstance(value, str) else repr(float(value))
    page.write_formula(row, column, f'=IF(AND({",".join(conditions)}),{shown},"{OUTDATED}")', looks["whole"], value)


def table(page: Any, heads: Sequence[str], rows: Sequence[Sequence[object]], looks: dict[str, Any]) -> None:
    page.set_column(0, 1, 34)
    page.set_column(2, len(heads), 16)
    for column, head in enumerate(heads):
        page.write_string(0, column, head, looks["head"])
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(place, column, value)
            elif isinstance(value, int | float):
                page.write_number(place, column, value, looks["whole"])
