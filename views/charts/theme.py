"""One colour per meaning, told apart by the colour-blind, in light and in dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st


@dataclass(frozen=True)
class Palette:
    static: str
    dynamic: str
    limit: str
    forecast: str
    allotment: str
    band: str  # the forecast's colour, mostly transparent
    text: str
    grid: str
    hatch: str  # over the running month's bars
    alarm: str  # what must be looked at
    muted: str  # what need not


LIGHT = Palette(
    "#0072B2",
    "#E69F00",
    "#0E1726",
    "#009E73",
    "#7A5195",
    "rgba(0,158,115,0.20)",
    "#0E1726",
    "#D9DFE8",
    "#FFFFFF",
    "#D55E00",
    "#66758C",
)
DARK = Palette(
    "#56B4E9",
    "#E69F00",
    "#F3F6FA",
    "#2BC49A",
    "#E39AC4",
    "rgba(43,196,154,0.24)",
    "#F3F6FA",
    "#33415A",
    "#0E1726",
    "#FF8A4C",
    "#9AA8BC",
)

# Streamlit leaves a hand's breadth above the page and at its sides; a portfolio of many columns needs the room.
LAYOUT = """<style>
.stMainBlockContainer { padding: 4rem 2.5rem 3rem; }
[class*="st-key-desk-first"] [data-testid="stCaptionContainer"] { padding-left: 0.5rem; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 4rem 1rem 2rem; }
  [class*="st-key-cards"] .stColumn { min-width: calc(50% - 0.5rem); flex: 1 1 calc(50% - 0.5rem); }
}
</style>"""


def main_button() -> Literal["primary", "secondary"]:
    """How a form's main button looks: in the dark theme white on the primary colour would be too pale to read."""
    return "secondary" if st.context.theme.type == "dark" else "primary"


def palette() -> Palette:
    """The colours of the theme the page is shown in."""
    return DARK if st.context.theme.type == "dark" else LIGHT
