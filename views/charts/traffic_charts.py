"""Figures of the traffic calculator: overflow against numbers, sensitivity to hold time, need by month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from limits.outlook import HistoryMonth
from limits.traffic import NeedMonths, TrafficAnswer
from views.charts.once import drawn_once
from views.charts.theme import Palette

HEIGHT = 340
_LOWEST_RATE = 1e-4  # what lies below is not told apart by anybody
_RATES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)


@drawn_once
def overflow_by_numbers(answer: TrafficAnswer, colours: Palette) -> go.Figure:
    """Overflow rate against the numbers of all pools, with the target, what is needed and what there is."""
    figure = go.Figure()
    own = answer.ratio.median
    lines = [("Overflow rate", 1.0, colours.dynamic, "solid")]
    if answer.ratio.learnt:
        lines = [
            ("As this network uses numbers", own, colours.dynamic, "solid"),
            ("By the formula alone", 1.0, colours.forecast, "dot"),
        ]
    for name, factor, colour, dash in lines:
        figure.add_scatter(
            x=answer.curve_numbers * factor,
            y=np.where(answer.curve_overflow < _LOWEST_RATE / 2, np.nan, answer.curve_overflow),
            name=name,
            mode="lines",
            line={"color": colour, "width": 2, "dash": dash},
            hovertemplate="%{x:,.0f} numbers: %{y:.3%} overflow<extra></extra>",
        )
    target = answer.inputs.overflow_rate or 0.0
    figure.add_hline(y=target, line={"color": colours.limit, "width": 2, "dash": "dash"})
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=np.log10(target),
        yanchor="top",
        text=f"target {_percent(target)}",
        showarrow=False,
        font={"color": colours.text},
    )
    _mark(figure, answer.recommended_numbers or 0, "needed", 0.99, colours.allotment, colours)
    for ceiling, height in zip(answer.ceilings, (0.88, 0.77), strict=False):
        words = "used" if ceiling.words.startswith("numbers") else "today's limit"
        _mark(figure, ceiling.numbers, words, height, colours.static, colours)
    figure.update_xaxes(range=[0, float(answer.curve_numbers[-1])])
    _lay_out(figure, colours, "overflow rate, busiest hour", "numbers in all RingPools together")
    figure.update_yaxes(
        type="log",
        range=[np.log10(_LOWEST_RATE), 0.05],
        tickvals=list(_RATES),
        ticktext=[_percent(rate) for rate in _RATES],
        rangemode="normal",
    )
    return figure


@drawn_once
def numbers_by_hold(answer: TrafficAnswer, colours: Palette) -> go.Figure:
    """Numbers needed against the hold time, with the one assumed."""
    holds = np.array([seconds for seconds, _ in answer.by_hold])
    numbers = np.array([count for _, count in answer.by_hold])
    figure = go.Figure()
    figure.add_scatter(
        x=holds / 60,
        y=numbers,
        name="Numbers needed by the formula",
        mode="lines+markers",
        line={"color": colours.dynamic, "width": 2},
        marker={"size": 7},
        hovertemplate="hold %{x:.3g} min: %{y:,} numbers<extra></extra>",
    )
    figure.add_vline(
        x=answer.inputs.hold_seconds / 60,
        line={"color": colours.forecast, "width": 2, "dash": "dot"},
        annotation={"text": f"assumed {answer.inputs.hold_seconds / 60:.3g} min", "font_color": colours.text},
        annotation_position="bottom right",
    )
    return _lay_out(figure, colours, "numbers needed", "hold time, minutes")


@drawn_once
def need_by_month(
    ahead: Sequence[NeedMonths], history: Sequence[HistoryMonth], limit: int | None, colours: Palette
) -> go.Figure:
    """Dynamic numbers used, and the need of each outlook of traffic with its 80 % band."""
    figure = go.Figure()
    past = history[-13:]
    figure.add_bar(
        x=[m.billing_month for m in past],
        y=[m.dynamic_used for m in past],
        name="Dynamic numbers used",
        marker={"color": colours.dynamic},
        hovertemplate="%{x|%b %Y}: %{y:,} used<extra></extra>",
    )
    styles = {
        "history": (colours.forecast, colours.band, "Need, traffic as forecast", "diamond"),
        "estimate": (colours.allotment, _faint(colours.allotment), "Need, your sessions", "square"),
    }
    for need in ahead:
        colour, fill, name, symbol = styles[need.source]
        months, band = list(need.months), need.numbers_band
        figure.add_scatter(
            x=months + months[::-1],
            y=np.concatenate([band[:, 2], band[::-1, 0]]),
            name=f"{name}: 80 % band",
            showlegend=False,
            fill="toself",
            mode="lines",
            line={"width": 0, "color": colour},
            fillcolor=fill,
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=months,
            y=band[:, 1],
            name=f"{name} (median, 80 % band)",
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={"symbol": symbol, "size": 7},
            customdata=band[:, [0, 2]],
            hovertemplate=(
                "%{x|%b %Y}: %{y:,.0f}, 80 % band %{customdata[0]:,.0f} to %{customdata[1]:,.0f}<extra></extra>"
            ),
        )
    if limit is not None:
        figure.add_hline(
            y=limit,
            line={"color": colours.limit, "width": 2, "dash": "dash"},
            annotation={"text": f"dynamic limit {limit:,}", "font_color": colours.text},
            annotation_position="top left",
        )
    _lay_out(figure, colours, "dynamic numbers a month", None)
    return figure.update_xaxes(tickformat="%b %y")


def _mark(figure: go.Figure, numbers: int, text: str, height: float, colour: str, colours: Palette) -> None:
    """An upright line with its words beside it, on the side where there is room."""
    most = figure.data[-1].x[-1]
    to_the_left = numbers > most * (0.7 if text == "needed" else 0.25)
    figure.add_vline(x=numbers, line={"color": colour, "width": 2, "dash": "dot"})
    figure.add_annotation(
        x=numbers,
        xanchor="right" if to_the_left else "left",
        xshift=-3 if to_the_left else 3,
        y=height,
        yref="paper",
        yanchor="top",
        text=f"{text} {numbers:,}",
        showarrow=False,
        font={"color": colours.text},
    )


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.2)"


def _percent(rate: float) -> str:
    return f"{rate * 100:.4g} %"


def _lay_out(figure: go.Figure, colours: Palette, y_title: str, x_title: str | None) -> go.Figure:
    return figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "font": {"color": colours.text}},
        yaxis={"title": y_title, "rangemode": "tozero", "gridcolor": colours.grid, "tickformat": ",d"},
        xaxis={"title": x_title, "showgrid": False},
        font={"color": colours.text},
        separators=".,",
        hovermode="closest",
    )
