"""What to do about a network: its standing, a request weighed, what other limits lead to, all networks by risk."""

from __future__ import annotations

from limits.advice.contract_read import contract_of
from limits.advice.due import URGENT, call_order, cost_of, due_words, expected_cost, is_due, ranked
from limits.advice.grant_preview import GrantPreview, effect_of, preview
from limits.advice.limit_costs import cost_of_limits
from limits.advice.other_limits import what_if
from limits.advice.portfolio_rows import DemandAhead, PortfolioMemory, PortfolioRow, portfolio
from limits.advice.portfolio_state import STATES, State
from limits.advice.reason_words import ahead_sentences
from limits.advice.renewals import RENEWALS, is_up
from limits.advice.source_words import source_sentences
from limits.advice.standing import NetworkStanding, network_standing
from limits.advice.weigh import MORE_MAX, Asked, answer_to, both_sessions, check_more, check_sessions

__all__ = [
    "MORE_MAX",
    "RENEWALS",
    "STATES",
    "URGENT",
    "Asked",
    "DemandAhead",
    "GrantPreview",
    "NetworkStanding",
    "PortfolioMemory",
    "PortfolioRow",
    "State",
    "ahead_sentences",
    "answer_to",
    "both_sessions",
    "call_order",
    "check_more",
    "check_sessions",
    "contract_of",
    "cost_of",
    "cost_of_limits",
    "due_words",
    "effect_of",
    "expected_cost",
    "is_due",
    "is_up",
    "network_standing",
    "portfolio",
    "preview",
    "ranked",
    "source_sentences",
    "what_if",
]
