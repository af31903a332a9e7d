"""The Desk's picture: how full each network's limit is beside the chance that its contract runs over."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

import plotly.graph_objects as go

from limits.advice import STATES, PortfolioRow, State
from limits.assumptions import Assumptions
from views.charts import charts
from views.charts.once import drawn_once
from views.charts.theme import Palette
from views.text import words

HEIGHT = 300
SYMBOLS: dict[State, str] = {
    "Over": "square",
    "At risk": "triangle-up",
    "Watch": "diamond",
    "Check data": "x",
    "Learning": "circle-open",
    "Surplus": "triangle-down-open",
    "Healthy": "circle",
}
URGENT: tuple[State, ...] = ("Over", "At risk")
WATCHED: tuple[State, ...] = ("Watch", "Check data")
NUMBERED = 5  # of the urgent, as the list beside the picture numbers them
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
RISKS = (0.0, 0.01, 0.1, 0.25, 0.5, 1.0)
FURTHEST = 1.1  # ratio: a limit exceeded by more is drawn at the edge


def drawable(rows: Sequence[PortfolioRow]) -> list[PortfolioRow]:
    """Networks with both figures; the others have no place in the picture, and are in the table."""
    return [r for r in rows if r.network_limit is not None and r.overage_risk is not None]


@drawn_once
def risk_and_room(rows: Sequence[PortfolioRow], colours: Palette, assumed: Assumptions) -> go.Figure:
    """One mark a network: to the right its limit fills, upwards its contract runs over."""
    figure = go.Figure()
    shown = drawable(rows)
    places = {r.network.network_id: place for place, r in enumerate(urgent(rows)[:NUMBERED], start=1)}
    for state in STATES:
        of_state = [r for r in shown if r.state == state]
        if not of_state:
            continue
        stands_out = state in URGENT or state in WATCHED
        figure.add_scatter(
            x=[_share(r) * 100 for r in of_state],
            y=[_height(r.overage_risk or 0.0) for r in of_state],
            name=state,
            mode="markers+text",
            text=[f"<b>{places.get(r.network.network_id, '')}</b>" for r in of_state],
            textposition=[_beside(places.get(r.network.network_id, 0), r) for r in of_state],
            textfont={"color": colours.text, "size": 13},
            marker={
                "symbol": SYMBOLS[state],
                "size": 12 if stands_out else 9,
                "color": colours.alarm if state in URGENT else colours.text if stands_out else colours.muted,
                "line": {"width": 1.5, "color": colours.alarm if state in URGENT else colours.muted},
            },
            customdata=[
                (r.network.network_id, html.escape(r.network.name), words.percent(r.overage_risk), _room(r))
                for r in of_state
            ],
            hovertemplate="<b>%{customdata[1]}</b><br>%{customdata[3]}<br>overage risk %{customdata[2]}<extra>"
            + state
            + "</extra>",
            cliponaxis=False,
        )
    figure.add_hline(y=_height(assumed.risk), line={"color": colours.muted, "width": 1, "dash": "dot"})
    figure.add_vline(x=assumed.watch_utilization * 100, line={"color": colours.muted, "width": 1, "dash": "dot"})
    charts.laid_out(figure, colours, "overage risk")
    figure.update_layout(height=HEIGHT, margin={"l": 8, "r": 16, "t": 8, "b": 8})
    figure.update_yaxes(
        range=[-0.06, 1.2],
        tickvals=[_height(r) for r in RISKS],
        ticktext=[words.percent(r) for r in RISKS],
        zeroline=False,
    )
    figure.update_xaxes(
        range=[0, FURTHEST * 100 + 3],
        tickvals=[share * 100 for share in SHARES],
        ticktext=[words.percent(share) for share in SHARES],
        tickangle=0,
        zeroline=False,
        title={"text": "network limit used this month", "font": {"color": colours.text}},
    )
    return figure


def urgent(rows: Sequence[PortfolioRow]) -> list[PortfolioRow]:
    """Those that somebody should look at, in the order of the list."""
    return [r for r in rows if r.state in URGENT or r.state in WATCHED]


def _height(risk: float) -> float:
    """Square roots: small risks lie apart, and none is far from its place."""
    return math.sqrt(risk)


def _beside(place: int, row: PortfolioRow) -> str:
    """Neighbours in the list are often neighbours in the picture: their numbers stand on different sides."""
    return "top center" if place % 2 or (row.overage_risk or 0.0) < RISKS[1] else "bottom center"


def _share(row: PortfolioRow) -> float:
    return min(row.network_limit.utilization, FURTHEST) if row.network_limit else 0.0


def _room(row: PortfolioRow) -> str:
    limit = row.network_limit
    return f"{limit.usage:,} of {limit.limit:,} numbers used" if limit else ""
