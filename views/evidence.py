"""What a decision was made on, as it was then: frozen with the decision, never worked out again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.errors import DocumentUnreadable
from data.records import Request
from views import session, words
from views.tables import RIGHT


def show(request: Request) -> None:
    """The limits, the answer and the forecast of the moment the request was decided."""
    try:
        found = session.frozen_evidence(request.request_id)
    except DocumentUnreadable as error:
        st.warning(words.plain(str(error)))
        return
    if found is None:
        st.caption("It was decided before evidence was kept, so what was known then cannot be shown.")
        return
    status = found["status"]
    own = _own(found)
    st.markdown(f"**What was known then**, usage as of the end of {status['as_of']}")
    if answer := found.get("answer"):
        st.markdown(words.plain(answer["sentence"]))
    st.dataframe(
        pd.DataFrame({"": _NAMES, "Figure": _figures(found, own)}),
        hide_index=True,
        column_config={"Figure": RIGHT},
    )
    if status["forecast"]:
        total = status["forecast"]["total"]
        st.markdown("**The forecast of the whole network then**, numbers a month")
        st.dataframe(
            pd.DataFrame(
                {
                    "Month": [m[:7] for m in status["forecast"]["months"]],
                    "1 of 10 below": [words.count(v) for v in total["p10"]],
                    "Median": [words.count(v) for v in total["p50"]],
                    "1 of 10 above": [words.count(v) for v in total["p90"]],
                }
            ),
            hide_index=True,
            height=220,
        )


_NAMES = ["Limit then", "Used then", "Recommended", "Safe", "Need", "Overage risk then", "Risk as granted"]


def _figures(found: dict[str, Any], own: dict[str, Any]) -> list[str]:
    """Of the answer of then, or of the suggestion that there was before there were answers."""
    before = own.get("suggestion") or {}
    answer = found.get("answer") or own.get("answer") or {}
    safe = before.get("safe")
    if answer.get("safe_increase") is not None:
        safe = answer["limit_now"] + answer["safe_increase"]
    risk = (answer.get("as_history") or {}).get("risk") if answer else before.get("risk_now")
    return [
        words.count(own.get("limit")),
        words.count(own.get("usage")),
        words.count(answer.get("limit") if answer else before.get("limit")),
        words.count(safe),
        words.count(answer.get("need") if answer else before.get("need")),
        words.percent(risk),
        words.percent(found["risk_as_granted"]),
    ]


def _own(found: dict[str, Any]) -> dict[str, Any]:
    """The limit that was asked about, among the limits of then."""
    asked = found["request"]
    return next(
        (
            limit
            for limit in found["status"]["limits"]
            if limit["kind"] == asked["kind"] and (limit["campaign_id"] or "") == asked["campaign_id"]
        ),
        {},
    )
