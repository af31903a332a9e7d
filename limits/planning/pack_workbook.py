"""A term sheet as an Excel workbook: what was counted, agreed and simulated stands there as numbers, all else is worked
out from them by formulas, so that another allotment or price gives another end.
"""

from __future__ import annotations

import io
from typing import Any

from limits.planning.account_sheet import ContractMonth, TermSheet
from limits.planning.pack_tables import ALLOTMENT, has_contract, scenarios_page, table

MONTHS_FROM = 5  # the first row of the months, counted as a person sees it
BEFORE = "Term!$B$13"


def workbook(sheet: TermSheet) -> bytes:
    """An XLSX file with the sheets Term, Burn-down, Scenarios, Limits, Planned changes if there are any, Decisions."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{sheet.name}, as of {sheet.as_of}"})
    styles = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "date": book.add_format({"num_format": "d mmm yyyy", "align": "left"}),
        "month": book.add_format({"num_format": "mmm yyyy", "align": "left"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "input": book.add_format({"num_format": "#,##0", "bg_color": "#FFF2CC"}),
        "price": book.add_format({"num_format": "#,##0.00", "bg_color": "#FFF2CC"}),
        "risk": book.add_format({"num_format": '0 "%"'}),
    }
    _term(book.add_worksheet("Term"), sheet, styles)
    _burn_down(book, book.add_worksheet("Burn-down"), sheet, styles)
    scenarios_page(book.add_worksheet("Scenarios"), sheet, styles)
    _limits(book.add_worksheet("Limits"), sheet, styles)
    if sheet.planned:
        table(
            book.add_worksheet("Planned changes"),
            ("What will change, and when",),
            [(p,) for p in sheet.planned],
            styles,
        )
    _decisions(book.add_worksheet("Decisions"), sheet, styles)
    book.close()
    return out.getvalue()


def _term(page: Any, sheet: TermSheet, styles: dict[str, Any]) -> None:
    """Allotment, price and what was used before are inputs; all else follows from them and the months."""
    page.set_column(0, 0, 44)
    page.set_column(1, 1, 18)
    page.set_column(2, 2, 70)
    page.write_string(0, 0, sheet.name, styles["title"])
    page.write_string(1, 0, "Usage as of the end of")
    page.write_datetime(1, 1, sheet.as_of, styles["date"])
    page.write_string(2, 0, sheet.sentence)
    if not has_contract(sheet):
        return
    last = MONTHS_FROM + len(sheet.months) - 1
    used, ahead = f"'Burn-down'!B{MONTHS_FROM}:B{last}", f"'Burn-down'!C{MONTHS_FROM}:C{last}"
    end = sheet.months[-1].left
    over = max(0.0, -end.median) if end else None
    badly = max(0.0, -end.low) if end else None
    money = sheet.currency or "no price on record"
    page.write_string(3, 2, "Yellow cells are inputs: change one, and what rests on it follows.")
    _line(page, 5, "Allotment, number-months", sheet.number_months, "of the period in force", styles["input"])
    _line(page, 6, "Used so far, number-months", f"=SUM({used})+B13", "closed months and the running one so far",
          styles["whole"], sheet.used)  # fmt: skip
    _line(page, 7, "Left, number-months", "=B5-B6", "allotment less what is used", styles["whole"], sheet.left)
    _line(page, 8, "Months left", f"=COUNT({ahead})", "with the running month", styles["whole"],
          len([m for m in sheet.months if m.expected]))  # fmt: skip
    _line(page, 9, "Median left at the end, number-months", f"='Burn-down'!E{last}",
          "what today's limits let through, the middle of the simulated futures", styles["whole"],
          end.median if end else None)  # fmt: skip
    _line(page, 10, "Overage at the median, number-months", "=MAX(0,-B9)", "", styles["whole"], over)
    _line(page, 11, "Overage rate, a number-month", sheet.overage_rate, money, styles["price"])
    _line(page, 12, "Cost of that overage", '=IF(B11="","",B10*B11)', money, styles["whole"], _cost(sheet, over))
    _line(page, 13, "Used before the months of the sheet Burn-down", _before(sheet), "number-months of the same period",
          styles["input"])  # fmt: skip
    _line(page, 14, "Overage in 1 of 10 futures at least", f"=MAX(0,-'Burn-down'!F{last})", "number-months",
          styles["whole"], badly)  # fmt: skip
    _line(page, 15, "Cost of that overage", '=IF(B11="","",B14*B11)', money, styles["whole"], _cost(sheet, badly))


def _line(
    page: Any, row: int, name: str, value: str | float | None, explained: str, style: Any, cached: object = None
) -> None:
    page.write_string(row - 1, 0, name)
    if isinstance(value, str):
        page.write_formula(row - 1, 1, value, style, "" if cached is None else cached)
    elif value is None:
        page.write_blank(row - 1, 1, None, style)
    else:
        page.write_number(row - 1, 1, value, style)
    page.write_string(row - 1, 2, explained)


def _cost(sheet: TermSheet, overage: float | None) -> float | None:
    return None if overage is None or sheet.overage_rate is None else overage * sheet.overage_rate


def _before(sheet: TermSheet) -> int:
    """What of the period was used and is no month of the sheet: an opening balance."""
    return (sheet.used or 0) - sum(m.used or 0 for m in sheet.months)


def _burn_down(book: Any, page: Any, sheet: TermSheet, styles: dict[str, Any]) -> None:
    page.set_column(0, 10, 16)
    page.write_string(0, 0, "Number-months left at the end of each month", styles["title"])
    page.write_string(1, 0, f"Usage as of the end of {sheet.as_of}; expected under today's limits, 80 % band.")
    page.write_string(2, 0, "Yellow cells were counted or simulated: a median of sums is no sum of medians.")
    heads = (
        "Month",
        "Used, numbers",
        "Expected in whole, median",
        "Counted, numbers",
        "Left, median",
        "Left, 1 of 10 below",
        "Left, 1 of 10 above",
        "Even pace",
        "Used from the running month on, median",
        "The same, 1 of 10 above",
        "The same, 1 of 10 below",
    )
    for column, head in enumerate(heads):
        page.write_string(MONTHS_FROM - 2, column, head, styles["head"])
    count = len(sheet.months)
    closed = sum(month.expected is None for month in sheet.months)
    for place, month in enumerate(sheet.months):
        row, seen = MONTHS_FROM - 1 + place, MONTHS_FROM + place
        page.write_datetime(row, 0, month.month, styles["month"])
        if month.used is not None:
            page.write_number(row, 1, month.used, styles["input"])
        if month.expected is not None:
            page.write_number(row, 2, month.expected.median, styles["input"])
        counted = month.expected.median if month.expected is not None else float(month.used or 0)
        page.write_formula(row, 3, f'=IF(C{seen}="",B{seen},C{seen})', styles["whole"], counted)
        if month.left is not None:
            _left(page, row, month, closed, sheet, styles)
        page.write_formula(row, 7, f"={ALLOTMENT}*(1-{place + 1}/{count})", styles["whole"], month.even_pace)
    if count:
        _chart(book, page, count)


def _left(page: Any, row: int, month: ContractMonth, closed: int, sheet: TermSheet, styles: dict[str, Any]) -> None:
    """What is left follows from the allotment, the closed months, and the simulated sum of those after them."""
    seen = row + 1
    if month.left is None or sheet.number_months is None:
        return
    if month.expected is None:
        spent = f"SUM($D${MONTHS_FROM}:D{seen})"
        page.write_formula(row, 4, f"={ALLOTMENT}-{BEFORE}-{spent}", styles["whole"], month.left.median)
        return
    spent = f"SUM($D${MONTHS_FROM}:$D${MONTHS_FROM + closed - 1})" if closed else "0"
    at_month_start = sheet.number_months - _before(sheet) - sum(m.used or 0 for m in sheet.months[:closed])
    for column, simulated, left in ((4, 8, month.left.median), (5, 9, month.left.low), (6, 10, month.left.high)):
        page.write_number(row, simulated, at_month_start - left, styles["input"])
        formula = f"={ALLOTMENT}-{BEFORE}-{spent}-{'ABCDEFGHIJK'[simulated]}{seen}"
        page.write_formula(row, column, formula, styles["whole"], left)


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


def _limits(page: Any, sheet: TermSheet, styles: dict[str, Any]) -> None:
    """Headroom is worked out again when a limit is changed."""
    table(page, ("Limit", "Numbers a month", "Used this month", "Headroom", "Likely full", "Recommended"), [], styles)
    for row, limit in enumerate(sheet.limits, start=1):
        page.write_string(row, 0, limit.words)
        page.write_number(row, 1, limit.limit, styles["input"])
        page.write_number(row, 2, limit.usage, styles["input"])
        page.write_formula(row, 3, f"=B{row + 1}-C{row + 1}", styles["whole"], limit.headroom)
        if limit.likely_full is not None:
            page.write_datetime(row, 4, limit.likely_full, styles["month"])
        if limit.suggested_limit is not None:
            page.write_number(row, 5, limit.suggested_limit, styles["whole"])


def _decisions(page: Any, sheet: TermSheet, styles: dict[str, Any]) -> None:
    rows = [(f"{d.on}", d.words, d.by, d.reason) for d in sheet.decisions]
    table(page, (f"Day (since {sheet.decided_since})", "What", "By", "Reason"), rows, styles)
