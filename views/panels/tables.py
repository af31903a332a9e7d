"""Tables of what a network has now: its limits and its RingPools."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from limits.advice import NetworkStanding
from limits.changes import Division
from limits.network import LimitHeadroom
from views.text import words

NUMBER = st.column_config.NumberColumn(format="localized")
RIGHT = st.column_config.TextColumn(alignment="right")


def limits(standing: NetworkStanding) -> None:
    """Every limit with its usage, what is left, when it fills, and the answer."""
    rows = [(s, standing.answers[s.key]) for s in standing.limits]
    frame = pd.DataFrame(
        {
            "Limit": [words.sentence(s.words) for s, _ in rows],
            "State": [words.LIMIT_MARKS[s.state] for s, _ in rows],
            "Used": [s.usage for s, _ in rows],
            "Allowed": [s.limit for s, _ in rows],
            "Left": [s.headroom for s, _ in rows],
            "Share used": [0 if s.state == "none" else s.utilization * 100 for s, _ in rows],
            "Likely full": [_likely_full(standing, s) for s, _ in rows],
            "Safe to add": [None if a.safe_limit is None else a.safe_increase for _, a in rows],
            "Answer": [a.sentence for _, a in rows],
            "Idle": [standing.idle.get(s.key, 0) for s, _ in rows],
        }
    )
    if standing.sees_vendor_facts:
        frame["Version"] = [s.version for s, _ in rows]
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="—",
        column_config={
            "Used": NUMBER,
            "Allowed": NUMBER,
            "Left": NUMBER,
            "Share used": st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100, width=120),
            "Safe to add": NUMBER,
            "Answer": st.column_config.TextColumn(width=420),
            "Idle": NUMBER,
        },
    )
    st.caption(
        f"Numbers of the running billing month, as of the end of {words.day(standing.as_of)}. Likely full: the first "
        "month in which demand is more likely than not to exceed the limit. Safe to add: numbers more that, used from "
        f"now on, carry an overage risk of at most {words.percent(standing.assumptions.risk)}. Idle: static numbers "
        f"without a call for {standing.assumptions.idle_days} days or more; what is released makes room from the next "
        "month on."
    )


def _likely_full(standing: NetworkStanding, limit: LimitHeadroom) -> str:
    likely: dt.date | None = standing.outlook.likely_full(limit.key, limit.limit) if standing.outlook else None
    return words.when_full(limit, likely)[0] if standing.outlook else "—"


def ring_pools(standing: NetworkStanding) -> None:
    """The network's RingPools as they are set."""
    pools = standing.ring_pools
    shared = {True: "yes", False: "no", None: "—"}
    st.dataframe(
        pd.DataFrame(
            {
                "RingPool": [p.name or p.ring_pool_id for p in pools],
                "Largest size": [words.count(p.max_pool_size) for p in pools],
                "Least hold": [words.count(p.lifetime_seconds, "seconds") for p in pools],
                "Overflow number": [shared[p.allow_overflow] for p in pools],
            }
        ),
        hide_index=True,
        placeholder="—",
        column_config=dict.fromkeys(("Largest size", "Least hold"), RIGHT),
    )
    st.caption("Largest size is a ceiling in numbers, not what the RingPool holds today; — is not on record.")


RULES = {
    "enough": "There is enough for every need.",
    "too little": "There is too little for every need: one number at a time goes to whoever has least below its need.",
    "usage alone": "There is nothing over: everybody keeps what they use.",
}


def division(standing: NetworkStanding, divided: Division) -> None:
    """The share of each campaign, and of the dynamic numbers, of a network limit."""
    st.dataframe(
        pd.DataFrame(
            {
                "Campaign": [s.name or "Dynamic numbers" for s in divided.shares],
                "Used": [s.usage for s in divided.shares],
                "Need": [s.need for s in divided.shares],
                "Limit today": [s.limit for s in divided.shares],
                "Share": [s.share for s in divided.shares],
            }
        ),
        hide_index=True,
        column_config=dict.fromkeys(("Used", "Need", "Limit today", "Share"), NUMBER),
    )
    nobodys = f", {words.count(divided.of_no_campaign)} used by no known campaign" if divided.of_no_campaign else ""
    st.caption(
        f"{words.count(divided.network_limit, 'numbers')} a month{nobodys}, {words.count(divided.unassigned)} left "
        f"unassigned; as of the end of {words.day(standing.as_of)}. {RULES[divided.rule]}"
    )
