"""Figures from arrays: usage beside a limit, demand ahead with its band, the allotment burning down."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import plotly.graph_objects as go

from limits.outlook import FloatArray
from limits.planning import ContractMonth, ScenarioFigures
from views.charts.once import drawn_once
from views.charts.theme import Palette

HEIGHT = 400
WORTH_DRAWING = 0.02  # of the allotment: how far apart two lines must end to be told apart
CONFIG = {"displayModeBar": False}


@dataclass(frozen=True)
class Part:
    """One layer of the bars; ``meaning`` names its colour."""

    name: str
    meaning: str  # static or dynamic
    values: Sequence[int | None]


@dataclass(frozen=True)
class Drawn:
    """Usage by month beside the limit of the time, and demand ahead: (months, 3) low, median and high, or None."""

    months: tuple[dt.date, ...]
    running: tuple[bool, ...]
    parts: tuple[Part, ...]
    limits: Sequence[int | None]
    limit_now: int
    ahead: tuple[dt.date, ...]
    band: FloatArray | None = field(repr=False, compare=False)
    limits_ahead: tuple[int, ...] = ()  # of the months ahead, with what is planned; today's limit where not given

    @property
    def used(self) -> list[int | None]:
        columns = zip(*(p.values for p in self.parts), strict=True)
        return [None if any(v is None for v in column) else sum(v or 0 for v in column) for column in columns]

    @property
    def full(self) -> list[tuple[dt.date, int]]:
        """The months in which the limit was full, with their usage."""
        rows = zip(self.months, self.used, self.limits, strict=True)
        return [(m, used) for m, used, limit in rows if used and limit is not None and used >= limit]


@drawn_once
def usage_and_demand(drawn: Drawn, colours: Palette, *, height: int = HEIGHT) -> go.Figure:
    """Usage stacked by month, the limit of the time, the months it was full, and forecast demand with its band."""
    figure = go.Figure()
    for part in drawn.parts:
        figure.add_bar(
            x=drawn.months,
            y=part.values,
            name=part.name,
            marker={
                "color": getattr(colours, part.meaning),
                "pattern": {
                    "shape": ["/" if running else "" for running in drawn.running],
                    "fillmode": "overlay",
                    "fgcolor": colours.hatch,
                    "size": 6,
                    "solidity": 0.4,
                },
            },
            hovertemplate="%{x|%b %Y}: %{y:,} " + part.name.lower() + "<extra></extra>",
        )
    if drawn.band is not None:
        _add_demand(figure, drawn.ahead, drawn.band, colours)
    ahead = list(drawn.ahead[1:])
    figure.add_scatter(
        x=[*drawn.months, *ahead],
        y=[*drawn.limits[:-1], drawn.limit_now, *(drawn.limits_ahead[1:] or [drawn.limit_now] * len(ahead))],
        name="Limit",
        mode="lines",
        line={"color": colours.limit, "width": 2, "dash": "dash", "shape": "hvh"},
        hovertemplate="%{x|%b %Y}: limit %{y:,}<extra></extra>",
    )
    if full := drawn.full:
        figure.add_scatter(
            x=[month for month, _ in full],
            y=[used for _, used in full],
            name="Full",
            mode="markers",
            marker={"symbol": "triangle-up", "size": 9, "color": colours.limit},
            hovertemplate="%{x|%b %Y}: full at %{y:,}<extra></extra>",
        )
    laid_out(figure, colours, "numbers a month", barmode="stack")
    return figure.update_layout(height=height)


def _add_demand(figure: go.Figure, months: Sequence[dt.date], band: FloatArray, colours: Palette) -> None:
    _add_band(figure, list(months), band, colours)
    figure.add_scatter(
        x=months,
        y=band[:, 1],
        name="Forecast",
        mode="lines+markers",
        line={"color": colours.forecast, "width": 2},
        marker={"symbol": "diamond", "size": 6},
        customdata=band[:, [0, 2]],
        hovertemplate="%{x|%b %Y}: %{y:,.0f}, 80 % band %{customdata[0]:,.0f} to %{customdata[1]:,.0f}<extra></extra>",
    )


def _add_band(figure: go.Figure, days: list[dt.date], band: FloatArray, colours: Palette) -> None:
    """The area between the first and the last column of ``band``."""
    figure.add_scatter(
        x=days + days[::-1],
        y=np.concatenate([band[:, -1], band[::-1, 0]]),
        name="80 % band",
        fill="toself",
        mode="lines",
        line={"width": 0, "color": colours.forecast},
        fillcolor=colours.band,
        hoverinfo="skip",
    )


@drawn_once
def burn_down(months: Sequence[ContractMonth], number_months: int, colours: Palette) -> go.Figure:
    """Allotment left at the end of each month of the period: what was used, what is ahead, and the even pace."""
    known = [(m.month, m.left.median) for m in months if m.expected is None and m.left is not None]
    ahead = [(m.month, m.left) for m in months if m.expected is not None and m.left is not None]
    start = months[0].month
    figure = go.Figure()
    figure.add_scatter(
        x=[start, _end(months[-1].month)],
        y=[number_months, months[-1].even_pace],
        name="Even pace",
        mode="lines",
        line={"color": colours.allotment, "dash": "dot", "width": 2},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[start, *(_end(month) for month, _ in known)],
        y=[number_months, *(left for _, left in known)],
        name="Left so far",
        mode="lines+markers",
        line={"color": colours.static, "width": 2},
        hovertemplate="before %{x|%-d %b %Y}: %{y:,} number-months left<extra></extra>",
    )
    last = known[-1][1] if known else float(number_months)
    band = np.array([[last] * 3, *([left.low, left.median, left.high] for _, left in ahead)])
    x = [_end(known[-1][0]) if known else start, *(_end(month) for month, _ in ahead)]
    _add_band(figure, x, band, colours)
    figure.add_scatter(
        x=x,
        y=band[:, 1],
        name="Forecast",
        mode="lines+markers",
        line={"color": colours.forecast, "width": 2},
        marker={"symbol": "diamond", "size": 6},
        customdata=band[:, [0, 2]],
        hovertemplate="before %{x|%-d %b %Y}: %{y:,.0f} left, 80 % band %{customdata[0]:,.0f} to %{customdata[1]:,.0f}"
        "<extra></extra>",
    )
    held_down = [m.left_without_limits for m in months if m.left_without_limits is not None]
    if ahead and held_down and ahead[-1][1].median - held_down[-1] > WORTH_DRAWING * number_months:
        figure.add_scatter(
            x=x,
            y=[last, *held_down],
            name="If no limit held demand down",
            mode="lines",
            line={"color": colours.forecast, "width": 2, "dash": "dot"},
            hovertemplate="without limits, before %{x|%-d %b %Y}: %{y:,.0f} left<extra></extra>",
        )
    figure.add_hline(y=0, line={"color": colours.limit, "width": 2, "dash": "dash"})
    return laid_out(figure, colours, "number-months left")


@drawn_once
def over_and_unused(columns: Sequence[ScenarioFigures], colours: Palette) -> go.Figure:
    """Expected overage and what is expected to expire unused, by scenario."""
    names = [html.escape(c.name[:1].upper() + c.name[1:]) for c in columns]
    figure = go.Figure()
    for name, values, colour, pattern in (
        ("Expected overage", [c.expected_overage for c in columns], colours.dynamic, ""),
        ("Unused on average", [c.expected_unused for c in columns], colours.static, "/"),
    ):
        figure.add_bar(
            x=names,
            y=values,
            name=name,
            text=[None if v is None else f"{v:,.0f}" for v in values],
            textposition="outside",
            marker={"color": colour, "pattern": {"shape": pattern, "fgcolor": colours.hatch, "size": 6}},
            hovertemplate="%{x}: %{y:,.0f} number-months<extra>" + name + "</extra>",
        )
    laid_out(figure, colours, "number-months", barmode="group")
    return figure.update_layout(xaxis={"type": "category"})


def _end(month: dt.date) -> dt.date:
    """The first day after the month, where its end is drawn."""
    return (month + dt.timedelta(days=32)).replace(day=1)


def laid_out(figure: go.Figure, colours: Palette, unit: str, **more: object) -> go.Figure:
    """The looks that all figures share; ``unit`` is what the upright axis counts."""
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={
            "orientation": "h",
            "yanchor": "bottom",
            "y": 1.02,
            "x": 0,
            "font": {"color": colours.text, "size": 13},
        },
        yaxis={
            "title": {"text": unit, "font": {"color": colours.text}},
            "rangemode": "tozero",
            "gridcolor": colours.grid,
            "tickformat": ",d",
        },
        xaxis={"tickformat": "%b %y", "showgrid": False},
        font={"color": colours.text},
        separators=".,",
        bargap=0.15,
        hovermode="closest",
        **more,
    )
    return figure
