"""The figures of an answer by name, as its fields have them."""

from __future__ import annotations

from typing import Any

from limits.answers import Answer, Way


def of_answer(answer: Answer) -> dict[str, Any]:
    """The recommended limit, what is safe, what is needed, what is missing, and the three ways."""
    figures: dict[str, Any] = {
        "asked": answer.asked,
        "to": answer.limit,
        "increase": answer.increase,
        "room_for": None if answer.limit is None else answer.limit - answer.usage,
        "granted": set(answer.granted or ()),
        "first_step": next((step.month for step in answer.schedule or () if step.limit > answer.limit_now), None),
        "steps_at": {step.month for step in answer.schedule or ()},
        "steps": {step.limit for step in answer.schedule or ()} | {answer.limit},
        "need": answer.need,
        "need_more": None if answer.need is None else answer.need - answer.limit_now,
        "safe": answer.safe_limit,
        "safe_more": answer.safe_increase,
        "safe_to_add": None if answer.safe_limit is None else answer.safe_increase,
        "safe_to": None if answer.safe_increase is None else answer.limit_now + answer.safe_increase,
        "ceiling_more": None if answer.contract.ceiling_increase is None else abs(answer.contract.ceiling_increase),
        "missing": answer.missing,
        "missing_cost": answer.missing_cost,
        "holding": answer.holding_limit,
        "pair": answer.pair.limit if answer.pair else None,
        "pair_steps": {step.limit for step in answer.pair.schedule} | {answer.pair.limit} if answer.pair else None,
        "currency": answer.currency,
        "period_risks": set(answer.as_asked.risk_by_period),
    }
    for name, way in (("history", answer.as_history), ("as_asked", answer.as_asked), ("filled", answer.if_filled)):
        figures |= _of_way(name, way)
    return figures


def _of_way(name: str, way: Way) -> dict[str, Any]:
    return {
        f"{name}_used": way.used,
        f"{name}_over": way.overage,
        f"{name}_cost": way.cost,
        f"{name}_risk": way.risk,
        f"{name}_first_if_any": way.first_over if way.risk else None,
    }
