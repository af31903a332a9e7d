"""Pictures of how forecasts did: risks said beside risks that came true, errors by month ahead, a year ago and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from forecasting.evaluation import Record, Said
from limits.trust import YearAgo
from views.charts import charts
from views.charts.once import drawn_once
from views.charts.theme import Palette

HEIGHT = 320
QUARTERS = (0, 25, 50, 75, 100)
SMALLEST, LARGEST = 8, 26  # of a mark, pixels


@drawn_once
def reliability(risks: Sequence[Said], colours: Palette) -> go.Figure:
    """One mark a tenth of risk: how often it was said to happen, and how often it did; on the line if right."""
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        name="As it should be",
        mode="lines",
        line={"color": colours.allotment, "dash": "dot", "width": 2},
        hoverinfo="skip",
    )
    most = max((r.count for r in risks), default=1)
    figure.add_scatter(
        x=[r.said * 100 for r in risks],
        y=[r.came * 100 for r in risks],
        name="Risks of about one size",
        mode="lines+markers+text",
        line={"color": colours.forecast, "width": 1},
        marker={
            "symbol": "diamond",
            "color": colours.forecast,
            "size": [SMALLEST + (LARGEST - SMALLEST) * (r.count / most) ** 0.5 for r in risks],
        },
        text=[str(r.count) for r in risks],
        textposition="top center",
        textfont={"color": colours.text, "size": 11},
        hovertemplate="said %{x:.0f} %, came true %{y:.0f} % of %{text} times<extra></extra>",
        cliponaxis=False,
    )
    charts.laid_out(figure, colours, "came true")
    return _percent_axes(figure, "risk said", colours)


@drawn_once
def levels(shares: Mapping[float, float], colours: Palette) -> go.Figure:
    """For each quantile of the forecast the share of what came below it; on the line if right."""
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        name="As it should be",
        mode="lines",
        line={"color": colours.allotment, "dash": "dot", "width": 2},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[level * 100 for level in shares],
        y=[share * 100 for share in shares.values()],
        name="Months that came",
        mode="lines+markers",
        line={"color": colours.forecast, "width": 2},
        marker={"symbol": "diamond", "size": 8},
        hovertemplate="%{y:.0f} % of months came below what was to hold %{x:g} % of them<extra></extra>",
    )
    charts.laid_out(figure, colours, "months below it")
    return _percent_axes(figure, "quantile of the forecast", colours)


@drawn_once
def errors(by_months_ahead: Mapping[int, Record], colours: Palette) -> go.Figure:
    """The error of this forecast and of the seasonal naive one, by months ahead."""
    ahead = [k for k, r in by_months_ahead.items() if r.error is not None]
    figure = go.Figure()
    for name, values, colour, dash, symbol in (
        ("This forecast", [by_months_ahead[k].error for k in ahead], colours.forecast, "solid", "diamond"),
        ("Same month a year ago", [by_months_ahead[k].error_naive for k in ahead], colours.muted, "dash", "circle"),
    ):
        figure.add_scatter(
            x=ahead,
            y=[(v or 0.0) * 100 for v in values],
            name=name,
            mode="lines+markers",
            line={"color": colour, "width": 2, "dash": dash},
            marker={"symbol": symbol, "size": 8},
            hovertemplate="%{x} months ahead: off by %{y:.1f} % of usage<extra>" + name + "</extra>",
        )
    charts.laid_out(figure, colours, "error, share of usage")
    figure.update_layout(height=HEIGHT)
    figure.update_yaxes(ticksuffix=" %", tickformat="d", rangemode="tozero")
    figure.update_xaxes(
        tickformat="d", dtick=1, title={"text": "months ahead", "font": {"color": colours.text}}, zeroline=False
    )
    return figure


@drawn_once
def year_ago(then: YearAgo, colours: Palette) -> go.Figure:
    """What was forecast a year ago with its band, and what came."""
    figure = go.Figure()
    months = list(then.months)
    figure.add_scatter(
        x=months + months[::-1],
        y=[*then.high, *then.low[::-1]],
        name="80 % band",
        fill="toself",
        mode="lines",
        line={"width": 0, "color": colours.forecast},
        fillcolor=colours.band,
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=months,
        y=then.median,
        name="Forecast a year ago",
        mode="lines+markers",
        line={"color": colours.forecast, "width": 2},
        marker={"symbol": "diamond", "size": 6},
        hovertemplate="%{x|%b %Y}: %{y:,.0f} forecast<extra></extra>",
    )
    colour = getattr(colours, then.number_type)
    figure.add_scatter(
        x=months,
        y=then.came,
        name="What came",
        mode="lines+markers",
        line={"color": colour, "width": 2},
        marker={
            "symbol": ["triangle-up" if full else "circle" for full in then.at_limit],
            "size": [10 if full else 7 for full in then.at_limit],
            "color": colour,
        },
        hovertemplate="%{x|%b %Y}: %{y:,} came<extra></extra>",
    )
    charts.laid_out(figure, colours, f"{then.number_type} numbers")
    figure.update_layout(height=HEIGHT)
    return figure


def _percent_axes(figure: go.Figure, title: str, colours: Palette) -> go.Figure:
    figure.update_layout(height=HEIGHT)
    ticks = {"tickvals": QUARTERS, "ticktext": [f"{q} %" for q in QUARTERS], "zeroline": False}
    figure.update_yaxes(range=[-4, 108], **ticks)
    figure.update_xaxes(
        range=[-4, 104],
        **ticks,
        title={"text": title, "font": {"color": colours.text}},
    )
    return figure
