"""What a term sheet may call safe: a word that slides, workbook and page share."""

from __future__ import annotations

from limits.planning.account_sheet import ScenarioFigures, TermSheet


def safe_limit(sheet: TermSheet, column: ScenarioFigures) -> int | None:
    """The safe network limit of a column; None where today's limit is not safe, or none is known to be needed."""
    risk = column.overage_risk
    return None if risk is None or risk > sheet.risk_allowed else column.safe_limit


def would_hold(sheet: TermSheet, column: ScenarioFigures) -> int | None:
    """Where today's limit is not safe: the lower limit that would be, unless more than that is used already."""
    risk, limit = column.overage_risk, column.safe_limit
    if risk is None or risk <= sheet.risk_allowed or limit is None:
        return None
    network = next((one for one in sheet.limits if one.kind == "network"), None)
    return limit if network is not None and network.usage <= limit < network.limit else None


def safe_words(sheet: TermSheet, column: ScenarioFigures) -> str:
    """The safe network limit of a column in words; "none" before whatever else, where there is none."""
    if column.overage_risk is None:
        return "–"
    if column.overage_risk > sheet.risk_allowed:
        lower = would_hold(sheet, column)
        return "none" if lower is None else f"none; {lower:,} would hold"
    found = safe_limit(sheet, column)
    return "any" if found is None else f"{found:,}"
