"""The three ways a request's numbers may be used, as one table: the eye compares along a line."""

from __future__ import annotations

import html

import streamlit as st

from limits.answers import Answer, Way, amount_words
from views.text import words

NAMES = (
    ("As history", "goes on as before"),
    ("As asked", "the asked numbers on top"),
    ("If filled", "every number, every month"),
)
Row = tuple[str, str, tuple[Way | None, ...]]


def ways_table(answer: Answer, part: tuple[str, Way] | None, *, limit: str) -> None:
    """All that is asked at the ``limit`` that holds it; above it the part that is recommended, as (limit, use)."""
    rows: list[Row] = []
    if part is not None:
        rows.append((answer.sentence.split(":")[0], f"limit {part[0]}", (answer.as_history, part[1], None)))
    named = f"All {answer.asked:,}" if answer.asked > 1 else "The one asked"
    rows.append((named, f"limit {limit}", (answer.as_history, answer.as_asked, answer.if_filled)))
    heads = "".join(f"<th scope=col>{name}<small>{meaning}</small></th>" for name, meaning in NAMES)
    body = "".join(_line(row, answer, also=place > 0) for place, row in enumerate(rows))
    with st.container(border=True, key="ways"):
        st.html(
            "<table class=ways><thead><tr><th scope=col>Overage risk<small>number-months, cost</small></th>"
            f"{heads}</tr></thead><tbody>{body}</tbody></table>"
        )


def _line(row: Row, answer: Answer, *, also: bool) -> str:
    name, limit, ways = row
    cells = "".join(_cell(way, answer) for way in ways)
    title = f"<th scope=row>{html.escape(name)}<small>{html.escape(limit)}</small></th>"
    return f'<tr class="{"also" if also else ""}">{title}{cells}</tr>'


def _cell(way: Way | None, answer: Answer) -> str:
    if way is None or way.risk is None:
        return "<td><small>—</small></td>"
    weight = "bad" if way.risk > answer.risk_level else ""
    said = [f"{words.count(way.overage)} over"]
    if way.cost is not None:
        said.append(amount_words(way.cost, answer.currency))
    if way.first_over and way.risk > 0:
        said.append(f"from {words.month(way.first_over)}")
    parts = "<i class=dot> · </i>".join(f"<span>{html.escape(text)}</span>" for text in said)
    return f'<td><b class="{weight}">{words.percent(way.risk)}</b><small>{parts}</small></td>'
