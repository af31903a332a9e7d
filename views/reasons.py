"""How a figure came about, with its real inputs: the forecast, the overage risk, the suggestion."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from forecasting import Suggestion
from limits.kinds import LimitKey
from limits.source_words import source_sentences
from limits.standing import NetworkStanding
from views import words
from views.charts import Drawn
from views.tables import NUMBER, RIGHT


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
    if source is not None and key.kind != "campaign":
        st.markdown("\n".join(f"- {sentence}" for sentence in source_sentences(source)))
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
        st.dataframe(history.iloc[::-1], hide_index=True, placeholder="—", height=320)
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
        if key.kind == "dynamic" and source is not None and source.traffic_weight:
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
    limit = standing.limit(LimitKey("network"))
    st.markdown(
        f"Each of **{len(standing.outlook.static):,} simulated paths** of demand is cut off at the network limit of "
        f"**{limit.limit:,} numbers** and added up over the months of each allotment period. The risk is the share of "
        f"paths that spend more than a period has left: **{words.percent(standing.overage_risk)}**. The guaranteed "
        "ceiling is what is left by the months left: a limit filled every month up to it cannot run over."
    )
    periods = standing.term.periods
    st.dataframe(
        pd.DataFrame(
            {
                "Allotment period": [f"{words.day(p.starts_on)} to {words.day(p.ends_on)}" for p in periods],
                "Bought": [p.number_months for p in periods],
                "Used in closed months": [p.used_closed for p in periods],
                "Used this month": [p.used_running for p in periods],
                "Left": [p.left for p in periods],
                "Months left": [len(p.months_ahead) for p in periods],
                "Guaranteed ceiling": [words.count(p.guaranteed_ceiling) for p in periods],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config={
            **dict.fromkeys(("Bought", "Used in closed months", "Used this month", "Left"), NUMBER),
            "Guaranteed ceiling": RIGHT,
        },
    )
    st.caption("Number-months; the guaranteed ceiling in numbers a month. Months left include the running one.")


def suggestion(standing: NetworkStanding, key: LimitKey) -> None:
    """The arithmetic behind the suggestion for one limit, line by line with its meaning."""
    found = standing.suggestions.get(key)
    if found is None:
        st.info("Without usage there is nothing to suggest from.")
        return
    currency = standing.term.current.currency if standing.term.current else None
    rows = [*_limits(found), *_risks(found), *_missing(found, standing, currency)]
    rows += [(f"Suggested {c.words}", words.count(c.limit), "what if") for c in found.counterfactuals]
    st.dataframe(
        pd.DataFrame(rows, columns=["Figure", "Value", "What it is"]),
        hide_index=True,
        placeholder="—",
        height="content",
        column_config={
            "Figure": st.column_config.TextColumn(width=190),
            "Value": st.column_config.TextColumn(width=150, alignment="right"),
            "What it is": st.column_config.TextColumn(width="large"),
        },
    )
    st.caption(f"Numbers a month unless said otherwise, as of the end of {words.day(standing.as_of)}.")


Row = tuple[str, str, str]


def _limits(found: Suggestion) -> list[Row]:
    safe = "no limit can run over" if found.safe_is_unbounded else words.count(found.safe)
    safe = "none from usage up" if found.usage_is_unsafe else safe
    rows = [
        ("Today's limit", words.count(found.current_limit), "in force now"),
        ("Used so far this month", words.count(found.usage), "never suggested below"),
        (
            "Need",
            words.count(found.need),
            f"holds demand in all months left with {words.percent(found.confidence)} confidence",
        ),
        ("Safe limit", safe, f"the largest with an overage risk of at most {words.percent(found.risk)}"),
        ("Guaranteed ceiling", words.count(found.guaranteed_ceiling), "filled every month, it cannot run over"),
    ]
    if found.room is not None:
        rows.append(("Room in the network limit", words.count(found.room), "what the rest of the network leaves"))
    if found.asked is not None:
        rows.append(("Asked for", words.count(found.asked), "by the open request"))
    binds = ", ".join(found.binds) or "nothing"
    rows.append(("Suggested limit", words.count(found.limit), f"{words.VERDICTS[found.verdict]}; bound by: {binds}"))
    return rows


def _risks(found: Suggestion) -> list[Row]:
    if found.risk_now is None:
        return [("Overage risk", "not defined", "no allotment to run over")]
    rows = [
        ("Overage risk today", words.percent(found.risk_now), "at today's limit"),
        ("Overage risk as suggested", words.percent(found.risk_as_suggested), "at the suggested limit"),
    ]
    if found.risk_as_asked is not None:
        rows.append(("Overage risk as asked", words.percent(found.risk_as_asked), "at the limit asked for"))
    rows.append(
        ("Overage risk if full", words.percent(found.risk_if_full), "if the suggested limit were filled every month")
    )
    return rows


def _missing(found: Suggestion, standing: NetworkStanding, currency: str | None) -> list[Row]:
    if not found.missing_number_months:
        return []
    missing = words.count(found.missing_number_months, "number-months")
    rows = [("Missing allotment", missing, "what the need lacks to be safe")]
    if standing.sees_vendor_facts and found.missing_cost is not None:
        rows.append(("Cost of what is missing", words.money(found.missing_cost, currency), "at the overage rate"))
    return rows
