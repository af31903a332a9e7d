"""A CSM's book as pages: whom to call and why, a page for each with its money and next step, then everybody else."""

from __future__ import annotations

from limits.advice import PortfolioRow, cost_of, due_words
from limits.assumptions import RULES
from limits.months import day_words
from limits.percents import counted, percent
from limits.planning.book import Book, Matter
from limits.planning.deck import BODY, EDGE, GAP, INNER, Box, Deck, Figure, card_height
from limits.planning.pack_lines import band_words, burn_down_lines, count_words, month_names, risk_words, usage_lines
from limits.planning.pack_story import About
from limits.planning.pack_words import verdict

CHART_WIDTH = 7.4  # inches, beside what to do
REASON_MAX = 150  # characters: what three lines of a row hold


def book_about(book: Book) -> About:
    """What the deck says of itself on every page."""
    return {
        "title": _title(book),
        "foot": f"{_title(book)} · {_as_of(book)}",
        "source": "Source: Headroom. Usage as imported; figures ahead from simulated futures; "
        f"accepted overage risk {percent(book.risk_allowed)}.",
    }


def tell_book(deck: Deck, book: Book) -> None:
    due = [matter.row for matter in book.matters]
    deck.cover(_title(book), [_as_of(book)[:1].upper() + _as_of(book)[1:], due_words(due)])
    if book.matters:
        _ranked(deck, book)
    else:
        deck.slide(due_words(due))
        deck.words(["All of these networks have room for what is expected, and no request waits."], top=BODY, size=20)
    for matter in book.matters:
        _matter(deck, matter)
    _everybody(deck, book)
    deck.slide("Appendix: what the figures assume")
    deck.words([f"• {line}" for line in RULES], top=BODY, size=14)


def _title(book: Book) -> str:
    whose = f"Portfolio of {book.whose}" if book.whose else "Portfolio"
    return f"{whose}: {counted(len(book.rows), 'network')}"


def _as_of(book: Book) -> str:
    if book.as_of is None:
        return "no usage imported yet"
    older = f", the oldest of {day_words(book.oldest)}" if book.oldest and book.oldest < book.as_of else ""
    return f"usage as of the end of {day_words(book.as_of)}{older}"


def _ranked(deck: Deck, book: Book) -> None:
    rows = [
        (
            f"{place}",
            matter.row.network.name,
            _short(matter.row.reason),
            cost_of(matter.row) or "–",
            risk_words(matter.row.overage_risk),
            matter.waits,
        )
        for place, matter in enumerate(book.matters, start=1)
    ]
    deck.table(
        due_words([matter.row for matter in book.matters]),
        ("", "Network", "Why", "Cost", "Risk", "Request waits"),
        rows,
        widths=(0.04, 0.21, 0.37, 0.1, 0.07, 0.21),
        notes="Ranked by what overage is expected to cost until the contract's end, then by what waits for an answer.",
    )


def _matter(deck: Deck, matter: Matter) -> None:
    row, sheet = matter.row, matter.sheet
    level, risk = row.answer.risk_level if row.answer else None, row.overage_risk
    runs_over = level is not None and risk is not None and risk > level
    said = verdict(sheet) if sheet is not None and sheet.months and runs_over else row.reason
    as_of = f" Usage as of the end of {day_words(row.network.as_of)}." if row.network.as_of else ""
    deck.slide(f"{row.network.name}: {said[:1].lower() + said[1:]}", notes=f"{row.reason}{as_of}")
    cards = _cards(matter)
    deck.figures(cards)
    top = BODY + card_height(cards) + 0.45
    height = Box().top + Box().height - top
    side = Box(EDGE, top, INNER, height)
    if sheet is not None and sheet.months:
        lines = burn_down_lines(sheet.months) if runs_over else usage_lines(sheet)
        deck.line_chart(month_names(sheet.months), lines, Box(EDGE, top, CHART_WIDTH, height))
        side = Box(EDGE + CHART_WIDTH + GAP, top, INNER - CHART_WIDTH - GAP, height)
    steps = [f"{number}. {step}" for number, step in enumerate(matter.next_steps, start=1)]
    deck.words(["Next step" if len(steps) == 1 else "Next steps", *steps], top=top, size=16, box=side)


def _cards(matter: Matter) -> list[Figure]:
    row, sheet = matter.row, matter.sheet
    way = row.answer.as_history if row.answer else None
    risk = row.overage_risk
    level = row.answer.risk_level if row.answer else None
    is_bad = risk is not None and level is not None and risk > level
    beyond = (
        "no contract to run over"
        if way is None or way.overage is None
        else (f"{counted(way.overage, 'number-month')} beyond the allotment")
    )
    cost, limit = cost_of(row), row.network_limit
    full = limit is not None and limit.state in ("full", "exceeded")
    used = f"{limit.usage:,} of {limit.limit:,}" if limit else "–"
    accepted = f"accepted: {percent(level)}" if level is not None else ""
    cards = [
        Figure("Expected cost", cost or "–", beyond, "bad" if cost else ""),
        Figure("Overage risk", risk_words(risk), accepted, "bad" if is_bad else ""),
        Figure("Network limit", used, "numbers used this month", "bad" if full else ""),
    ]
    end = sheet.at_the_end if sheet else None
    if end is not None:
        over = end.median < 0
        said = f"{abs(end.median):,.0f} {'over' if over else 'left'}"
        meaning = f"80 of 100 futures: {band_words(end.low, end.high)}"
        cards.append(Figure("When the period ends", said, meaning, "bad" if over else ""))
    return cards


def _everybody(deck: Deck, book: Book) -> None:
    deck.table(
        "Appendix: all networks",
        ("Network", "State", "Used", "Limit", "Risk", "Cost", "Left of allotment", "Contract until"),
        [_row(row) for row in book.rows],
        widths=(0.26, 0.1, 0.09, 0.09, 0.1, 0.1, 0.12, 0.14),
        notes="Used and limit: numbers this month in the whole network. Left: number-months today.",
    )


def _row(row: PortfolioRow) -> tuple[str, ...]:
    limit, current, partnership = row.network_limit, row.contract.current, row.contract.partnership
    return (
        row.network.name,
        row.state,
        count_words(limit.usage if limit else None),
        count_words(limit.limit if limit else None),
        risk_words(row.overage_risk),
        cost_of(row) or "–",
        count_words(current.left if current else None),
        day_words(partnership.ends_on) if partnership else "–",
    )


def _short(text: str) -> str:
    return text if len(text) <= REASON_MAX else f"{text[: REASON_MAX - 1].rstrip()}…"
