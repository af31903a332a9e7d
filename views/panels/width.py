"""A table for a desk and cards for a phone: both are sent, and the width of the window shows one of them."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

MOST_CARDS = 20  # more of them nobody reads on a phone: the page says how to narrow them


def wide(key: str) -> DeltaGenerator:
    """What a phone leaves out."""
    return st.container(key=f"wide-{key}")


def phone(key: str) -> DeltaGenerator:
    """What only a phone shows."""
    return st.container(key=f"phone-{key}", gap="small")
