"""The answer in one sentence that a CSM could say to a customer, and what has to be said beside it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from forecasting.risk import BoolArray
from limits.answers.ask import Ask
from limits.answers.verdicts import USEFUL_SHARE
from limits.answers.weighing import Weighed
from limits.kinds import NETWORK, LimitKey
from limits.months import day_words, in_words, month_spans, plus_months
from limits.network import Contract
from limits.percents import counted, percent

if TYPE_CHECKING:
    from limits.answers.ahead import Ahead
    from limits.answers.model import Answer, Way

MOST_STEPS = 3  # more of them are told by the first and the last
MORE_LIKELY_THAN_NOT = 0.5  # ratio: an overage less likely than that is told as a risk, not as what will be


def sentence(answer: Answer, ahead: Ahead, asked: Weighed, all_of_it: Way) -> str:
    """The verdict with its figure and, where all would run over, by how much: ``all_of_it`` is the use then."""
    if answer.verdict == "there is room":
        return _room(answer, ahead)
    if answer.verdict == "needs a contract conversation":
        return _conversation(answer, ahead, asked)
    granted = _granted(answer, ahead, asked)
    if answer.verdict == "grant":
        return granted
    return f"{granted} {_all_would(answer, all_of_it)}"


def unknown(contract: Contract, ask: Ask | None) -> str:
    """Why nothing can be said."""
    if ask is not None and contract.can_be_assessed:
        return (
            f"Cannot be assessed: no contract covers the months {_asked_months(ask.from_month, ask.until_month)}. What "
            "comes after the contract is a matter of the next one."
        )
    return f"Cannot be assessed. {contract.sentence}"


def over_at_least(contract: Contract, over: int) -> str:
    """Where the reported months alone run over, more cannot make it better."""
    months = f" Usage of {month_spans(contract.current.unreported)} has not been reported." if contract.current else ""
    return (
        f"Talk about the contract first: the months reported alone run over by {counted(over, 'number-month')}, so it "
        f"is at least that.{months}"
    )


def caveats(answer: Answer, ahead: Ahead) -> list[str]:
    """What makes the answer less than the whole truth, the weightiest first."""
    said = []
    if answer.outside:
        said.append(f"No contract covers {month_spans(answer.outside)}: what was asked for then is not weighed.")
    said += [f"{_period_words(i, answer, ahead)}" for i in _over_whatever(answer, ahead)]
    if answer.is_request and answer.key.is_whole:
        parts = sum(s.limit for k, s in ahead.headrooms.items() if not k.is_whole)
        wanted = answer.limit or 0
        if answer.raises and parts < wanted:
            said.append(
                f"The campaign limits and the dynamic limit add up to {parts:,}: numbers beyond that need one of them "
                "raised too."
            )
    if ahead.asked_before:
        said.append("Open requests filed earlier are counted as if they were granted as recommended.")
    if len(ahead.lifts) > ahead.asked_before:
        said.append("What was granted or raised lately is counted as used until it shows in the usage.")
    return said


def money(amount: float | None, currency: str | None) -> str:
    """' ($378)', ' (378 EUR)', '' where no price is known or to be told."""
    if amount is None:
        return ""
    return f" ({amount_words(amount, currency)})"


def amount_words(amount: float, currency: str | None) -> str:
    return f"${amount:,.0f}" if currency == "USD" else f"{amount:,.0f} {currency or ''}".strip()


def _room(answer: Answer, ahead: Ahead) -> str:
    name = ahead.headrooms[answer.key].words
    if not answer.is_request:
        risk = "" if answer.risk is None else f" Overage risk {percent(answer.risk)}."
        if not answer.key.is_whole and NETWORK in ahead.full:
            return (
                f"The {name} of {answer.limit_now:,} holds the {_needed(answer.need or 0)}, but the network "
                "limit is full: nothing can be added before that is raised."
            )
        if not answer.need:
            return f"There is room: nothing is needed of the {name} of {answer.limit_now:,} so far.{risk}"
        planned = " with what is planned" if answer.need > answer.limit_now else ""
        return f"There is room: the {name} of {answer.limit_now:,}{planned} holds the {_needed(answer.need)}.{risk}"
    held = [f"the {ahead.headrooms[key].words} of {ahead.headrooms[key].limit:,}" for key in _passed(answer.key)]
    months = _asked_months(answer.from_month, answer.until_month)
    return f"There is room: {answer.asked:,} more fit {in_words(held)} {months}."


def _needed(numbers: int) -> str:
    return f"{numbers:,} that {'is' if numbers == 1 else 'are'} needed"


def _granted(answer: Answer, ahead: Ahead, asked: Weighed) -> str:
    name = ahead.headrooms[answer.key].words
    own = "limit" if answer.key.is_whole else name
    more = answer.asked
    granted = answer.granted or ()
    if len(set(granted)) > 1:
        head = f"{'Grant' if answer.is_request else 'Raise by'} {in_words(_by_period(answer, ahead, asked))}"
    else:
        verb = "Grant" if answer.is_request else "Raise by"
        all_of_it = answer.verdict == "grant"
        head = f"{verb} {'all ' if all_of_it and answer.is_request and more > 1 else ''}{granted[0]:,}"
        head += "" if all_of_it else f" of {more:,}"
    raised = [step for step in answer.schedule or () if step.limit > answer.limit_now]
    figures = list(dict.fromkeys(f"{step.limit:,}" for step in raised)) or [f"{answer.limit or 0:,}"]
    if answer.increase or raised:
        goes = ", then ".join(figures) if len(figures) < MOST_STEPS else f"{figures[0]}, in steps to {figures[-1]}"
        if raised and answer.until_month is None and (answer.limit or 0) <= answer.limit_now:
            goes += f", then back to {answer.limit or 0:,}"
        head += f": the {own} goes to {goes}"
    else:
        head += f": the {own} of {answer.limit_now:,} has room for them"
    head += _until(answer)
    if answer.pair is not None:
        goes = "to" if answer.increase or raised else "goes to"
        head += f", and the network limit {goes} {answer.pair.limit:,} with it"
    return f"{head}."


def _by_period(answer: Answer, ahead: Ahead, asked: Weighed) -> list[str]:
    """'20 of 50 in December 2026', 'all 50 from January 2027': neighbours that hold the same are told as one."""
    told: list[tuple[int, BoolArray]] = []
    for numbers, period in zip(answer.granted or (), asked.periods, strict=True):
        if told and told[-1][0] == numbers:
            told[-1] = (numbers, told[-1][1] | period.months)
        else:
            told.append((numbers, period.months))
    last = len(told) - 1
    return [
        f"{_of(numbers, answer)} {_span(ahead, months, first=place == 0, last=place == last)}"
        for place, (numbers, months) in enumerate(told)
        if numbers or answer.is_request
    ]


def _all_would(answer: Answer, way: Way) -> str:
    over = way.overage or 0.0
    named = f"All {answer.asked:,}" if answer.asked > 1 else "It"
    if not answer.is_request and len(set(answer.granted or ())) > 1:
        named += " from now on"
    if round(over) >= 1 and (way.risk or 0.0) >= MORE_LIKELY_THAN_NOT:
        return f"{named} would run {counted(over, 'number-month')} over{money(way.cost, answer.currency)}."
    return f"{named} would run over with a risk of {percent(way.risk)}."


def _conversation(answer: Answer, ahead: Ahead, asked: Weighed) -> str:
    lacking = counted(answer.missing or 0, "number-month")
    cost = money(answer.missing_cost, answer.currency)
    current = ahead.contract.current
    if current is not None and current.overage:
        since = f" since {current.first_over:%B %Y}" if current.first_over else ""
        return (
            f"Talk about the contract first: it has run over{since}, and is {lacking} short{cost}"
            f"{_with(answer)} by the end of the contract."
        )
    if answer.is_request:
        talk = f"Talk about the contract first: it is {lacking} short{cost}{_with(answer)}"
        part = min(period.part for period in asked.periods)
        if part >= max(1, USEFUL_SHARE * answer.asked):
            return f"{talk}. {part:,} of them {'fits' if part == 1 else 'fit'} without a raise."
        return f"{talk}, and no useful part fits."
    if (
        answer.need is not None
        and answer.need > answer.limit_now
        and (answer.as_history.risk or 0) <= answer.risk_level
    ):
        needed = f"{answer.need:,} are needed, and for that the contract is {lacking} short{cost}."
        if answer.safe_increase:  # less than what is lacking, and safe only where no more than that is used
            return (
                f"{answer.limit_now:,} stays: {needed} Of the {answer.need - answer.limit_now:,} more, "
                f"{answer.safe_increase:,} alone would be safe."
            )
        return f"{answer.limit_now:,} is as much as is safe: {needed}"
    return f"Talk about the contract first: it is {lacking} short of what will be used{cost}."


def _with(answer: Answer) -> str:
    return f" with the {answer.asked:,} more" if answer.is_request else ""


def _over_whatever(answer: Answer, ahead: Ahead) -> list[int]:
    """Periods without a month asked for that run over all the same."""
    if not answer.raises:
        return []
    return [
        i
        for i, risk in enumerate(answer.as_asked.risk_by_period)
        if risk > answer.risk_level and _untouched(i, answer, ahead)
    ]


def _untouched(index: int, answer: Answer, ahead: Ahead) -> bool:
    months = [ahead.months[i] for i in range(*ahead.periods[index].span.indices(len(ahead.months)))]
    first, last = answer.from_month, answer.until_month
    return not any(first is not None and m >= first and (last is None or m <= last) for m in months)


def _period_words(index: int, answer: Answer, ahead: Ahead) -> str:
    period = ahead.contract_periods[index]
    return (
        f"The period until {day_words(period.ends_on)} runs over with a risk of "
        f"{percent(answer.as_asked.risk_by_period[index])} whatever is granted here."
    )


def _passed(key: LimitKey) -> tuple[LimitKey, ...]:
    return (key,) if key.is_whole else (key, NETWORK)


def _of(numbers: int, answer: Answer) -> str:
    if not numbers:
        return "none"
    if numbers == answer.asked:
        return f"{'all ' if answer.is_request else ''}{numbers:,}"
    return f"{numbers:,} of {answer.asked:,}"


def _span(ahead: Ahead, months: BoolArray, *, first: bool, last: bool) -> str:
    named = [month for month, inside in zip(ahead.months, months, strict=True) if inside]
    if last and not first:
        return f"from {named[0]:%B %Y}"
    return f"in {month_spans(named)}"


def _until(answer: Answer) -> str:
    if answer.until_month is None:
        return ""
    inside = [month for month in answer.outside if month <= answer.until_month]
    if inside:
        return ""
    return f" until {day_words(plus_months(answer.until_month, 1) - dt.timedelta(days=1))}"


def _asked_months(first: dt.date | None, last: dt.date | None) -> str:
    if first is None:
        return "in every month"
    if last is None:
        return f"from {first:%B %Y} on"
    return f"in {first:%B %Y}" if first == last else f"from {first:%B %Y} to {last:%B %Y}"
