"""What a term sheet says in words: the verdict, what is safe, renewal options; shared by slides, workbook and page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from limits.answers import amount_words, money
from limits.kinds import about
from limits.months import day_words
from limits.percents import counted, percent
from limits.planning.account_sheet import Renewal, ScenarioFigures, TermSheet


def safe_limit(sheet: TermSheet, column: ScenarioFigures) -> int | None:
    """The safe network limit of a column; None where today's limit is not safe, or none is known to be needed."""
    risk = column.overage_risk
    return None if risk is None or risk > sheet.risk_allowed else column.safe_limit


def would_hold(sheet: TermSheet, column: ScenarioFigures) -> int | None:
    """Where today's limit is not safe: the lower limit that would be, unless more than that is used already."""
    risk, limit = column.overage_risk, column.safe_limit
    if risk is None or risk <= sheet.risk_allowed or limit is None:
        return None
    network = next((row for row in sheet.limits if about(row.kind).is_whole), None)
    return limit if network is not None and network.usage <= limit < network.limit else None


def safe_words(sheet: TermSheet, column: ScenarioFigures) -> str:
    """The safe network limit of a column in words; "none" before whatever else, where there is none."""
    if column.overage_risk is None:
        return "–"
    if column.overage_risk > sheet.risk_allowed:
        lower = would_hold(sheet, column)
        return "none" if lower is None else f"none; {lower:,} would hold"
    safe = safe_limit(sheet, column)
    return "any" if safe is None else f"{safe:,}"


def verdict(sheet: TermSheet) -> str:
    """How the period ends as it is, in one sentence: what a meeting needs to hear first."""
    end, risk = sheet.at_the_end, sheet.followed.overage_risk
    if end is None or risk is None or sheet.ends_on is None:
        return sheet.sentence
    day = day_words(sheet.ends_on)
    if risk <= sheet.risk_allowed:
        left = counted(max(0.0, end.median), "number-month")
        return f"On course: about {left} will be left on {day} at the median; the overage risk is {percent(risk)}."
    over = counted(sheet.followed.expected_overage or 0.0, "number-month")
    expected_cost = sheet.followed.expected_overage_cost
    cost = money(expected_cost if expected_cost and round(expected_cost) >= 1 else None, sheet.currency)
    if end.median < 0:
        return f"The allotment runs out before {day}: {over} beyond it are expected{cost}."
    return f"The allotment may run out before {day}: overage risk {percent(risk)}, {over} expected beyond it{cost}."


def plan_words(sheet: TermSheet) -> str:
    """Whose figures they are where a scenario was made the plan, and what they would be without it."""
    if not sheet.followed.is_plan:
        return ""
    said = f"These figures follow the plan “{sheet.followed.name}”"
    risk = sheet.as_it_is.overage_risk
    return f"{said}." if risk is None else f"{said}; without it the overage risk would be {percent(risk)}."


def key_figures(sheet: TermSheet) -> list[tuple[str, str]]:
    """What a meeting begins with, as words."""
    end, followed = sheet.at_the_end, sheet.followed
    figures = [("Contract", sheet.sentence)]
    if end is not None:
        kind = "over" if end.median < 0 else "left"
        band = f"the median; 80 % band {end.low:,.0f} to {end.high:,.0f}"
        figures.append(("When the period ends", f"{counted(abs(end.median), 'number-month')} {kind} ({band})"))
    if followed.overage_risk is not None:
        cost = followed.expected_overage_cost
        price = f", {amount_words(cost, sheet.currency)}" if cost and sheet.currency else ""
        expected = f"{counted(followed.expected_overage or 0, 'number-month')} expected{price}"
        figures.append(("Overage", f"{percent(followed.overage_risk)} risk; {expected}"))
    if followed.expected_unused is not None:
        unused = counted(followed.expected_unused, "number-month")
        figures.append(("Surplus", f"{unused} expire unused on average"))
    if sheet.renewal is not None:
        figures.append(("Renewal", renewal_words(sheet)))
    return figures


def renewal_words(sheet: TermSheet) -> str:
    """The recommendation in one sentence."""
    renewal = sheet.renewal
    if renewal is None:
        return "The next partnership begins too far ahead to be forecast."
    return (
        f"For the {renewal.months} months from {renewal.starts_on:%B %Y}, {renewal.number_months:,} number-months "
        f"({renewal.numbers_a_month:,} in use every month) hold all demand in {100 * renewal.confidence:.0f} of 100 "
        f"futures; the median needs {renewal.median:,}. Bought now: {renewal.bought_now:,}."
    )


@dataclass(frozen=True)
class RenewalOption:
    """One size of the next allotment, as it stands to the others."""

    name: str
    number_months: int
    numbers_a_month: int
    holds: str  # in how many futures, where that is known
    at_the_median: str  # what is left or over if demand is at its median
    is_recommended: bool


def renewal_options(sheet: TermSheet) -> list[RenewalOption]:
    """The sizes to talk about, the smallest first: as bought now, the median demand, the recommended one."""
    renewal = sheet.renewal
    if renewal is None:
        return []
    sizes = {renewal.number_months: "Recommended"}
    sizes.setdefault(renewal.median, "Median demand")
    if renewal.bought_now:
        sizes.setdefault(renewal.bought_now, "As bought now")
    return [_option(sheet, renewal, size, name) for size, name in sorted(sizes.items())]


def _option(sheet: TermSheet, renewal: Renewal, size: int, name: str) -> RenewalOption:
    futures = {renewal.number_months: renewal.confidence, renewal.median: 0.5}.get(size)
    if futures is not None:
        holds = f"holds all demand in {100 * futures:.0f} of 100 futures"
    elif size > renewal.number_months:
        holds = f"holds all demand in more than {100 * renewal.confidence:.0f} of 100 futures"
    elif size < renewal.median:
        holds = "holds all demand in fewer than 50 of 100 futures"
    else:
        holds = f"holds all demand in 50 to {100 * renewal.confidence:.0f} of 100 futures"
    missing = renewal.median - size
    if missing > 0:
        cost = money(None if sheet.overage_rate is None else missing * sheet.overage_rate, sheet.currency)
        said = f"{missing:,} over at the median{cost}"
    else:
        said = f"{-missing:,} unused at the median" if missing else "used up at the median"
    return RenewalOption(name, size, math.ceil(size / renewal.months), holds, said, size == renewal.number_months)


def to_decide(sheet: TermSheet) -> list[str]:
    """What a meeting may decide, as the sheet recommends it."""
    decisions = [
        f"{limit.words[:1].upper()}{limit.words[1:]}: {'raise' if limit.suggested_limit > limit.limit else 'set'} it "
        f"from {limit.limit:,} to {limit.suggested_limit:,}."
        for limit in sheet.limits
        if limit.suggested_limit is not None and limit.suggested_limit != limit.limit
    ]
    risk = sheet.followed.overage_risk
    if risk is not None and risk > sheet.risk_allowed:
        decisions.append(f"Overage: agree what is done about a risk of {percent(risk)}, an amendment or a lower limit.")
    if sheet.renewal is not None:
        renewal = sheet.renewal
        decisions.append(
            f"Renewal from {renewal.starts_on:%B %Y}: {renewal.number_months:,} number-months are recommended, "
            f"{renewal.bought_now:,} are bought now."
        )
    return decisions or ["Nothing has to be decided: limits and allotment fit the demand."]
