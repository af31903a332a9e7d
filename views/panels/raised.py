"""The alerts that are raised for a network now."""

from __future__ import annotations

import streamlit as st

from limits.advice import NetworkStanding
from limits.notices import raised_alerts
from views.text import words
from views.visit import reads


def show(standing: NetworkStanding) -> None:
    """One box with all of them; nothing where nothing is raised."""
    raised = reads.own(raised_alerts, standing.network.network_id)
    if not raised:
        return
    lines = [f"▲ {words.plain(a.words)} Since {words.moment(a.since)}." for a in raised]
    st.warning(f"**{words.count(len(raised), 'alerts')} raised**\n\n" + "\n\n".join(lines))
