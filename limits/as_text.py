"""The product's answers as lines of plain words for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data.records import LimitChange, Request, ScheduledChange
from forecasting import Suggestion
from limits.decision import Decision
from limits.kinds import LimitKey, as_kind
from limits.months import day_words
from limits.percents import percent
from limits.portfolio import PortfolioRow
from limits.reason_words import VERDICT_WORDS, ahead_sentences, pair_sentence, sentences
from limits.requests import RequestOutlook
from limits.source_words import source_sentences
from limits.standing import NetworkStanding


def status(standing: NetworkStanding) -> Iterator[str]:
    as_of = f"as of the end of {standing.as_of}" if standing.as_of else "no usage imported yet"
    yield f"{standing.network.name} ({standing.network.network_id}), {as_of}"
    yield standing.term.sentence
    if standing.term.guaranteed_ceiling:
        yield (
            f"Guaranteed ceiling: {standing.term.guaranteed_ceiling:,} numbers; filled every month left, "
            "it cannot run over."
        )
    yield f"{'limit':<44}{'limit':>9}{'used':>9}{'left':>9}{'full':>11}  suggestion"
    for limit in standing.limits:
        advice = standing.suggestions.get(limit.key)
        full = "-" if limit.state == "none" else percent(limit.utilization)
        yield (
            f"{limit.words[:43]:<44}{limit.limit:>9,}{limit.usage:>9,}{limit.headroom:>9,}{full:>11}  "
            + (f"{advice.limit:,} ({VERDICT_WORDS[advice.verdict]}; {risk_words(advice)})" if advice else "none")
        )
    if standing.outlook is not None and standing.ahead is not None:
        currency = standing.term.current.currency if standing.term.current else None
        yield ""
        yield from ahead_sentences(standing.ahead, standing.outlook, currency)
        for limit in standing.limits:
            advice = standing.suggestions.get(limit.key)
            yield ""
            yield f"{limit.words[:1].upper()}{limit.words[1:]}:"
            if advice is None:
                yield "  It never had a number, so nothing can be forecast and nothing is suggested."
                continue
            yield from (f"  {said}" for said in sentences(advice, currency))
            if limit.key in standing.pairs:
                yield f"  {pair_sentence(standing.pairs[limit.key], limit.words)}"
        yield from _own_figures(standing)
        yield ""
        if standing.outlook.dynamic_source is not None:
            yield source_sentences(standing.outlook.dynamic_source)[0]
        yield from (f"Note: {caveat}" for caveat in standing.outlook.caveats)


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


def risk_words(advice: Suggestion) -> str:
    if advice.risk_as_suggested is None:
        return "no allotment to run over"
    return f"overage risk {percent(advice.risk_as_suggested)} with it"


def triage(rows: list[PortfolioRow]) -> Iterator[str]:
    yield f"{'network':<32}{'state':<12}{'risk':>11}{'used':>9}{'limit':>9}{'months':>8}  reason"
    for row in rows:
        risk = "-" if row.overage_risk is None else percent(row.overage_risk)
        used = f"{row.network_limit.usage:,}" if row.network_limit else "-"
        limit = f"{row.network_limit.limit:,}" if row.network_limit else "-"
        yield (
            f"{row.network.network_id[:31]:<32}{row.state:<12}{risk:>11}{used:>9}{limit:>9}"
            f"{row.term.months_left:>8}  {row.reason}"
        )


def history(changes: list[LimitChange]) -> Iterator[str]:
    if not changes:
        yield "No limit of this network was ever set."
    for change in changes:
        old = "set" if change.old_limit is None else f"{change.old_limit:,} ->"
        name = f"{change.kind} {change.campaign_id}".strip()
        yield (
            f"{change.changed_at:%Y-%m-%d %H:%M} UTC  {name}: {old} {change.new_limit:,} (version {change.version}), "
            f"from {change.effective_from}, by {change.changed_by}: {change.reason}"
        )


def planned(changes: list[ScheduledChange]) -> Iterator[str]:
    for change in changes:
        name = f"{change.kind} {change.campaign_id}".strip()
        until = f" until {day_words(change.until_date)}" if change.until_date else ""
        yield (
            f"{name}: {change.new_limit:,} from {day_words(change.on_date)}{until}, planned by {change.scheduled_by}: "
            f"{change.reason} ({change.scheduled_id})"
        )


def filed(request: Request, answer: RequestOutlook) -> Iterator[str]:
    yield (
        f"Request {request.request_id} is filed: {request.more_numbers:,} more, from {answer.limit_now:,} to "
        f"{answer.limit_asked:,}, from {request.from_month:%Y-%m}."
    )
    if request.granted_limit is None:
        yield from answer.sentences
    else:
        yield f"It was granted at once: {request.granted_limit:,} from {request.from_month:%Y-%m} on."


def decision(made: Decision) -> Iterator[str]:
    request = made.request
    yield f"Request {request.request_id} is {request.status}, by {request.decided_by}."
    for step in made.steps:
        yield from history([step]) if isinstance(step, LimitChange) else planned([step])
