"""Figures from arrays: usage beside a limit, demand ahead with its band, the allotment burning down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import plotly.graph_objects as go

from limits.outlook import FloatArray, HistoryMonth, Outlook
from limits.term import Period
from views.theme import Palette

HEIGHT = 400
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

    @property
    def used(self) -> list[int | None]:
        columns = zip(*(p.values for p in self.parts), strict=True)
        return [None if any(v is None for v in column) else sum(v or 0 for v in column) for column in columns]

    @property
    def full(self) -> list[tuple[dt.date, int]]:
        """The months in which the limit was full, with their usage."""
        rows = zip(self.months, self.used, self.limits, strict=True)
        return [(m, used) for m, used, limit in rows if used and limit is not None and used >= limit]


def usage_and_demand(drawn: Drawn, colours: Palette) -> go.Figure:
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
        y=[*drawn.limits[:-1], drawn.limit_now, *([drawn.limit_now] * len(ahead))],
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
    return laid_out(figure, colours, "numbers a month", barmode="stack")


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


def burn_down(period: Period, history: Sequence[HistoryMonth], outlook: Outlook, colours: Palette) -> go.Figure:
    """Allotment left at the end of each month of the period: what was used, what is ahead, and the even pace."""
    used = {m.billing_month: m.used or 0 for m in history}
    ahead = list(period.months_ahead)[: len(outlook.months)]
    closed = [m for m in sorted(used) if m < ahead[0] and m >= period.starts_on.replace(day=1)]
    left = period.number_months - np.cumsum([0.0, *(used[m] for m in closed)])
    figure = go.Figure()
    ends = [_end(m) for m in closed]
    start = _end(closed[0]) - dt.timedelta(days=31) if closed else _end(ahead[0]) - dt.timedelta(days=31)
    last = _end(ahead[-1])
    figure.add_scatter(
        x=[start, last],
        y=[period.number_months, 0],
        name="Even pace",
        mode="lines",
        line={"color": colours.allotment, "dash": "dot", "width": 2},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[start, *ends],
        y=left,
        name="Left so far",
        mode="lines+markers",
        line={"color": colours.static, "width": 2},
        hovertemplate="%{x|%b %Y}: %{y:,} number-months left<extra></extra>",
    )
    paths = left[-1] - np.cumsum(outlook.total[:, : len(ahead)], axis=1)
    band = np.vstack([np.full((1, 3), left[-1]), np.quantile(paths, (0.1, 0.5, 0.9), axis=0).T])
    x = [(ends or [start])[-1], *(_end(m) for m in ahead)]
    _add_band(figure, x, band, colours)
    figure.add_scatter(
        x=x,
        y=band[:, 1],
        name="Forecast",
        mode="lines+markers",
        line={"color": colours.forecast, "width": 2},
        marker={"symbol": "diamond", "size": 6},
        hovertemplate="%{x|%b %Y}: %{y:,.0f} number-months left<extra></extra>",
    )
    figure.add_hline(y=0, line={"color": colours.limit, "width": 2, "dash": "dash"})
    return laid_out(figure, colours, "number-months left")


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
