"""The facts an answer rests on, as data and in the words people see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from limits.answers.model import Answer, Figure, Reason
from limits.percents import counted, percent

if TYPE_CHECKING:
    from limits.answers.ahead import Ahead

_SENTENCES: Final[dict[str, str]] = {
    "full": "The {limit} is full: {usage:,} of {limit_numbers:,} numbers are used.",
    "left": (
        "{left:,} number-months are left for the {months} from {first} on; {left_today:,} of them are left as of today."
    ),
    "left for one month": "{left:,} number-months are left for {first}; {left_today:,} of them are left as of today.",
    "overrun": "The contract has run over by {number_months:,} number-months already.",
    "ceiling": "Up to {ceiling:,}{beside} is covered even if every number is used every month.",
    "no ceiling": "Nothing is covered whatever they use: less is left than is used already.",
    "need": "{need:,} numbers hold demand in every month left with {confidence} confidence.",
    "safe increase": (
        "Up to {increase:,} more, to {limit:,}, is safe: used from now on, the overage risk is at most {risk}."
    ),
    "safe beside the network limit": (
        "Without raising the network limit, up to {increase:,} more, to {limit:,}, is safe: used from now on, the "
        "overage risk is at most {risk}."
    ),
    "asked": "Used as asked, the contract runs {overage} over; the overage risk is {risk}.",
    "holding": "A limit of {limit:,} would hold: its overage risk is at most {risk}.",
    "pair": "The network limit binds as well: raise it to {limit:,} together.",
    "idle": (
        "{idle} without a call lately: what is released makes room from the next billing month on, not in this one."
    ),
}


def reasons_for(answer: Answer, ahead: Ahead, idle: int) -> tuple[Reason, ...]:
    """In the order a person would give them."""
    reasons: list[Reason] = []
    figures: dict[str, Figure]
    for key in answer.binds:
        headroom = ahead.headrooms[key]
        if headroom.usage >= headroom.limit:
            figures = {"limit": headroom.words, "usage": headroom.usage, "limit_numbers": headroom.limit}
            reasons.append(Reason("full", figures))
    contract, current = answer.contract, ahead.contract.current
    if current is not None and current.overage:
        reasons.append(Reason("overrun", {"number_months": current.overage}))
    elif contract.left_at_month_start is not None and ahead.contract_periods:
        reasons.append(
            Reason(
                "left",
                {
                    "left": contract.left_at_month_start,
                    "left_today": contract.left_today,
                    "months": contract.months_ahead,
                    "first": f"{ahead.contract_periods[0].months_ahead[0]:%B %Y}",
                },
            )
        )
    if contract.ceiling is not None:
        reasons.append(Reason("ceiling", {"ceiling": contract.ceiling, "increase": contract.ceiling_increase}))
    elif answer.is_known:
        reasons.append(Reason("no ceiling"))
    reasons.append(Reason("need", {"need": answer.need, "confidence": answer.confidence}))
    if answer.is_request and answer.as_asked.risk is not None:
        reasons.append(Reason("asked", {"overage": answer.as_asked.overage, "risk": answer.as_asked.risk}))
    if answer.safe_increase:
        figures = {
            "increase": answer.safe_increase,
            "limit": answer.limit_now + answer.safe_increase,
            "risk": answer.risk_level,
        }
        alone = answer.pair is not None and answer.safe_limit_beside is None
        reasons.append(Reason("safe beside the network limit" if alone else "safe increase", figures))
    if answer.pair is not None:
        reasons.append(Reason("pair", {"limit": answer.pair.limit}))
    if answer.holding_limit is not None and answer.holding_limit < answer.limit_now:
        reasons.append(Reason("holding", {"limit": answer.holding_limit, "risk": answer.risk_level}))
    if idle:
        reasons.append(Reason("idle", {"idle": idle}))
    return tuple(reasons)


def reason_sentence(reason: Reason) -> str:
    """One reason in plain words; there is no money in any of them."""
    figures: dict[str, object] = dict(reason.figures)
    for name in ("risk", "confidence"):
        if isinstance(figures.get(name), float):
            figures[name] = percent(float(figures[name]))  # type: ignore[arg-type]
    for name, unit in (("months", "month"), ("overage", "number-month"), ("idle", "number")):
        value = figures.get(name)
        if isinstance(value, int | float):
            figures[name] = counted(value, unit)
    if reason.code == "ceiling":
        figures["beside"] = _beside(reason.figures["increase"])
    if reason.code == "left" and reason.figures["months"] == 1:
        return _SENTENCES["left for one month"].format(**figures)
    if reason.code == "asked" and not reason.figures["risk"]:
        return "Used as asked, the contract does not run over."
    return _SENTENCES[reason.code].format(**figures)


def _beside(increase: Figure) -> str:
    """An increase stands beside every limit."""
    if not isinstance(increase, int):
        return ""
    if increase < 0:
        return f", {-increase:,} below the network limit,"
    return f", {increase:,} more than the network limit," if increase else ", the network limit of today,"


def of_the_contract(reason: Reason) -> bool:
    """Whether a reason says the same beside every limit of the network."""
    return reason.code in ("left", "overrun", "ceiling", "no ceiling")


def reason_sentences(answer: Answer) -> list[str]:
    return [reason_sentence(reason) for reason in answer.reasons]
