"""What a decision was made on, as it was then: frozen with the decision, never worked out again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from data.errors import DocumentUnreadable
from data.records import Request
from limits.kinds import LimitKey, as_kind
from limits.requests import answer_then
from views.panels.tables import RIGHT
from views.text import words
from views.visit import reads


def show(request: Request) -> None:
    """The limits, the answer and the forecast of the moment the request was decided."""
    try:
        evidence = reads.frozen_evidence(request.request_id)
    except DocumentUnreadable as error:
        st.warning(words.plain(str(error)))
        return
    if evidence is None:
        st.caption("It was decided before evidence was kept, so what was known then cannot be shown.")
        return
    status = evidence["status"]
    own = _own(evidence)
    st.markdown(f"**What was known then**, usage as of the end of {_day(status['as_of'])}")
    answer = answer_then(evidence, LimitKey(as_kind(request.kind), request.campaign_id))
    if answer.get("sentence"):
        st.markdown(f"**The answer then:** {words.plain(answer['sentence'])}")
    way = answer.get("as_asked") or {}
    st.dataframe(
        pd.DataFrame(
            {
                "": ["Limit then", "Used then", "The answer", "Need", "Overage risk as asked", "Risk as granted"],
                "Figure": [
                    words.count(own.get("limit")),
                    words.count(own.get("usage")),
                    words.count(answer.get("limit")),
                    words.count(answer.get("need")),
                    words.percent(way.get("risk", answer.get("risk_now"))),
                    words.percent(evidence["risk_as_granted"]),
                ],
            }
        ),
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


def _day(text: str | None) -> str:
    return words.day(dt.date.fromisoformat(text) if text else None)


def _own(evidence: dict[str, Any]) -> dict[str, Any]:
    """The limit that was asked about, among the limits of then."""
    asked = evidence["request"]
    return next(
        (
            limit
            for limit in evidence["status"]["limits"]
            if limit["kind"] == asked["kind"] and (limit["campaign_id"] or "") == asked["campaign_id"]
        ),
        {},
    )
