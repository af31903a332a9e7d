"""How a figure came about, with its real inputs: the forecast, the overage risk."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from limits.advice import NetworkStanding, source_sentences
from limits.kinds import NETWORK, LimitKey
from views.charts.charts import Drawn
from views.panels.tables import NUMBER, RIGHT
from views.text import words


def forecast(standing: NetworkStanding, key: LimitKey, drawn: Drawn) -> None:
    """What went into the forecast of one limit's usage, month by month, and what came out."""
    assert standing.outlook is not None
    closed = sum(used is not None for used, running in zip(drawn.used, drawn.running, strict=True) if not running)
    st.markdown(
        f"The forecast takes the **{words.count(closed, 'closed months')}** below; a month in which a limit was full "
        "counts as *at least this much*. The running month is a lower bound, not a data point. Demand is simulated on "
        f"**{len(standing.outlook.static):,} paths**; the band holds the middle 80 % of them."
    )
    source = standing.outlook.dynamic_source
    if source is not None and not key.of_campaign:
        st.markdown("\n".join(f"- {words.plain(sentence)}" for sentence in source_sentences(source)))
    before, after = st.columns(2)
    full = {month for month, _ in drawn.full}
    history = pd.DataFrame(
        {
            "Month": [
                words.month(m) + (" (running)" if running else "")
                for m, running in zip(drawn.months, drawn.running, strict=True)
            ],
            **{f"{p.name} used": p.values for p in drawn.parts},
            "Limit": list(drawn.limits),
            "Full": ["▲ full" if m in full else "" for m in drawn.months],
        }
    )
    with before:
        st.markdown("**In: usage by month, numbers**")
        st.dataframe(
            history.iloc[::-1],
            hide_index=True,
            placeholder="—",
            height=320,
            column_config=dict.fromkeys([*(f"{p.name} used" for p in drawn.parts), "Limit"], NUMBER),
        )
    with after:
        st.markdown("**Out: demand by month, numbers**")
        if drawn.band is None:
            st.info("This campaign never had a number, so there is nothing to forecast from.")
            return
        columns = {
            "1 of 10 below": drawn.band[:, 0].round(),
            "Median": drawn.band[:, 1].round(),
            "1 of 10 above": drawn.band[:, 2].round(),
        }
        if key.is_lent and source is not None and source.traffic_weight:
            columns["By usage alone"] = np.round(source.usage_median)
        st.dataframe(
            pd.DataFrame({"Month": [words.month(m) for m in drawn.ahead], **columns}),
            hide_index=True,
            placeholder="—",
            height=320,
            column_config=dict.fromkeys(columns, NUMBER),
        )


def risk(standing: NetworkStanding) -> None:
    """The overage risk with the figures it was worked out from."""
    assert standing.outlook is not None
    limit = standing.limit(NETWORK)
    st.markdown(
        f"Each of **{len(standing.outlook.static):,} simulated paths** of demand is cut off at today's limits, the "
        f"network limit of **{limit.limit:,} numbers** among them, and added up over the months of each allotment "
        "period. The risk is the share of paths that spend more than a period has left: "
        f"**{words.percent(standing.overage_risk)}**. The ceiling is what is bought less what closed months used, by "
        "the months left: up to it, every number can be used every month."
    )
    periods = standing.contract.periods
    st.dataframe(
        pd.DataFrame(
            {
                "Allotment period": [f"{words.day(p.starts_on)} to {words.day(p.ends_on)}" for p in periods],
                "Bought": [p.number_months for p in periods],
                "Used in closed months": [p.used_closed for p in periods],
                "Used this month": [p.used_running for p in periods],
                "Left today": [p.left for p in periods],
                "Months left": [len(p.months_ahead) for p in periods],
                "Guaranteed ceiling": [words.count(p.guaranteed_ceiling) for p in periods],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config={
            **dict.fromkeys(("Bought", "Used in closed months", "Used this month", "Left today"), NUMBER),
            "Guaranteed ceiling": RIGHT,
        },
    )
    st.caption("Number-months; the guaranteed ceiling in numbers a month. Months left include the running one.")
