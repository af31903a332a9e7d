"""What another limit would cost on either side, with today's limit and the answer's on the curve."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from forecasting.risk import CostCurve
from limits.advice import NetworkStanding
from limits.kinds import LimitKey
from views.charts import charts
from views.charts.once import drawn_once
from views.charts.theme import Palette, palette
from views.text import words


def show(standing: NetworkStanding, key: LimitKey, curve: CostCurve | None) -> None:
    """The curve with its reading, where there is a price and who looks may see it."""
    if curve is None:
        return
    limit, current = standing.limit(key), standing.contract.current
    currency = (current.currency if current else None) or ""
    answer = standing.answers[key]
    marks = {"today": limit.limit}
    if answer.limit is not None and answer.limit != limit.limit:
        marks["the answer"] = answer.limit
    st.subheader("What a limit costs on either side")
    st.plotly_chart(
        _figure(curve, marks, currency, palette()),
        key=f"cost.{key.kind}.{key.campaign_id}",
        config=charts.CONFIG,
        alt=f"Expected cost of overage and of demand turned away by {limit.words}, with today's limit and the answer's",
    )
    st.caption(
        f"Expected {currency} of {words.span(standing.months_weighed)}, as of the end of "
        f"{words.day(standing.as_of)}, with all other limits as they are. Overage at "
        f"{words.amount(current.overage_rate if current else None)} a number-month; demand turned away is taken to be "
        f"worth {curve.turned_away_rate:,.2f}, an assumption."
    )


@drawn_once
def _figure(curve: CostCurve, marks: dict[str, int], currency: str, colours: Palette) -> go.Figure:
    figure = go.Figure()
    for name, cost, colour, dash in (
        ("Overage", curve.overage_cost, colours.dynamic, "dash"),
        ("Turned away", curve.turned_away_cost, colours.static, "dot"),
        ("Both", curve.cost, colours.forecast, "solid"),
    ):
        figure.add_scatter(
            x=curve.limits,
            y=cost,
            name=name,
            mode="lines",
            line={"color": colour, "width": 2, "dash": dash},
            hovertemplate="limit %{x:,}: %{y:,.0f} " + currency + "<extra>" + name + "</extra>",
        )
    for name, at in marks.items():
        figure.add_scatter(
            x=[at],
            y=[float(np.interp(at, curve.limits, curve.cost))],
            name=f"{name}: {at:,}",
            mode="markers",
            marker={"size": 11, "color": colours.limit, "symbol": _SYMBOLS.get(name, "triangle-up")},
            hovertemplate="%{x:,}<extra>" + name + "</extra>",
        )
    charts.laid_out(figure, colours, currency or "expected cost")
    figure.update_layout(xaxis={"title": {"text": "limit, numbers a month"}, "tickformat": ",d"})
    return figure


_SYMBOLS = {"today": "circle", "the answer": "diamond"}
