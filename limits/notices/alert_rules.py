"""When an alert is raised and when it ends: levels with a gap between, so that nobody is told to and fro."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from limits.advice import PortfolioRow
from limits.assumptions import AlertRules, Assumptions
from limits.kinds import WHO_MAY_RAISE, LimitKey
from limits.months import plus_months, running_month
from limits.network import LimitStanding
from limits.percents import percent, percent_as_set

Alert = Literal["usage", "likely full", "likely overage"]
FOR_CUSTOMERS: Final[frozenset[Alert]] = frozenset({"usage", "likely full"})


DEFAULT_RULES: Final = AlertRules()


@dataclass(frozen=True)
class Reading:
    """How one alert stands now. It rises to ``reached``; it ends, or eases, only to ``held``.

    A fall from before ``began`` is none: a new billing month, or a new allotment period, starts from the beginning.
    """

    key: LimitKey
    alert: Alert
    reached: int
    held: int
    words: str
    began: dt.date | None

    def level_after(self, before: int) -> int:
        return max(self.reached, min(before, self.held))


def readings(row: PortfolioRow, rules: AlertRules, assumptions: Assumptions) -> list[Reading]:
    """Every alert of one network whose limits and usage are known."""
    found = []
    for standing in row.limits:
        if standing.state != "none":
            found.append(_usage(row, standing, rules))
        chances = row.full_chances.get(standing.key, ())
        if chances and standing.state != "none":
            found.append(_likely_full(row, standing, chances, rules))
    if row.overage_risk is not None and row.network_limit is not None:
        found.append(_likely_overage(row, row.network_limit, row.overage_risk, rules, assumptions))
    return found


def _usage(row: PortfolioRow, standing: LimitStanding, rules: AlertRules) -> Reading:
    def level(gap: int) -> int:
        if not standing.limit:
            return max(rules.usage_percent)
        return max((p for p in rules.usage_percent if standing.usage * 100 >= (p - gap) * standing.limit), default=0)

    full = {"full": " is full", "exceeded": " is exceeded"}.get(standing.state, "")
    who = f" It can be raised by {WHO_MAY_RAISE[standing.key.kind]}." if full else ""
    share = f" ({percent(standing.utilization)})" if standing.limit else ""
    return Reading(
        standing.key,
        "usage",
        reached=level(0),
        held=level(rules.usage_gap_percent),
        words=f"{_sentence(standing)}{full}: {standing.usage:,} of {standing.limit:,} numbers are used{share}.{who}",
        began=running_month(row.network.as_of) if row.network.as_of else None,
    )


def _likely_full(row: PortfolioRow, standing: LimitStanding, chances: tuple[float, ...], rules: AlertRules) -> Reading:
    near = chances[: rules.months_ahead + 1]
    highest = max(near)
    first = next((i for i, chance in enumerate(near) if chance >= rules.full_chance), near.index(highest))
    month = plus_months(running_month(row.network.as_of), first) if row.network.as_of else None
    when = f" in {month:%B %Y}" if month else ""
    # A limit that is full cuts off what would show: what was said before stands until there is room again.
    is_full = standing.usage >= standing.limit
    return Reading(
        standing.key,
        "likely full",
        reached=0 if is_full else int(highest >= rules.full_chance),
        held=1 if is_full else int(highest >= rules.full_chance_ends),
        words=(
            f"The chance that demand exceeds the {standing.words} of {standing.limit:,}{when} is "
            f"{percent(near[first])}."
        ),
        began=None,
    )


def _likely_overage(
    row: PortfolioRow, network: LimitStanding, risk: float, rules: AlertRules, assumptions: Assumptions
) -> Reading:
    current = row.term.current
    if current is not None and current.overage:
        words = f"{current.overage:,} number-months beyond the allotment already."
    else:
        words = (
            f"The overage risk at today's network limit of {network.limit:,} is {percent(risk)}; "
            f"up to {percent_as_set(assumptions.risk)} is safe."
        )
    if row.answer is not None:
        words += f" {row.answer.sentence}"
    return Reading(
        network.key,
        "likely overage",
        reached=int(risk > assumptions.risk),
        held=int(risk > assumptions.risk * rules.overage_risk_ends),
        words=words,
        began=current.starts_on if current is not None else None,
    )


def _sentence(standing: LimitStanding) -> str:
    return standing.words[:1].upper() + standing.words[1:]
