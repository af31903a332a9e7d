"""What is recommended for one limit by itself: figures, verdict, reasons, what-ifs.

The product answers for a network's limits together, with requests and promises: `limits/answers/weighing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from forecasting.risk.allotment import risk_of

FloatArray = npt.NDArray[np.float64]
Verdict = Literal["approve", "part", "not needed", "contract talk"]

# Why a suggestion is what it is, each with its figures, for every front end to put into its own words.
ReasonCode = Literal[
    "full now",  # limit
    "full next",  # limit
    "need",  # need, confidence, months
    "no allotment",
    "overrun",  # number_months
    "cannot run over",
    "usage is unsafe",  # usage, risk
    "safe",  # safe, risk
    "ceiling",  # ceiling
    "room",  # room, parent
    "idle",  # reclaimable
    "asked",  # asked, risk
    "missing",  # number_months, cost
    "unused",  # number_months
    "suggested",  # limit, risk
]
Figure = int | float | str | None


@dataclass(frozen=True)
class Reason:
    """One fact a suggestion rests on; counts in numbers or number-months, risks and confidence as ratios."""

    code: ReasonCode
    figures: Mapping[str, Figure]


@dataclass(frozen=True)
class Counterfactual:
    """What would be suggested if something were different."""

    words: str
    limit: int


@dataclass(frozen=True)
class Suggestion:
    """A recommended limit and the arithmetic behind it; counts are numbers, risks ratios, None means "not defined".

    need                    the smallest whole limit that holds demand in all months left with ``confidence``
    safe                    the largest whole limit with an overage risk of at most ``risk``, never below usage; None
                            where no limit can run over (``safe_is_unbounded``) or there is no allotment to run over
    usage_is_unsafe         a limit of this month's usage carries more risk: none that is not below it is safe
    guaranteed_ceiling      filled in every month left, it cannot run over
    room                    the most that the parent limit leaves for this one
    risk_if_full            P(overage) if the suggested limit were filled in every month; ``_now`` today's limit
    expected_*              number-months, over all periods left
    missing_number_months   what the allotment lacks for the need to be safe, and what that costs
    binds                   what keeps the suggestion below the need
    binds_now, binds_next   limits that are full today, and the one that would be next, in words
    """

    limit: int
    verdict: Verdict
    current_limit: int
    usage: int
    need: int
    safe: int | None
    safe_is_unbounded: bool
    usage_is_unsafe: bool
    guaranteed_ceiling: int | None
    room: int | None
    asked: int | None
    reclaimable: int
    risk_now: float | None
    risk_as_suggested: float | None
    risk_as_asked: float | None
    risk_if_full: float | None
    risk_if_full_now: float | None
    expected_overage_now: float | None
    expected_overage_cost_now: float | None
    expected_overage: float | None
    expected_overage_cost: float | None
    expected_unused: float | None
    missing_number_months: int
    missing_cost: float | None
    binds: tuple[str, ...]
    binds_now: tuple[str, ...]
    binds_next: str | None
    counterfactuals: tuple[Counterfactual, ...]
    risk: float
    confidence: float
    reasons: tuple[Reason, ...]
    path_levels: FloatArray = field(repr=False, compare=False)

    def risk_at(self, limit: float) -> float | None:
        """P(some period runs over) with this limit, a ratio; None where there is no allotment to run over."""
        return risk_of(self.path_levels, limit)


def reasons_of(suggestion: Suggestion, parent: str, months: int, overrun: int) -> tuple[Reason, ...]:
    """The facts in the order a person would give them."""
    reasons = [Reason("full now", {"limit": name}) for name in suggestion.binds_now]
    if suggestion.binds_next is not None:
        reasons.append(Reason("full next", {"limit": suggestion.binds_next}))
    reasons.append(Reason("need", {"need": suggestion.need, "confidence": suggestion.confidence, "months": months}))
    if suggestion.risk_now is None:
        reasons.append(Reason("no allotment", {}))
    elif overrun:
        reasons.append(Reason("overrun", {"number_months": overrun}))
    elif suggestion.safe_is_unbounded:
        reasons.append(Reason("cannot run over", {}))
    elif suggestion.usage_is_unsafe:
        reasons.append(
            Reason("usage is unsafe", {"usage": suggestion.usage, "risk": suggestion.risk_at(suggestion.usage)})
        )
    else:
        reasons.append(Reason("safe", {"safe": suggestion.safe, "risk": suggestion.risk_at(suggestion.safe or 0)}))
    if suggestion.guaranteed_ceiling is not None:
        reasons.append(Reason("ceiling", {"ceiling": suggestion.guaranteed_ceiling}))
    if suggestion.room is not None and suggestion.room < suggestion.need:
        reasons.append(Reason("room", {"room": suggestion.room, "parent": parent}))
    if suggestion.reclaimable:
        reasons.append(Reason("idle", {"reclaimable": suggestion.reclaimable}))
    if suggestion.asked is not None:
        reasons.append(Reason("asked", {"asked": suggestion.asked, "risk": suggestion.risk_as_asked}))
    if suggestion.missing_number_months:
        reasons.append(
            Reason("missing", {"number_months": suggestion.missing_number_months, "cost": suggestion.missing_cost})
        )
    if suggestion.expected_unused is not None and round(suggestion.expected_unused) >= 1:
        reasons.append(Reason("unused", {"number_months": suggestion.expected_unused}))
    reasons.append(Reason("suggested", {"limit": suggestion.limit, "risk": suggestion.risk_as_suggested}))
    return tuple(reasons)
