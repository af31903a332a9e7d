"""A term sheet as PowerPoint that a meeting can use as it is: what to hear first, then why, then what to decide."""

from __future__ import annotations

from collections.abc import Mapping

from limits.assumptions import RULES
from limits.kinds import about
from limits.percents import percent
from limits.planning.account_sheet import TermSheet
from limits.planning.deck import BLUE, GREEN, ORANGE, PALE, PURPLE, RED, Deck, Line
from limits.planning.pack_words import renewal_options, safe_words, to_decide, verdict

ROW_TEXT_MAX = 160  # characters: two lines of a table's column


def slides(sheet: TermSheet, *, names: Mapping[str, str] | None = None) -> bytes:
    """A PPTX file; ``names`` by e-mail address, because no address is shown."""
    as_of = f"{sheet.as_of.day} {sheet.as_of:%b %Y}"
    deck = Deck(
        title=f"{sheet.name}, as of {as_of}",
        foot=f"{sheet.name} · usage as of the end of {as_of}",
        source=f"Source: Headroom. Usage as imported, as of the end of {as_of}; figures ahead from "
        f"{sheet.path_count:,} simulated futures; accepted overage risk {percent(sheet.risk_allowed)}.",
        names={address.lower(): name for address, name in (names or {}).items()},
    )
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
    return deck.bytes()


def key_figures(sheet: TermSheet) -> list[tuple[str, str]]:
    """What a meeting begins with, as words."""
    end, as_it_is = sheet.at_the_end, sheet.as_it_is
    found = [("Contract", sheet.sentence)]
    if end is not None:
        kind = "over" if end.median < 0 else "left"
        band = f"80 % band {end.low:,.0f} to {end.high:,.0f}"
        found.append(("When the period ends", f"{abs(end.median):,.0f} number-months {kind} ({band})"))
    if as_it_is.overage_risk is not None:
        cost = as_it_is.expected_overage_cost
        price = f", {cost:,.0f} {sheet.currency}" if cost and sheet.currency else ""
        expected = f"{as_it_is.expected_overage or 0:,.0f} number-months expected{price}"
        found.append(("Overage", f"{100 * as_it_is.overage_risk:.0f} % risk; {expected}"))
    if as_it_is.expected_unused is not None:
        found.append(("Surplus", f"{as_it_is.expected_unused:,.0f} number-months expected to expire unused"))
    if sheet.renewal is not None:
        found.append(("Renewal", renewal_words(sheet)))
    return found


def renewal_words(sheet: TermSheet) -> str:
    """The recommendation in one sentence."""
    one = sheet.renewal
    if one is None:
        return "The next partnership begins too far ahead to be forecast."
    return (
        f"For the {one.months} months from {one.starts_on:%B %Y}, {one.number_months:,} number-months "
        f"({one.numbers_a_month:,} in use every month) hold all demand in {100 * one.confidence:.0f} of 100 futures; "
        f"the median needs {one.median:,}. Bought now: {one.bought_now:,}."
    )


def _cover(deck: Deck, sheet: TermSheet) -> None:
    lines = [f"Usage as of the end of {sheet.as_of.day} {sheet.as_of:%b %Y}"]
    if sheet.partnership_ends_on:
        lines.append(f"Contract until {sheet.partnership_ends_on.day} {sheet.partnership_ends_on:%b %Y}")
    deck.cover(f"{sheet.name}: contract review", lines)


def _verdict(deck: Deck, sheet: TermSheet) -> None:
    end, as_it_is = sheet.at_the_end, sheet.as_it_is
    slide = deck.slide(verdict(sheet), notes=sheet.sentence)
    cards = [
        ("Left today", _count(sheet.left), f"number-months of {_count(sheet.number_months)}"),
        (
            "When the period ends",
            "–" if end is None else f"{abs(end.median):,.0f} {'over' if end.median < 0 else 'left'}",
            "" if end is None else f"80 of 100 futures: {end.low:,.0f} to {end.high:,.0f}",
        ),
        (
            "Overage risk",
            _percent(as_it_is.overage_risk),
            f"{_count(as_it_is.expected_overage)} number-months expected"
            + _price(sheet, as_it_is.expected_overage_cost),
        ),
    ]
    if sheet.renewal:
        cards.append(("Renew at", f"{sheet.renewal.number_months:,}", f"bought now: {sheet.renewal.bought_now:,}"))
    deck.figures(slide, cards, top=1.8)
    deck.words(slide, [sheet.sentence, *([] if sheet.renewal is None else [renewal_words(sheet)])], top=4.3)


def _usage(deck: Deck, sheet: TermSheet) -> None:
    network = next((one for one in sheet.limits if about(one.kind).is_whole), None)
    months = sheet.months
    lines = [
        Line("Used", [m.used for m in months], BLUE),
        Line("Expected, median", [m.expected.median if m.expected else None for m in months], GREEN),
        Line("1 of 10 below", [m.expected.low if m.expected else None for m in months], PALE, dashed=True),
        Line("1 of 10 above", [m.expected.high if m.expected else None for m in months], PALE, dashed=True),
    ]
    if network is not None:
        lines.append(Line("Network limit today", [network.limit] * len(months), RED, dashed=True))
    used = f": {network.usage:,} of {network.limit:,} used this month" if network else ""
    slide = deck.slide(
        f"Numbers in use{used}", notes="Numbers a billing month of the whole network; the running month so far."
    )
    deck.line_chart(slide, [f"{m.month:%b %y}" for m in months], lines)


def _burn_down(deck: Deck, sheet: TermSheet) -> None:
    months = sheet.months
    ends = sheet.at_the_end
    said = "" if ends is None else f": {abs(ends.median):,.0f} {'over' if ends.median < 0 else 'left'} when it ends"
    slide = deck.slide(
        f"Number-months left of the allotment{said}",
        notes="Below zero is overage. Even pace: what is left if every month used the same.",
    )
    ahead = [(m.left if m.expected else None) for m in months]
    deck.line_chart(
        slide,
        [f"{m.month:%b %y}" for m in months],
        [
            Line("Left, median", [m.left.median if m.left else None for m in months], GREEN),
            Line("1 of 10 below", [left.low if left else None for left in ahead], PALE, dashed=True),
            Line("1 of 10 above", [left.high if left else None for left in ahead], PALE, dashed=True),
            Line("Even pace", [m.even_pace for m in months], PURPLE, dashed=True),
        ],
    )


def _money(deck: Deck, sheet: TermSheet) -> None:
    one = sheet.as_it_is
    rate = (
        "not on record" if sheet.overage_rate is None else f"{sheet.overage_rate:,.2f} {sheet.currency or ''}".strip()
    )
    cost = "–" if one.expected_overage_cost is None else f"{one.expected_overage_cost:,.0f} {sheet.currency or ''}"
    ceiling = "–" if sheet.guaranteed_ceiling is None else f"{sheet.guaranteed_ceiling:,} numbers a month"
    rows = [
        ("Overage risk", _percent(one.overage_risk), f"accepted: {percent(sheet.risk_allowed)}"),
        ("Expected overage", f"{_count(one.expected_overage)} number-months", f"rate of one: {rate}"),
        ("Cost of it", cost, "expected over all futures"),
        ("Expected to expire unused", f"{_count(one.expected_unused)} number-months", "they do not roll over"),
        ("Covered whatever is used", ceiling, "every number used in every month left"),
    ]
    deck.table("Risk and money", ("Figure", "As it is", "What it means"), rows, widths=(0.34, 0.26, 0.4))


def _scenarios(deck: Deck, sheet: TermSheet) -> None:
    heads = ("Scenario", "What is different", "Risk", "Over", "Cost", "Unused", "Need", "Safe limit")
    rows = [(c.name + (" (the plan)" if c.is_plan else ""), c.words, _percent(c.overage_risk),
             _count(c.expected_overage), _price(sheet, c.expected_overage_cost).strip(" ()") or "–",
             _count(c.expected_unused), _count(c.need), safe_words(sheet, c)) for c in sheet.scenarios]  # fmt: skip
    deck.table(
        "Scenarios side by side",
        heads,
        rows,
        widths=(0.18, 0.28, 0.08, 0.08, 0.1, 0.08, 0.08, 0.12),
        notes="Over, unused: number-months expected. Need, safe limit: numbers a month.",
    )
    if len(sheet.scenarios) < 2:
        return
    slide = deck.slide("Scenarios: number-months over and unused")
    deck.column_chart(
        slide,
        [c.name for c in sheet.scenarios],
        [
            Line("Expected overage", [c.expected_overage or 0 for c in sheet.scenarios], ORANGE),
            Line("Expected to expire unused", [c.expected_unused or 0 for c in sheet.scenarios], BLUE),
        ],
    )


def _renewal(deck: Deck, sheet: TermSheet) -> None:
    options = renewal_options(sheet)
    if not options or sheet.renewal is None:
        return
    recommended = next(o for o in options if o.is_recommended)
    slide = deck.slide(
        f"Renewal from {sheet.renewal.starts_on:%B %Y}: {recommended.number_months:,} number-months recommended",
        notes=renewal_words(sheet),
    )
    deck.figures(
        slide,
        [
            (o.name, f"{o.number_months:,}", f"{o.numbers_a_month:,} a month; {o.holds}; {o.at_the_median}")
            for o in options
        ],
        top=1.8,
    )
    deck.words(slide, [renewal_words(sheet)], top=4.3)


def _decisions(deck: Deck, sheet: TermSheet) -> None:
    slide = deck.slide("To decide", notes="As the figures recommend it.")
    deck.words(slide, [f"• {line}" for line in to_decide(sheet)], top=1.6)
    if sheet.decisions:
        deck.table(
            f"Decided since {sheet.decided_since.day} {sheet.decided_since:%b %Y}",
            ("Day", "What", "By", "Reason"),
            [(f"{d.on.day} {d.on:%b %Y}", d.words, d.by, _short(d.reason)) for d in sheet.decisions],
            widths=(0.12, 0.34, 0.16, 0.38),
        )
    if sheet.planned:
        deck.table("Planned changes", ("What will change, and when",), [(one,) for one in sheet.planned])


def _appendix(deck: Deck, sheet: TermSheet) -> None:
    limits = [(one.words, f"{one.limit:,}", f"{one.usage:,}", f"{one.headroom:,}",
               "–" if one.likely_full is None else f"{one.likely_full:%b %Y}", _count(one.suggested_limit))
              for one in sheet.limits]  # fmt: skip
    heads = ("Limit", "Numbers a month", "Used this month", "Headroom", "Likely full", "Recommended")
    deck.table("Appendix: limits", heads, limits, widths=(0.35, 0.14, 0.14, 0.12, 0.12, 0.13))
    slide = deck.slide("Appendix: what the figures assume")
    deck.words(slide, [f"• {line}" for line in (*sheet.caveats, *RULES)], top=1.5, size=14)


def _short(text: str) -> str:
    """As much of a text as a row of a slide holds."""
    return text if len(text) <= ROW_TEXT_MAX else f"{text[: ROW_TEXT_MAX - 1].rstrip()}…"


def _price(sheet: TermSheet, cost: float | None) -> str:
    return f" ({cost:,.0f} {sheet.currency})" if cost and round(cost) >= 1 and sheet.currency else ""


def _count(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _percent(ratio: float | None) -> str:
    return "–" if ratio is None else percent(ratio)
