"""Forecast quality: is the forecast any good, what does it assume, and how fresh is the data?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from limits.assumptions import RULES
from views.forms import policy_form
from views.pages import decisions, track_record
from views.panels import data_state
from views.text import words
from views.visit import trust_reads

SECTION = "section"
SECTIONS = ("Forecasts", "One network", "Decisions", "Assumptions", "Data")


def _assumptions() -> None:
    st.subheader("Rules where no source says otherwise")
    for i, rule in enumerate(RULES, start=1):
        st.markdown(f"{i}. {words.plain(rule)}")
    st.subheader("Settings")
    settings = trust_reads.settings()
    st.dataframe(
        pd.DataFrame(
            {
                "What": [s.words for s in settings],
                "Value": [s.value for s in settings],
                "Where it is changed": [s.where for s in settings],
            }
        ),
        hide_index=True,
        column_config={
            "What": st.column_config.TextColumn(width=420),
            "Value": st.column_config.TextColumn(width=120),
            "Where it is changed": st.column_config.TextColumn(width=480),
        },
        height="content",
    )
    policy_form.show()


def _show() -> None:
    st.title("Forecast quality")
    section = st.segmented_control(
        "Section", SECTIONS, default=SECTIONS[0], key=SECTION, label_visibility="collapsed", bind="query-params"
    )
    if section == "One network":
        track_record.of_one()
    elif section == "Decisions":
        decisions.show()
    elif section == "Assumptions":
        _assumptions()
    elif section == "Data":
        data_state.show()
    else:
        track_record.of_all()


_show()
