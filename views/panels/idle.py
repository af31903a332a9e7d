"""The numbers that nobody called for long, one by one, and what releasing them frees."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from limits.advice import NetworkStanding
from limits.network import idle_list
from views.text import words
from views.visit import reads


def show(standing: NetworkStanding) -> None:
    """What releasing them frees, above the list of them; in words alone where there is none."""
    idle = reads.own(idle_list, standing.network.network_id)
    st.subheader("Idle numbers")
    st.markdown(words.plain(idle.sentence))
    if not idle.numbers:
        return
    frame = pd.DataFrame(
        {
            "Number": [number.promo_number for number in idle.numbers],
            "Reach": [number.reach for number in idle.numbers],
            "Campaign": [number.campaign for number in idle.numbers],
            "Last call": [
                words.day(number.last_call_on) if number.last_call_on else "none known" for number in idle.numbers
            ],
            "Assigned since": [words.day(number.assigned_since) for number in idle.numbers],
            "Status": [number.status or "—" for number in idle.numbers],
        }
    )
    st.dataframe(frame, hide_index=True, key="idle.numbers")
    st.caption(
        f"As of the end of {words.day(idle.network.as_of)}. Numbers of RingPools are not listed: those that were not "
        "used go at month end by themselves. Status: what the latest Number Usage Report said of the number."
    )
