"""A network as it stands: limits and what is left of them, contract and periods, what is planned, who changed what."""

from __future__ import annotations

from limits.network.allotment_periods import Period, period_months
from limits.network.amendments_counted import amended
from limits.network.contract import Contract, contract_as_of
from limits.network.contract_words import NO_USAGE
from limits.network.explaining import Binding, Explanation, explain
from limits.network.headroom import LimitHeadroom, headrooms_of, limit_headrooms
from limits.network.idle import IdleList, idle_list
from limits.network.limit_history import changes_by_limit, history, limits_in_force, tokens_of_changes
from limits.network.planned_limits import A_DAY, builds_on, limit_by_month, limit_on, of_limit, place, steps
from limits.network.planned_words import planned_for

__all__ = [
    "A_DAY",
    "NO_USAGE",
    "Binding",
    "Contract",
    "Explanation",
    "IdleList",
    "LimitHeadroom",
    "Period",
    "amended",
    "builds_on",
    "changes_by_limit",
    "contract_as_of",
    "explain",
    "headrooms_of",
    "history",
    "idle_list",
    "limit_by_month",
    "limit_headrooms",
    "limit_on",
    "limits_in_force",
    "of_limit",
    "period_months",
    "place",
    "planned_for",
    "steps",
    "tokens_of_changes",
]
