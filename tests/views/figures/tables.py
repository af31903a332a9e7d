"""The tables of the pages: which column is which figure, of which limit, request or network a row is."""

from __future__ import annotations

import base64
import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from limits.kinds import DYNAMIC, NETWORK, LimitKey
from tests.views.figures.facts import Facts, Figures
from tests.views.figures.matching import is_said

_MONEY = re.compile(r"\$|-?[\d,]+ [A-Z]{3}$")
Rows = Callable[["Facts | None", Any, Sequence[Figures]], "Figures | None"]  # of a network, a row, what the page asks


@dataclass(frozen=True)
class Table:
    """``columns`` by the name of the figure that its cells are; the others are read as texts of the row's subject."""

    marks: frozenset[str]  # the columns it is known by
    rows: Rows
    columns: Mapping[str, str]


def _limit(facts: Facts | None, row: Any, _asked: Sequence[Figures]) -> Figures | None:
    key = key_of(facts, str(row["Limit"]))
    return None if key is None else facts.limits[key]


def key_of(facts: Facts, words: str) -> LimitKey | None:
    """The limit that a page calls so."""
    for one in facts.standing.limits:
        names = {one.words, one.name or one.key.about.title}
        if words.casefold() in {name.casefold() for name in names}:
            return one.key
    return None


def _request(facts: Facts | None, row: Any, _asked: Sequence[Figures]) -> Figures | None:
    return facts.requests.get(str(row["Request"]))


def _change(facts: Facts | None, row: Any, _asked: Sequence[Figures]) -> Figures | None:
    """By the limit and its version, which no two changes share."""
    key = key_of(facts, str(row["Limit"]))
    named = ((c["key"], c["version"], c) for c in facts.changes.values())
    return next(
        (c for of, version, c in named if key and of == (key.kind, key.campaign_id) and version == row["Version"]), None
    )


def _pool(facts: Facts | None, row: Any, _asked: Sequence[Figures]) -> Figures | None:
    pools = {p.name or p.ring_pool_id: p for p in facts.standing.ring_pools}
    one = pools.get(str(row["RingPool"]))
    return None if one is None else {"largest": one.max_pool_size, "hold": one.lifetime_seconds}


def _network(facts: Facts | None, _row: Any, _asked: Sequence[Figures]) -> Figures:
    """The network limit's figures, and beside them what the portfolio says of the others."""
    limits = facts.standing.limits
    used = [m.static_used + m.dynamic_used for m in facts.standing.history if m.static_used is not None]  # type: ignore[operator]
    campaigns = [one for one in limits if one.key.of_campaign]
    tightest = max(campaigns, key=lambda one: (one.usage / one.limit if one.limit else 1.0, one.usage))
    return {
        **facts.limits[NETWORK],
        "risk_percent": None if facts.whole.get("risk") is None else 100 * facts.whole["risk"],
        "recent_usage": used[-13:],
        "open_or_none": len(facts.open) or None,
        "months_left_if_any": facts.whole["months_left"] or None,
        "dynamic_headroom": facts.limits[DYNAMIC]["headroom"],
        "fullest_campaign_headroom": tightest.limit - tightest.usage,
        "age": (facts.today - facts.standing.as_of).days if facts.standing.as_of else None,
    }


def _asked_row(column: str, name: str) -> Rows:
    """The row of what the page works out whose own figure stands in that column."""

    def find(_facts: Facts | None, row: Any, asked: Sequence[Figures]) -> Figures | None:
        text = str(row[column]).removesuffix(" min")
        return next(
            (one for one in asked if name in one and is_said(text, "m" if name == "row_month" else "", one[name])), None
        )

    return find


@dataclass(frozen=True)
class Turned:
    """A table with a figure a line: a line's name is the end of the figure's, a column's its beginning."""

    label: str
    columns: Mapping[str, str]
    lines: Mapping[str, str]

    def faults(self, frame: pd.DataFrame, subjects: Sequence[Figures]) -> list[tuple[str, str]]:
        """None where all cells are the figures of one subject; else those that differ from the nearest one."""
        by_subject = [self._of(frame, one) for one in subjects]
        return min(by_subject, key=len) if by_subject else [("table", "nothing is known of it")]

    def _of(self, frame: pd.DataFrame, figures: Figures) -> list[tuple[str, str]]:
        wrong = []
        for _, row in frame.iterrows():
            line = self.lines.get(str(row[self.label]))
            for column, start in self.columns.items():
                if column in frame.columns:
                    name = f"{start}{line}"
                    cell = row[column]
                    if line is None or not is_figure(cell, figures.get(name)):
                        wrong.append(
                            (f"{row[self.label]}, {column}", f"{cell!r} is shown, but {name} is {figures.get(name)}")
                        )
        return wrong


WAYS = Turned(
    "",
    {"As history": "history_", "As asked": "as_asked_", "If filled": "filled_"},
    {
        "Used, number-months": "used",
        "Over, number-months": "over",
        "Cost": "cost",
        "Overage risk": "risk",
        "First over": "first_if_any",
    },
)
SCENARIOS = Turned(
    "Figure",
    {"As it is": "as_it_is_", "Spring push (the plan)": "as_planned_"},
    {
        "What is different": "words",
        "Months left": "months_left",
        "Allotment, number-months": "bought",
        "Overage risk": "risk",
        "Expected overage, number-months": "over",
        "Cost of it": "cost",
        "Unused on average, number-months": "unused",
        "Need, numbers a month": "need",
        "Safe network limit": "safe",
        "Verdict": "verdict",
    },
)


CHANGED = Turned(
    "Figure",
    {"In the pack, 22 Nov 2026": "then_", "Now, 22 Nov 2026": "now_"},
    {
        "Left when the period ends, median": "left",
        "Expected overage": "over",
        "Renewal recommended": "renewal",
        "Plan": "plan",
        "Scenario Spring push": "there",
    },
)


def turned_table(frame: pd.DataFrame) -> Turned | None:
    return next(
        (t for t in (WAYS, SCENARIOS, CHANGED) if t.label in frame.columns and set(t.columns) & set(frame.columns)),
        None,
    )


TABLES = (
    Table(
        frozenset({"Limit", "Allowed", "Safe to add"}),
        _limit,
        {
            "Used": "usage",
            "Allowed": "limit",
            "Left": "headroom",
            "Share used": "share",
            "Safe to add": "safe_to_add",
            "Idle": "idle_here",
            "Version": "version",
        },
    ),
    Table(
        frozenset({"Limit", "Numbers a month", "Recommended"}),
        _limit,
        {"Numbers a month": "limit", "Used this month": "usage", "Headroom": "headroom", "Recommended": "to"},
    ),
    Table(
        frozenset({"Filed", "More", "Recommended today"}),
        _request,
        {"More": "asked", "Granted limit": "granted_limit"},
    ),
    Table(
        frozenset({"When", "From", "To", "In force from"}),
        _change,
        {
            "From": "old",
            "To": "new",
            "Used then": "used_then",
            "Recommended then": "recommended_then",
            "Version": "version",
            "Overage risk then": "risk_then",
        },
    ),
    Table(
        frozenset({"Network", "Overage risk", "Fullest limit"}),
        _network,
        {
            "Overage risk": "risk_percent",
            "Cost": "expected_cost",
            "Fullest limit": "fullest_share",
            "Allotment left": "allotment_left",
            "Usage": "recent_usage",
            "Network left": "headroom",
            "Months left": "months_left_if_any",
            "Expiring": "expiring",
            "Requests": "open_or_none",
            "Dynamic left": "dynamic_headroom",
            "Campaign left": "fullest_campaign_headroom",
            "Used": "usage",
            "Limit": "limit",
        },
    ),
    Table(
        frozenset({"RingPools", "More than one pool"}),
        _asked_row("RingPools", "row_pools"),
        {"RingPools": "row_pools", "Numbers needed": "row_numbers", "More than one pool": "row_more"},
    ),
    Table(
        frozenset({"Hold time", "Numbers needed"}),
        _asked_row("Hold time", "row_minutes"),
        {"Hold time": "row_minutes", "Numbers needed": "row_hold_numbers"},
    ),
    Table(
        frozenset({"Sessions (median)", "Numbers, median"}),
        _asked_row("Month", "row_month"),
        {
            "Sessions (median)": "row_sessions",
            "Numbers, 10 %": "row_low",
            "Numbers, median": "row_median",
            "Numbers, 90 %": "row_high",
        },
    ),
    Table(frozenset({"RingPool", "Largest size", "Least hold"}), _pool, {"Largest size": "largest"}),
)


def known_table(frame: pd.DataFrame, tables: Sequence[Table] = TABLES) -> Table | None:
    names = {str(column) for column in frame.columns}
    return next((table for table in tables if table.marks <= names), None)


def is_figure(cell: Any, figure: Any) -> bool:
    """Whether a cell is the figure; an empty one where nothing is known."""
    if isinstance(figure, list):
        return [int(one) for one in cell] == figure
    if isinstance(cell, dt.date):
        return bool(cell == figure)
    if not isinstance(cell, str):
        if cell is None or math.isnan(cell):
            return figure is None
        return figure is not None and abs(float(cell) - float(figure)) < 1e-6
    text = as_text(cell)
    if text in ("—", ""):
        return figure in (None, 0, text)
    if isinstance(figure, str):
        return text == figure
    shape = "%" if text.endswith("%") else "$" if _MONEY.match(text) else "m" if isinstance(figure, dt.date) else ""
    return is_said(text.removesuffix(" min"), shape, figure)


def cells(frame: pd.DataFrame) -> Iterator[tuple[int, str, Any]]:
    for place in range(len(frame)):
        for column in frame.columns:
            yield place, str(column), frame[column].iloc[place]


def as_text(cell: Any) -> str:
    """What a person reads in a cell; a picture's own words where it is one."""
    if isinstance(cell, str) and cell.startswith("data:image/svg+xml;base64,"):
        drawing = base64.b64decode(cell.partition(",")[2]).decode()
        return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawing))
    if isinstance(cell, dt.date | pd.Timestamp):
        return f"{cell.day} {cell:%b %Y}"
    if isinstance(cell, list):
        return ", ".join(str(one) for one in cell)
    return "" if cell is None or (isinstance(cell, float) and math.isnan(cell)) else str(cell)
