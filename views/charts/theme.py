"""One colour per meaning, told apart by the colour-blind, in light and in dark."""

from __future__ import annotations

from dataclasses import dataclass, fields
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
    alarm_text: str  # the same, dark enough for words
    track: str  # of a gauge: what is not used
    calm: str  # of a gauge with room
    line: str  # between rows, around cards
    bad: str  # tints of the answer card, by its tone
    good: str
    info: str
    chosen: str  # the open row of a list
    on_primary: str  # words on the primary button


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
    "#566378",
    alarm_text="#A34700",
    track="#E6EBF2",
    calm="#7C8CA3",
    line="#D9DFE8",
    bad="#FEF7F2",
    good="#F2FAF7",
    info="#F1F7FB",
    chosen="#E3F0F8",
    on_primary="#FFFFFF",
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
    "#A9B5C7",
    alarm_text="#FF9B66",
    track="#2A3852",
    calm="#8496B0",
    line="#33415A",
    bad="#1C1A20",
    good="#0F1F2A",
    info="#12233A",
    chosen="#1B3653",
    on_primary="#0B1220",
)


def _name(field: str) -> str:
    return f"--headroom-{field.replace('_', '-')}"


# The same as what CSS calls them: a rule with these follows the theme by itself, without another run of the page.
STYLE = Palette(*(f"var({_name(field.name)})" for field in fields(Palette)))


def style_values(now: Palette) -> str:
    """What the names of ``STYLE`` stand for: this run's colours, and in the page itself the theme's of the moment.

    What lies over the page (a dialog, a menu) does not tell its theme, and keeps the colours of the run.
    """
    names = [field.name for field in fields(Palette)]
    of_run = "".join(f"{_name(one)}: {getattr(now, one)}; " for one in names)
    by_theme = "".join(f"{_name(one)}: light-dark({getattr(LIGHT, one)}, {getattr(DARK, one)}); " for one in names)
    follows = f"@supports (color: light-dark(red, red)) {{ .stApp {{ {by_theme}}} }}"
    return f":root {{ {of_run}}}\n{follows}\n"


def main_button() -> Literal["primary", "secondary"]:
    """How the one button that does what the page is for looks; ``views.charts.looks`` keeps its words readable."""
    return "primary"


def palette() -> Palette:
    """The colours of the theme the page is shown in."""
    return DARK if st.context.theme.type == "dark" else LIGHT
