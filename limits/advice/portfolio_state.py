"""The state of a network in a list of many, and its reason in words: the most urgent that holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import numpy as np

from limits.assumptions import Assumptions
from limits.network import Contract, LimitHeadroom
from limits.outlook import Outlook, Past
from limits.percents import percent

State = Literal["Over", "At risk", "Watch", "Check data", "Learning", "Surplus", "Healthy"]
STATES: tuple[State, ...] = ("Over", "At risk", "Watch", "Check data", "Learning", "Surplus", "Healthy")


def state_of(
    past: Past | None,
    problem: str,
    contract: Contract,
    by_kind: Mapping[str, LimitHeadroom],
    outlook: Outlook | None,
    *,
    risk: float | None,
    full: dt.date | None,
    expiring: float | None,
    assumptions: Assumptions,
) -> tuple[State, str]:
    """``problem`` is what is wrong with the data, if anything; ``expiring`` what ``expected_surplus`` says."""
    current = contract.current
    if problem:
        return "Check data", problem
    if outlook is None or past is None:
        return "Check data", "No usage was imported yet."
    if current and current.overage:
        return "Over", f"{current.overage:,} number-months beyond the allotment already."
    exceeded = [s for s in by_kind.values() if s.state == "exceeded"]
    if exceeded:
        return "Over", f"The {exceeded[0].words} is exceeded: {exceeded[0].usage:,} of {exceeded[0].limit:,} numbers."
    if risk is not None and risk > assumptions.risk:
        return "At risk", f"{percent(risk)} risk of overage at today's network limit."
    if contract.state != "running":
        return "Watch", contract.sentence
    tight = [s for s in by_kind.values() if s.state in ("full", "nearly full")]
    if tight:
        worst = max(tight, key=lambda s: s.utilization)
        return "Watch", f"{worst.words[:1].upper()}{worst.words[1:]} {worst.state}: {worst.usage:,} of {worst.limit:,}."
    if full is not None:
        return "Watch", f"The network limit is likely full in {full:%B %Y}."
    months = sum(m.used is not None for m in past.closed)
    if months < assumptions.short_history_months:
        return "Learning", f"{months} closed {'month' if months == 1 else 'months'} of usage: too few to rely on."
    if current and expiring is not None and expiring >= assumptions.surplus_share * current.number_months:
        return "Surplus", f"About {expiring:,.0f} of {current.number_months:,} number-months will expire unused."
    return "Healthy", "Room in every limit, and overage unlikely."


def expected_surplus(outlook: Outlook, contract: Contract) -> float | None:
    """Number-months of the period in force that median demand leaves unused; None without a period."""
    current = contract.current
    if current is None or current.left_for_months_ahead is None:
        return None
    ahead = np.median(outlook.total[:, : len(current.months_ahead)].sum(axis=1))
    return max(0.0, current.left_for_months_ahead - float(ahead))
