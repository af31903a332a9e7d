"""A term sheet as an Excel workbook: the numbers, and formulas that work the rest out again when one is changed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from limits.term_sheet import TermSheet

MONTHS_FROM = 5  # the first row of the months, counted as a person sees it


def workbook(sheet: TermSheet) -> bytes:
    """An XLSX file with the sheets Term, Burn-down, Scenarios, Limits and Decisions."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{sheet.name}, as of {sheet.as_of}"})
    looks = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "date": book.add_format({"num_format": "d mmm yyyy", "align": "left"}),
        "month": book.add_format({"num_format": "mmm yyyy", "align": "left"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "risk": book.add_format({"num_format": '0 "%"'}),
    }
    _term(book.add_worksheet("Term"), sheet, looks)
    _burn_down(book, book.add_worksheet("Burn-down"), sheet, looks)
    _scenarios(book.add_worksheet("Scenarios"), sheet, looks)
    _limits(book.add_worksheet("Limits"), sheet, looks)
    _decisions(book.add_worksheet("Decisions"), sheet, looks)
    book.close()
    return out.getvalue()


def _term(page: Any, sheet: TermSheet, looks: dict[str, Any]) -> None:
    """Allotment and price are inputs; what is used and left follows from the months."""
    page.set_column(0, 0, 44)
    page.set_column(1, 1, 18)
    page.set_column(2, 2, 70)
    page.write_string(0, 0, sheet.name, looks["title"])
    page.write_string(1, 0, "Usage as of the end of")
    page.write_datetime(1, 1, sheet.as_of, looks["date"])
    page.write_string(2, 0, sheet.sentence)
    if not sheet.months or sheet.number_months is None or sheet.used is None or sheet.left is None:
        return
    last = MONTHS_FROM + len(sheet.months) - 1
    used, ahead = f"'Burn-down'!B{MONTHS_FROM}:B{last}", f"'Burn-down'!C{MONTHS_FROM}:C{last}"
    end = sheet.months[-1].left
    rows: list[tuple[str, str | float, float | None, str]] = [
        ("Allotment, number-months", sheet.number_months, None, "of the period in force; change it to see the rest"),
        ("Used so far, number-months", f"=SUM({used})", sheet.used, "closed months and the running one so far"),
        ("Left, number-months", "=B5-B6", sheet.left, "allotment less what is used"),
        ("Months left", f"=COUNT({ahead})", len([m for m in sheet.months if m.expected]), "with the running month"),
        ("Median left at the end, number-months", f"='Burn-down'!E{last}", end.median if end else None,
         "what today's limits let through, the middle of the simulated futures"),
        ("Overage at the median, number-months", "=MAX(0,-B9)", max(0.0, -end.median) if end else None, ""),
        ("Overage rate, a number-month", sheet.overage_rate or 0, None, sheet.currency or "no price on record"),
        ("Cost of that overage", "=B10*B11", max(0.0, -end.median) * (sheet.overage_rate or 0) if end else None,
         sheet.currency or ""),
    ]  # fmt: skip
    for place, (name, value, cached, explained) in enumerate(rows, start=4):
        page.write_string(place, 0, name)
        if isinstance(value, str):
            page.write_formula(place, 1, value, looks["whole"], cached)
        else:
            page.write_number(place, 1, value, looks["whole"])
        page.write_string(place, 2, explained)


def _burn_down(book: Any, page: Any, sheet: TermSheet, looks: dict[str, Any]) -> None:
    page.set_column(0, 7, 16)
    page.write_string(0, 0, "Number-months left at the end of each month", looks["title"])
    page.write_string(1, 0, f"Usage as of the end of {sheet.as_of}; expected under today's limits, 80 % band.")
    heads = (
        "Month",
        "Used, numbers",
        "Expected in whole, median",
        "Counted, numbers",
        "Left, median",
        "Left, 1 of 10 below",
        "Left, 1 of 10 above",
        "Even pace",
    )
    for column, head in enumerate(heads):
        page.write_string(MONTHS_FROM - 2, column, head, looks["head"])
    count = len(sheet.months)
    for place, one in enumerate(sheet.months):
        row, seen = MONTHS_FROM - 1 + place, MONTHS_FROM + place
        page.write_datetime(row, 0, one.month, looks["month"])
        if one.used is not None:
            page.write_number(row, 1, one.used, looks["whole"])
        if one.expected is not None:
            page.write_number(row, 2, one.expected.median, looks["whole"])
        counted = one.expected.median if one.expected is not None else float(one.used or 0)
        page.write_formula(row, 3, f'=IF(C{seen}="",B{seen},C{seen})', looks["whole"], counted)
        if one.left is not None:
            # The median of a sum is not the sum of medians: what is simulated stands there as a number.
            if one.expected is None:
                formula = f"=Term!$B$5-SUM($D${MONTHS_FROM}:D{seen})"
                page.write_formula(row, 4, formula, looks["whole"], one.left.median)
            else:
                page.write_number(row, 4, one.left.median, looks["whole"])
                page.write_number(row, 5, one.left.low, looks["whole"])
                page.write_number(row, 6, one.left.high, looks["whole"])
        page.write_formula(row, 7, f"=Term!$B$5*(1-{place + 1}/{count})", looks["whole"], one.even_pace)
    if count:
        _chart(book, page, count)


def _chart(book: Any, page: Any, count: int) -> None:
    chart = book.add_chart({"type": "line"})
    first, last = MONTHS_FROM - 1, MONTHS_FROM + count - 2
    for column, name, colour, dash in (
        (4, "Left, median", "#009E73", "solid"),
        (5, "1 of 10 below", "#7FCEB9", "dash"),
        (6, "1 of 10 above", "#7FCEB9", "dash"),
        (7, "Even pace", "#7A5195", "round_dot"),
    ):
        chart.add_series({
            "name": name,
            "categories": ["Burn-down", first, 0, last, 0],
            "values": ["Burn-down", first, column, last, column],
            "line": {"color": colour, "dash_type": dash, "width": 2},
        })  # fmt: skip
    chart.set_y_axis({"name": "number-months left", "num_format": "#,##0"})
    chart.set_x_axis({"num_format": "mmm yy"})
    chart.set_size({"width": 900, "height": 380})
    page.insert_chart(MONTHS_FROM + count + 1, 0, chart)


def _scenarios(page: Any, sheet: TermSheet, looks: dict[str, Any]) -> None:
    heads = ("Scenario", "What is different", "The plan", "Months left", "Allotment, number-months", "Overage risk, %",
             "Expected overage, number-months", "Expected unused, number-months", "Need, numbers a month",
             "Safe limit", "Suggested limit", "Verdict")  # fmt: skip
    rows = [
        (c.name, c.words, "yes" if c.is_plan else "", c.months_left, c.number_months,
         None if c.overage_risk is None else 100 * c.overage_risk, c.expected_overage, c.expected_unused, c.need,
         c.safe_limit, c.suggested_limit, c.verdict)
        for c in sheet.scenarios
    ]  # fmt: skip
    _table(page, heads, rows, looks)


def _limits(page: Any, sheet: TermSheet, looks: dict[str, Any]) -> None:
    """Headroom is worked out again when a limit is changed."""
    _table(page, ("Limit", "Numbers a month", "Used this month", "Headroom", "Likely full", "Suggested"), [], looks)
    for row, one in enumerate(sheet.limits, start=1):
        page.write_string(row, 0, one.words)
        page.write_number(row, 1, one.limit, looks["whole"])
        page.write_number(row, 2, one.usage, looks["whole"])
        page.write_formula(row, 3, f"=B{row + 1}-C{row + 1}", looks["whole"], one.headroom)
        if one.likely_full is not None:
            page.write_datetime(row, 4, one.likely_full, looks["month"])
        if one.suggested_limit is not None:
            page.write_number(row, 5, one.suggested_limit, looks["whole"])


def _decisions(page: Any, sheet: TermSheet, looks: dict[str, Any]) -> None:
    rows = [(f"{d.on}", d.words, d.by, d.reason) for d in sheet.decisions]
    _table(page, (f"Day (since {sheet.decided_since})", "What", "By", "Reason"), rows, looks)


def _table(page: Any, heads: Sequence[str], rows: Sequence[Sequence[object]], looks: dict[str, Any]) -> None:
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
