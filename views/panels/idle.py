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
    found = reads.own(idle_list, standing.network.network_id)
    st.subheader("Idle numbers")
    st.markdown(words.plain(found.sentence))
    if not found.numbers:
        return
    frame = pd.DataFrame(
        {
            "Number": [one.promo_number for one in found.numbers],
            "Reach": [one.reach for one in found.numbers],
            "Campaign": [one.campaign for one in found.numbers],
            "Last call": [words.day(one.last_call_on) if one.last_call_on else "none known" for one in found.numbers],
            "Assigned since": [words.day(one.assigned_since) for one in found.numbers],
            "Status": [one.status or "—" for one in found.numbers],
        }
    )
    st.dataframe(frame, hide_index=True, key="idle.numbers")
    st.caption(
        f"As of the end of {words.day(found.network.as_of)}. Numbers of RingPools are not listed: those that were not "
        "used go at month end by themselves. Status: what the latest Number Usage Report said of the number."
    )
