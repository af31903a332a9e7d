"""A term sheet as pages that a meeting can use as they are: what to hear first, then why, then what to decide."""

from __future__ import annotations

from typing import TypedDict

from limits.answers import amount_words
from limits.assumptions import RULES
from limits.months import day_words
from limits.percents import counted, percent
from limits.planning.account_sheet import Spread, TermSheet
from limits.planning.deck import BLUE, BODY, ORANGE, Box, Deck, Figure, Line, Tone, card_height
from limits.planning.pack_lines import (
    band_words,
    burn_down_lines,
    cost_words,
    count_words,
    month_names,
    network_limit,
    risk_words,
    usage_lines,
)
from limits.planning.pack_words import plan_words, renewal_options, renewal_words, safe_words, to_decide, verdict

ROW_TEXT_MAX = 160  # characters: two lines of a table's column
BESIDE_A_TABLE = 5  # scenarios: with more, the chart has a page of its own
NO_SCENARIO = (
    "A scenario shows here what more traffic, a new campaign, released numbers, a longer contract or another allotment "
    "would change."
)
CARDS_TOP, WORDS_BELOW = 1.75, 0.35  # inches


class About(TypedDict):
    title: str
    foot: str
    source: str


def about(sheet: TermSheet) -> About:
    """What a deck says of itself on every page."""
    as_of = day_words(sheet.as_of)
    return {
        "title": f"{sheet.name}, as of {as_of}",
        "foot": f"{sheet.name} · usage as of the end of {as_of}",
        "source": f"Source: Headroom. Usage as imported, as of the end of {as_of}; figures ahead from "
        f"{sheet.path_count:,} simulated futures; accepted overage risk {percent(sheet.risk_allowed)}.",
    }


def tell(deck: Deck, sheet: TermSheet) -> None:
    _cover(deck, sheet)
    _verdict(deck, sheet)
    if sheet.months:
        _usage(deck, sheet)
        _burn_down(deck, sheet)
    _money(deck, sheet)
    _scenarios(deck, sheet)
    _renewal(deck, sheet)
    _decisions(deck, sheet)
    _appendix(deck, sheet)


def key_cards(sheet: TermSheet) -> list[Figure]:
    """What is left, how it ends, the risk with its money, what to renew at."""
    end, followed = sheet.at_the_end, sheet.followed
    bought = f"number-months of {count_words(sheet.number_months)}"
    overrun = sheet.left is not None and sheet.left < 0
    left = f"{-(sheet.left or 0):,} over" if overrun else count_words(sheet.left)
    cards = [
        Figure("Left today", left, bought, "bad" if overrun else ""),
        Figure("When the period ends", "–", "no allotment in force") if end is None else _at_the_end(sheet),
        Figure(
            "Overage risk",
            risk_words(followed.overage_risk),
            f"{counted(followed.expected_overage or 0, 'number-month')} expected{cost_words(sheet, followed)}",
            _tone(sheet),
        ),
    ]
    if sheet.renewal:
        cards.append(
            Figure("Renew at", f"{sheet.renewal.number_months:,}", f"bought now: {sheet.renewal.bought_now:,}")
        )
    return cards


def _cover(deck: Deck, sheet: TermSheet) -> None:
    lines = [f"Usage as of the end of {day_words(sheet.as_of)}"]
    if sheet.partnership_ends_on:
        lines.append(f"Contract until {day_words(sheet.partnership_ends_on)}")
    deck.cover(f"{sheet.name}: contract review", lines)


def _verdict(deck: Deck, sheet: TermSheet) -> None:
    deck.slide(verdict(sheet), notes="80 of 100 futures end within the band, 10 below and 10 above it.")
    cards = key_cards(sheet)
    deck.figures(cards, top=CARDS_TOP)
    below = CARDS_TOP + card_height(cards) + WORDS_BELOW
    said = (plan_words(sheet), sheet.sentence, "" if sheet.renewal is None else renewal_words(sheet))
    deck.words([words for words in said if words], top=below, size=20)


def _at_the_end(sheet: TermSheet) -> Figure:
    end = sheet.at_the_end
    assert end is not None
    over = end.median < 0
    return Figure(
        "When the period ends",
        f"{abs(end.median):,.0f} {'over' if over else 'left'}",
        f"80 of 100 futures: {band_words(end.low, end.high)}",
        "bad" if over else _tone(sheet),
    )


def _tone(sheet: TermSheet) -> Tone:
    risk = sheet.followed.overage_risk
    return "" if risk is None else "bad" if risk > sheet.risk_allowed else "good"


def _usage(deck: Deck, sheet: TermSheet) -> None:
    network = network_limit(sheet)
    used = f": {network.usage:,} of {network.limit:,} used this month" if network else ""
    deck.slide(f"Numbers in use{used}", notes="Numbers a billing month of the whole network; the running month so far.")
    deck.line_chart(month_names(sheet.months), usage_lines(sheet))


def _burn_down(deck: Deck, sheet: TermSheet) -> None:
    ends = sheet.at_the_end
    said = "" if ends is None else f": {abs(ends.median):,.0f} {'over' if ends.median < 0 else 'left'} when it ends"
    deck.slide(
        f"Number-months left of the allotment{said}",
        notes="Below zero is overage. Even pace: what is left if every month used the same.",
    )
    deck.line_chart(month_names(sheet.months), burn_down_lines(sheet.months))


def _money(deck: Deck, sheet: TermSheet) -> None:
    followed, rate = sheet.followed, sheet.overage_rate
    said = "not on record" if rate is None else f"{rate:,.2f} {sheet.currency or ''}".strip()
    cost = followed.expected_overage_cost
    unused = count_words(followed.expected_unused)
    ceiling = "–" if sheet.guaranteed_ceiling is None else f"{sheet.guaranteed_ceiling:,} numbers a month"
    rows = [
        ("Overage risk", risk_words(followed.overage_risk), f"accepted: {percent(sheet.risk_allowed)}"),
        ("Expected overage", f"{count_words(followed.expected_overage)} number-months", f"rate of one: {said}"),
        ("Cost of it", "–" if cost is None else amount_words(cost, sheet.currency), "expected over all futures"),
        ("Expires unused on average", f"{unused} number-months", "the mean of all futures"),
        ("Covered whatever is used", ceiling, "every number used in every month left"),
    ]
    heading = f"Risk and money: {risk_words(followed.overage_risk)} overage risk{cost_words(sheet, followed)}"
    deck.table(
        heading,
        ("Figure", "With the plan" if followed.is_plan else "As it is", "What it means"),
        rows,
        widths=(0.32, 0.28, 0.4),
    )


def _scenarios(deck: Deck, sheet: TermSheet) -> None:
    heads = ("Scenario", "What is different", "Risk", "Over", "Cost", "Unused", "Need", "Safe limit")
    rows = [
        (
            c.name + (" (the plan)" if c.is_plan else ""),
            c.words,
            risk_words(c.overage_risk),
            count_words(c.expected_overage),
            cost_words(sheet, c).strip(" ()") or "–",
            count_words(c.expected_unused),
            count_words(c.need),
            safe_words(sheet, c),
        )
        for c in sheet.scenarios
    ]
    widths = (0.18, 0.27, 0.08, 0.08, 0.1, 0.09, 0.08, 0.12)
    notes = "Over, unused: number-months, the mean of all futures. Need, safe limit: numbers a month."
    if len(rows) == 1:
        deck.slide("Scenarios side by side: none is saved beside the network as it is", notes=notes)
        end = deck.table_here(heads, rows, widths=widths)
        deck.words([NO_SCENARIO], top=end + WORDS_BELOW)
    elif len(rows) <= BESIDE_A_TABLE:
        deck.slide("Scenarios side by side", notes=notes)
        end = deck.table_here(heads, rows, widths=widths)
        _over_and_unused(deck, sheet, Box(top=end + 0.15, height=Box().top + Box().height - end - 0.15))
    else:
        deck.table("Scenarios side by side", heads, rows, widths=widths, notes=notes)
        deck.slide("Scenarios: number-months over and unused")
        _over_and_unused(deck, sheet, Box())


def _over_and_unused(deck: Deck, sheet: TermSheet, box: Box) -> None:
    deck.column_chart(
        [c.name for c in sheet.scenarios],
        [
            Line("Expected overage, number-months", [c.expected_overage or 0 for c in sheet.scenarios], ORANGE),
            Line("Unused on average", [c.expected_unused or 0 for c in sheet.scenarios], BLUE),
        ],
        box,
    )


def _renewal(deck: Deck, sheet: TermSheet) -> None:
    options = renewal_options(sheet)
    if not options or sheet.renewal is None:
        return
    recommended = next(o for o in options if o.is_recommended)
    deck.slide(
        f"Renewal from {sheet.renewal.starts_on:%B %Y}: {recommended.number_months:,} number-months recommended",
        notes="Each size beside demand without limits in the months of the next contract; money at the overage rate.",
    )
    cards = [
        Figure(
            o.name,
            f"{o.number_months:,}",
            f"{o.numbers_a_month:,} a month; {o.holds}; {o.at_the_median}",
            "good" if o.is_recommended else "",
        )
        for o in options
    ]
    deck.figures(cards, top=CARDS_TOP)
    deck.words([renewal_words(sheet)], top=CARDS_TOP + card_height(cards) + WORDS_BELOW, size=20)


def _decisions(deck: Deck, sheet: TermSheet) -> None:
    deck.slide("To decide", notes="As the figures recommend it.")
    deck.words([f"• {line}" for line in to_decide(sheet)], top=BODY, size=20)
    if sheet.decisions:
        deck.table(
            f"Decided since {day_words(sheet.decided_since)}",
            ("Day", "What", "By", "Reason"),
            [(day_words(d.on), _upper(d.words), d.by, _short(d.reason)) for d in sheet.decisions],
            widths=(0.13, 0.33, 0.16, 0.38),
        )
    if sheet.planned:
        deck.table("Planned changes", ("What will change, and when",), [(step,) for step in sheet.planned])


def _appendix(deck: Deck, sheet: TermSheet) -> None:
    limits = [(_upper(limit.words), f"{limit.limit:,}", f"{limit.usage:,}", f"{limit.headroom:,}",
               "–" if limit.likely_full is None else f"{limit.likely_full:%b %Y}", count_words(limit.suggested_limit))
              for limit in sheet.limits]  # fmt: skip
    heads = ("Limit", "Numbers a month", "Used this month", "Headroom", "Likely full", "Recommended")
    deck.table("Appendix: limits", heads, limits, widths=(0.32, 0.15, 0.15, 0.12, 0.12, 0.14))
    if sheet.months:
        _month_by_month(deck, sheet)
    deck.slide("Appendix: what the figures assume")
    deck.words([f"• {line}" for line in (*sheet.caveats, *RULES)], top=BODY, size=14)


def _month_by_month(deck: Deck, sheet: TermSheet) -> None:
    """Every figure that the charts draw."""
    heads = ("Month", "Used", "Expected", "1 of 10 below", "1 of 10 above", "Left", "1 of 10 below", "1 of 10 above",
             "Even pace")  # fmt: skip
    rows = [
        (name, count_words(m.used), *_spread(m.expected), *_spread(m.left), count_words(m.even_pace))
        for name, m in zip(month_names(sheet.months), sheet.months, strict=True)
    ]
    deck.table(
        "Appendix: month by month",
        heads,
        rows,
        widths=(0.12, *[0.11] * 8),
        notes="Numbers used and expected in the month, then number-months left of the allotment at its end; medians.",
    )


def _spread(spread: Spread | None) -> tuple[str, str, str]:
    return (
        ("–", "–", "–")
        if spread is None
        else (count_words(spread.median), count_words(spread.low), count_words(spread.high))
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _short(text: str) -> str:
    """As much of a text as a row of a page holds."""
    return text if len(text) <= ROW_TEXT_MAX else f"{text[: ROW_TEXT_MAX - 1].rstrip()}…"
