"""When an alert is raised and when it ends: levels with a gap between, so that nobody is told to and fro."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from limits.advice import PortfolioRow
from limits.assumptions import AlertRules, Assumptions
from limits.kinds import LimitKey, who_may_raise
from limits.months import plus_months, running_month
from limits.network import LimitHeadroom
from limits.percents import percent, percent_as_set
from limits.settings import Settings

Alert = Literal["usage", "likely full", "likely overage"]


@dataclass(frozen=True)
class Reading:
    """How one alert stands now. It rises to ``reached``; it ends, or eases, only to ``eases_to``.

    A fall from before ``began`` is none: a new billing month, or a new allotment period, starts from the beginning.
    """

    key: LimitKey
    alert: Alert
    reached: int
    eases_to: int
    words: str
    began: dt.date | None

    def level_after(self, before: int) -> int:
        return max(self.reached, min(before, self.eases_to))


def readings(row: PortfolioRow, settings: Settings) -> list[Reading]:
    """Every alert of one network whose limits and usage are known, by what holds for it."""
    rules, assumptions = settings.alerts, settings.assumptions
    of_network = []
    for headroom in row.limits:
        if headroom.state != "none":
            of_network.append(_usage(row, headroom, rules, settings.may_raise_campaign))
        chances = row.full_chances.get(headroom.key, ())
        if chances and headroom.state != "none":
            of_network.append(_likely_full(row, headroom, chances, rules))
    if row.overage_risk is not None and row.network_limit is not None:
        of_network.append(_likely_overage(row, row.network_limit, row.overage_risk, rules, assumptions))
    return of_network


def _usage(row: PortfolioRow, headroom: LimitHeadroom, rules: AlertRules, roles: tuple[str, ...]) -> Reading:
    def level(gap: int) -> int:
        if not headroom.limit:
            return max(rules.usage_percent)
        return max((p for p in rules.usage_percent if headroom.usage * 100 >= (p - gap) * headroom.limit), default=0)

    full = {"full": " is full", "exceeded": " is exceeded"}.get(headroom.state, "")
    who = f" It can be raised by {who_may_raise(headroom.key.kind, roles)}." if full else ""
    share = f" ({percent(headroom.utilization)})" if headroom.limit else ""
    return Reading(
        headroom.key,
        "usage",
        reached=level(0),
        eases_to=level(rules.usage_gap_percent),
        words=f"{_sentence(headroom)}{full}: {headroom.usage:,} of {headroom.limit:,} numbers are used{share}.{who}",
        began=running_month(row.network.as_of) if row.network.as_of else None,
    )


def _likely_full(row: PortfolioRow, headroom: LimitHeadroom, chances: tuple[float, ...], rules: AlertRules) -> Reading:
    near = chances[: rules.months_ahead + 1]
    highest = max(near)
    first = next((i for i, chance in enumerate(near) if chance >= rules.full_chance), near.index(highest))
    month = plus_months(running_month(row.network.as_of), first) if row.network.as_of else None
    when = f" in {month:%B %Y}" if month else ""
    # A limit that is full cuts off what would show: what was said before stands until there is room again.
    is_full = headroom.usage >= headroom.limit
    return Reading(
        headroom.key,
        "likely full",
        reached=0 if is_full else int(highest >= rules.full_chance),
        eases_to=1 if is_full else int(highest >= rules.full_chance_ends),
        words=(
            f"The chance that demand exceeds the {headroom.words} of {headroom.limit:,}{when} is "
            f"{percent(near[first])}."
        ),
        began=None,
    )


def _likely_overage(
    row: PortfolioRow, network: LimitHeadroom, risk: float, rules: AlertRules, assumptions: Assumptions
) -> Reading:
    current = row.contract.current
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
        eases_to=int(risk > assumptions.risk * rules.overage_risk_ends),
        words=words,
        began=current.starts_on if current is not None else None,
    )


def _sentence(headroom: LimitHeadroom) -> str:
    return headroom.words[:1].upper() + headroom.words[1:]
