"""What the figures assume where neither contract nor facts say: the values, and the rules in words.

`limits/settings.py` says where each is set and which value is in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from forecasting.defaults import CONFIDENCE, DAY_SHARE_OF_MONTH, HOUR_SHARE_OF_DAY, OVERFLOW_RATE, RISK


@dataclass(frozen=True)
class Assumptions:
    """The settings behind every figure; one frozen object handed to whoever works figures out."""

    risk: float = RISK  # ratio: the overage risk a safe limit may carry
    need_confidence: float = CONFIDENCE  # ratio: how surely the need holds demand in the months left
    idle_days: int = 45  # a number without a call for so long is reclaimable
    watch_utilization: float = 0.90  # ratio: from here on a limit is said to be nearly full
    stale_days: int = 3  # usage older than this is said to be old
    surplus_share: float = 0.25  # ratio of the allotment expected to expire unused that is worth saying
    short_history_months: int = 6  # below this a forecast is still learning
    forecast_seed: int = 0
    turned_away_worth: float = 1.0  # of the overage rate: what a number-month of demand turned away is worth
    visit_seconds: float = 180.0  # mean visit of a website nothing is known of
    lifetime_seconds: int = 300  # guaranteed hold of a RingPool that states none
    overflow_rate: float = OVERFLOW_RATE  # ratio: visitors that may find the RingPool empty
    busy_hour_share: float = round(HOUR_SHARE_OF_DAY * DAY_SHARE_OF_MONTH, 6)  # ratio of a month's sessions


@dataclass(frozen=True)
class AlertRules:
    """Where alerts begin and, further down, where they end."""

    usage_percent: tuple[int, ...] = (80, 90, 100)  # of a limit
    usage_gap_percent: int = 5  # so far below its level usage must fall for a level to end
    months_ahead: int = 3  # how far ahead a limit is looked at, beside the running month
    full_chance: float = 0.50  # ratio: from here on a limit is said to be likely full
    full_chance_ends: float = 0.35
    overage_risk_ends: float = 0.70  # ratio of the risk a safe limit may carry


# The rules that hold where the sources are silent, in the words people see.
RULES: Final[tuple[str, ...]] = (
    "The allotment is a pot of number-months for its period.",
    "Number-months that an allotment period leaves over expire with it; they do not roll over into the next.",
    "A limit is checked against the billing month's usage; a released number still counts until the month ends.",
    "The overflow number counts as usage; the dynamic limit counts numbers in use, not the RingPool's maximum size.",
    "A static number counts while it is assigned, called or not.",
    "Auto-scaling growth compounds on the current size.",
    (
        "A billing month belongs to the allotment period in force on its first day; the month in which a first period "
        "starts belongs to that period."
    ),
    "On the customer's side only the roles that the settings name, a Super User's, may raise a campaign limit.",
    "One number is on one campaign or in one RingPool of a network at a time.",
)
