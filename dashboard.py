"""Headroom's entry: page set-up, who is looking, and the pages their role may open."""

from __future__ import annotations

import streamlit as st

from views import navigation, session

st.set_page_config(
    page_title="Headroom", page_icon=navigation.ICON, layout="wide", initial_sidebar_state=navigation.SIDEBAR_WIDTH
)

with session.boundary():
    navigation.run()
