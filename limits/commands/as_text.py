"""The product's answers as lines of plain words for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data.records import LimitChange, Request
from limits.advice import NetworkStanding, PortfolioRow, ahead_sentences, source_sentences
from limits.answers import Answer, Way, money, of_the_contract, reason_sentence
from limits.commands.change_text import history, planned
from limits.decision import Decision
from limits.kinds import LimitKey, as_kind
from limits.months import day_words
from limits.percents import counted, percent
from limits.requests import Reopened, RequestOutlook


def status(standing: NetworkStanding) -> Iterator[str]:
    as_of = f"as of the end of {day_words(standing.as_of)}" if standing.as_of else "no usage imported yet"
    yield f"{standing.network.name} ({standing.network.network_id}), {as_of}"
    yield standing.contract.sentence
    yield f"{'limit':<44}{'limit':>9}{'used':>9}{'left':>9}{'full':>11}{'risk':>11}{'safe':>9}"
    for limit in standing.limits:
        answer = standing.answers[limit.key]
        full = "-" if limit.state == "none" else percent(limit.utilization)
        risk = "-" if answer.as_history.risk is None else percent(answer.as_history.risk)
        safe = "-" if answer.safe_limit is None else f"+{answer.safe_increase:,}"
        yield (
            f"{limit.words[:43]:<44}{limit.limit:>9,}{limit.usage:>9,}{limit.headroom:>9,}{full:>11}{risk:>11}{safe:>9}"
        )
    for limit in standing.limits:
        yield ""
        is_first = limit.key == standing.limits[0].key
        yield from answer_lines(
            standing.answers[limit.key], limit.words, standing.sees_vendor_facts, with_contract=is_first
        )
    if standing.outlook is not None and standing.ahead is not None and standing.contract.can_be_assessed:
        yield ""
        yield from ahead_sentences(standing.ahead, standing.outlook, standing.contract.currency)
    if standing.outlook is not None:
        yield from _own_figures(standing)
        yield ""
        if standing.outlook.dynamic_source is not None:
            yield source_sentences(standing.outlook.dynamic_source)[0]
        yield from (f"Note: {caveat}" for caveat in standing.outlook.caveats)


def answer_lines(
    answer: Answer, name: str, sees_vendor_facts: bool = True, *, with_contract: bool = True
) -> Iterator[str]:
    """An answer as a CSM would read it: the sentence, the three ways, the reasons, what to keep in mind."""
    yield f"{name[:1].upper()}{name[1:]}: {answer.sentence}"
    if answer.as_history.used is not None:
        ways = [("as history", answer.as_history), ("as asked", answer.as_asked), ("if filled", answer.if_filled)]
        for way, figures in ways if answer.is_request else (ways[0], ways[2]):
            yield f"  {way:<11}{way_words(figures, answer.currency if sees_vendor_facts else None)}"
    yield from (f"  {reason_sentence(r)}" for r in answer.reasons if with_contract or not of_the_contract(r))
    if answer.before_others is not None:
        yield f"  Without the requests filed before it: {answer.before_others.sentence}"
    yield from (f"  Note: {caveat}" for caveat in answer.caveats if answer.is_request)


def way_words(way: Way, currency: str | None) -> str:
    """'1,020 number-months used, 75 over ($225), risk 100 %, first in May 2027'."""
    if way.used is None or way.overage is None:
        return "not known"
    over = f"{way.overage:,.0f} over{money(way.cost, currency) if way.overage >= 0.5 else ''}"
    first = f", first in {way.first_over:%B %Y}" if way.first_over and (way.risk or 0) > 0 else ""
    return f"{counted(way.used, 'number-month')} used, {over}, overage risk {percent(way.risk)}{first}"


def _own_figures(standing: NetworkStanding) -> Iterator[str]:
    """What people expect of a month, beside the forecast's median."""
    for stated in standing.own_figures:
        key = LimitKey(as_kind(stated.kind), stated.campaign_id)
        paths = standing.outlook.paths(key) if standing.outlook else None
        months = standing.outlook.months if standing.outlook else ()
        median = ""
        if paths is not None and stated.billing_month in months:
            median = f" (the forecast: {np.median(paths[:, months.index(stated.billing_month)]):,.0f})"
        yield ""
        yield (
            f"{stated.stated_by} expects {stated.numbers:,} numbers for the {standing.limit(key).words} in "
            f"{stated.billing_month:%B %Y}{median}: {stated.reason}"
        )


def triage(rows: list[PortfolioRow]) -> Iterator[str]:
    yield f"{'network':<32}{'state':<12}{'risk':>11}{'used':>9}{'limit':>9}{'months':>8}  reason"
    for row in rows:
        risk = "-" if row.overage_risk is None else percent(row.overage_risk)
        used = f"{row.network_limit.usage:,}" if row.network_limit else "-"
        limit = f"{row.network_limit.limit:,}" if row.network_limit else "-"
        yield (
            f"{row.network.network_id[:31]:<32}{row.state:<12}{risk:>11}{used:>9}{limit:>9}"
            f"{row.contract.months_left:>8}  {row.reason}"
        )


def filed(request: Request, answer: RequestOutlook) -> Iterator[str]:
    yield (
        f"Request {request.request_id} is filed: {request.more_numbers:,} more than {answer.limit_now:,}, from "
        f"{request.from_month:%B %Y} on."
    )
    if request.granted_limit is None:
        yield from answer.sentences
    else:
        yield f"It was granted at once: {request.granted_limit:,} from {request.from_month:%Y-%m} on."


def decision(made: Decision) -> Iterator[str]:
    request = made.request
    became = "granted in part" if request.status == "part" else request.status
    yield f"Request {request.request_id} is {became}, by {request.decided_by}."
    for step in made.steps:
        yield from history([step]) if isinstance(step, LimitChange) else planned([step])


def reopened(done: Reopened) -> Iterator[str]:
    yield f"Request {done.request.request_id} is open again."
    if done.changes:
        yield from history(list(done.changes))
    if done.withdrawn:
        yield "Taken out of what is planned:"
        yield from planned(list(done.withdrawn))
