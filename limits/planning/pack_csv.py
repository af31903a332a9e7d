"""A term sheet as CSV: one figure a row, with its unit, so that any tool can take it further."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import fields

from limits.planning.account_sheet import Spread, TermSheet
from limits.planning.pack_words import safe_limit, would_hold

HEADER = ("network_id", "as_of", "section", "item", "figure", "unit", "value")
_UNITS = {
    "overage_risk": "ratio",
    "expected_overage": "number-months",
    "expected_overage_cost": "money",
    "expected_unused": "number-months",
    "number_months": "number-months",
    "months_left": "months",
    "used": "number-months",
    "left": "number-months",
    "guaranteed_ceiling": "numbers a month",
    "starts_on": "date",
    "ends_on": "date",
    "likely_full": "month",
}
_RISKY_FIRST = ("=", "+", "-", "@", "\t", "\r")


def sheet_csv(sheet: TermSheet) -> str:
    """The whole sheet; a text that a spreadsheet would take for a formula has an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for section, item, figure, unit, value in _rows(sheet):
        if value is not None:
            writer.writerow(
                (sheet.network_id, sheet.as_of, section, harmless(item), harmless(figure), unit, harmless(value))
            )
    return out.getvalue()


def harmless(value: object) -> object:
    """A text as it is, or with an apostrophe before what a spreadsheet would run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY_FIRST) else value


def _rows(sheet: TermSheet) -> Iterator[tuple[str, str, str, str, object]]:
    for name in ("number_months", "used", "left", "months_left", "guaranteed_ceiling", "starts_on", "ends_on"):
        yield "term", sheet.name, name, _UNITS[name], getattr(sheet, name)
    for one in sheet.months:
        month = f"{one.month:%Y-%m}"
        yield "month", month, "used", "numbers", one.used
        for name, spread in (("expected", one.expected), ("left", one.left)):
            unit = "numbers" if name == "expected" else "number-months"
            yield from (("month", month, f"{name} {level}", unit, value) for level, value in _levels(spread))
        yield "month", month, "left_without_limits p50", "number-months", one.left_without_limits
        yield "month", month, "even_pace", "number-months", one.even_pace
    for column in sheet.scenarios:
        for field in fields(column):
            if field.name not in ("scenario_id", "name", "words", "is_plan", "verdict"):
                unit = _UNITS.get(field.name, "numbers a month")
                unit = sheet.currency or unit if unit == "money" else unit
                value = safe_limit(sheet, column) if field.name == "safe_limit" else getattr(column, field.name)
                yield "scenario", column.name, field.name, unit, value
        yield "scenario", column.name, "limit_that_would_hold", "numbers a month", would_hold(sheet, column)
    for limit in sheet.limits:
        for name in ("limit", "usage", "headroom", "likely_full", "suggested_limit"):
            yield "limit", limit.words, name, _UNITS.get(name, "numbers"), getattr(limit, name)
    for place, planned in enumerate(sheet.planned or (), start=1):
        yield "planned", f"{place}", "planned change", "words", planned
    if sheet.renewal is not None:
        for name, unit in (("number_months", "number-months"), ("median", "number-months"), ("months", "months")):
            yield "renewal", f"from {sheet.renewal.starts_on}", name, unit, getattr(sheet.renewal, name)
    for decision in sheet.decisions:
        yield "decision", f"{decision.on} {decision.by}", decision.words, "reason", decision.reason


def _levels(spread: Spread | None) -> Iterator[tuple[str, float]]:
    if spread is not None:
        yield from (("p10", spread.low), ("p50", spread.median), ("p90", spread.high))
