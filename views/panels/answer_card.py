"""The one card that answers a page's question: a sentence as heading, a line of why, one filled button."""

from __future__ import annotations

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from views.charts.theme import STYLE

Tone = Literal["bad", "good", "info"]  # full, over or refused; fits or done; a recommendation
KEY = "answer"


def answer_card(tone: Tone, key: str = KEY) -> DeltaGenerator:
    """An empty card in its tone, to be filled with ``st.header``, a line and the button.

    One key for every tone: another key would be another container, and the field being typed in would lose its focus
    when the tone turns. A second card on a page takes a key that begins with ``answer``.
    """
    c = STYLE
    edge, fill = {"bad": (c.alarm, c.bad), "good": (c.forecast, c.good), "info": (c.static, c.info)}[tone]
    name = f".st-key-{key.replace('.', '-')}"
    st.html(f"<style>{name} {{ border-left-color: {edge} !important; background: {fill}; }}</style>")
    return st.container(border=True, key=key, gap="small")
