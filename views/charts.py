"""Figures from arrays: usage beside its limits, demand ahead with its band, the allotment burning down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from limits.outlook import FloatArray, HistoryMonth, Outlook
from limits.term import Period
from views.theme import Palette

HEIGHT = 400


def usage_and_demand(
    history: Sequence[HistoryMonth], outlook: Outlook | None, network_limit: int, colours: Palette
) -> go.Figure:
    """Static and dynamic usage stacked by month, the network limit of the time, and forecast demand with its band."""
    figure = go.Figure()
    months = [m.billing_month for m in history]
    hatch = ["/" if m.is_running else "" for m in history]
    for name, colour, values in (
        ("Static numbers used", colours.static, [m.static_used for m in history]),
        ("Dynamic numbers used", colours.dynamic, [m.dynamic_used for m in history]),
    ):
        figure.add_bar(
            x=months,
            y=values,
            name=name,
            marker={
                "color": colour,
                "pattern": {
                    "shape": hatch,
                    "fillmode": "overlay",
                    "fgcolor": colours.hatch,
                    "size": 6,
                    "solidity": 0.4,
                },
            },
            hovertemplate="%{x|%b %Y}: %{y:,} " + name.split(maxsplit=1)[0].lower() + "<extra></extra>",
        )
    ahead = list(outlook.months) if outlook is not None else []
    if outlook is not None:
        _add_demand(figure, outlook, colours)
    figure.add_scatter(
        x=[*months, *ahead[1:]],
        y=[*(m.network_limit for m in history), *([network_limit] * len(ahead[1:]))],
        name="Network limit",
        mode="lines",
        line={"color": colours.limit, "width": 2, "dash": "dash", "shape": "hv"},
        hovertemplate="%{x|%b %Y}: limit %{y:,}<extra></extra>",
    )
    return _laid_out(figure, colours, "numbers a month", barmode="stack")


def _add_demand(figure: go.Figure, outlook: Outlook, colours: Palette) -> None:
    band = outlook.band(outlook.total)
    months = list(outlook.months)
    _add_band(figure, months, band, colours)
    figure.add_scatter(
        x=months,
        y=band[:, 1],
        name="Forecast demand (median)",
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
        name="Allotment left",
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
        name="If demand comes as forecast",
        mode="lines+markers",
        line={"color": colours.forecast, "width": 2},
        marker={"symbol": "diamond", "size": 6},
        hovertemplate="%{x|%b %Y}: %{y:,.0f} number-months left<extra></extra>",
    )
    figure.add_hline(y=0, line={"color": colours.limit, "width": 2, "dash": "dash"})
    return _laid_out(figure, colours, "number-months left")


def _end(month: dt.date) -> dt.date:
    """The first day after the month, where its end is drawn."""
    return (month + dt.timedelta(days=32)).replace(day=1)


def _laid_out(figure: go.Figure, colours: Palette, unit: str, **more: object) -> go.Figure:
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "font": {"color": colours.text}},
        yaxis={"title": unit, "rangemode": "tozero", "gridcolor": colours.grid, "tickformat": ",d"},
        xaxis={"tickformat": "%b %y", "showgrid": False},
        font={"color": colours.text},
        separators=".,",
        bargap=0.15,
        hovermode="closest",
        **more,
    )
    return figure
