"""The reasons and figures of a suggestion as plain sentences: one wording for pages, commands and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from forecasting import Reason, Suggestion
from forecasting.joint import JointOutlook
from limits.advice import PairSuggestion
from limits.outlook import Outlook
from limits.percents import percent

VERDICT_WORDS: Final = {
    "approve": "can be raised",
    "part": "can be raised in part",
    "not needed": "no raise needed",
    "contract talk": "needs a contract talk",
}

WORTH_SAYING: Final = 0.05  # ratio: a full limit less probable than this is not mentioned

_SENTENCES: Final[dict[str, str]] = {
    "full now": "The {limit} is full.",
    "full next": "The next to fill is the {limit}.",
    "need": "{need:,} numbers hold demand in every one of the {months} months ahead with {confidence} confidence.",
    "no allotment": "No allotment counts these months, so no overage can be worked out.",
    "overrun": "The allotment is overrun by {number_months:,} number-months already: every number more adds to it.",
    "cannot run over": "No limit can run over: all of the demand forecast fits into the allotment.",
    "usage is unsafe": "Even the {usage:,} numbers of this month, kept up, carry an overage risk of {risk}.",
    "safe": "{safe:,} is the largest limit that is safe; its overage risk is {risk}.",
    "ceiling": "A limit of {ceiling:,} cannot run over, even filled in every month left.",
    "room": "The {parent} leaves room for {room:,}.",
    "idle": "Nobody called {reclaimable:,} of its numbers lately: they can be released first.",
    "asked": "{asked:,} was asked for; its overage risk is {risk}.",
    "missing": "The need lacks {number_months:,} number-months of allotment{cost}.",
    "unused": "About {number_months:,.0f} number-months will expire unused.",
    "suggested": "Suggested: {limit:,}, with an overage risk of {risk}.",
}
_WITHOUT_RISK: Final = {"asked": "{asked:,} was asked for.", "suggested": "Suggested: {limit:,}."}


def sentence(reason: Reason, currency: str | None = None) -> str:
    """One reason in plain words; money only where the reason has any."""
    figures = dict(reason.figures)
    if reason.code == "missing":
        cost = figures["cost"]
        figures["cost"] = "" if cost is None else f", {cost:,.2f} {currency or ''}".rstrip() + " at the overage rate"
    template = _SENTENCES[reason.code]
    if "risk" in figures and figures["risk"] is None:
        template = _WITHOUT_RISK[reason.code]
    if reason.code == "need" and figures["months"] == 1:
        template = "{need:,} numbers hold demand in the month ahead with {confidence} confidence."
    ratios = {name: figures[name] for name in ("risk", "confidence") if name in figures}
    return template.format(**figures | {name: percent(r) for name, r in ratios.items() if isinstance(r, float | int)})


def sentences(found: Suggestion, currency: str | None = None) -> list[str]:
    """All reasons, and the what-ifs as the last sentence."""
    said = [sentence(reason, currency) for reason in found.reasons]
    if found.counterfactuals:
        said.append("It would be " + "; ".join(f"{c.limit:,} {c.words}" for c in found.counterfactuals) + ".")
    return said


def pair_sentence(pair: PairSuggestion, name: str) -> str:
    """What to raise together where one limit alone is of no use."""
    risk = "" if pair.risk is None else f", with an overage risk of {percent(pair.risk)}"
    return (
        f"The {name} alone does not help, since the network limit binds as well: raise both, it to {pair.limit:,} and "
        f"the network limit to {pair.network_limit:,}{risk}."
    )


def ahead_sentences(ahead: JointOutlook, outlook: Outlook, currency: str | None = None) -> Iterator[str]:
    """What today's limits lead to: the risk, when it begins, what it costs, and which month turns demand away."""
    risk = ahead.risk
    if risk is None:
        return
    start = ahead.likely_start
    if not risk or start is None:
        yield "Overage with today's limits: on none of the simulated paths."
    else:
        cost = ahead.expected_overage_cost
        money = f" ({cost:,.2f} {currency or ''}".rstrip() + ")" if cost is not None else ""
        yield (
            f"Overage with today's limits: {percent(risk)} risk, most likely from {outlook.months[start]:%B %Y} on; "
            f"expected {ahead.expected_overage:,.0f} number-months{money}."
        )
    turned_away = ahead.any_full
    full = int(turned_away.argmax())
    if turned_away[full] >= WORTH_SAYING:
        yield (
            f"Some limit turns demand away with {percent(float(turned_away[full]))} probability in "
            f"{outlook.months[full]:%B %Y}, the fullest month ahead."
        )
