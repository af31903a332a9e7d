"""The state of a limit, in colour, weight and shape, so that full is not drawn like half full."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from limits.network import LimitHeadroom

Weight = Literal["room", "nearly", "full", "pot"]
WEIGHTS: dict[str, Weight] = {
    "none": "room",
    "free": "room",
    "nearly full": "nearly",
    "full": "full",
    "exceeded": "full",
}


def badge(limit: LimitHeadroom, *, stops: bool = False) -> None:
    """'Full', '12 left': what a person may add; ``stops`` marks the limit that is in somebody's way."""
    if limit.state == "none":
        st.badge("None allowed", color="gray")
    elif limit.state == "exceeded":
        st.badge(f"{-limit.headroom:,} too many", color="red", icon=":material/block:")
    elif limit.state == "full":
        st.badge("Stops you" if stops else "Full", color="red", icon=":material/block:")
    else:
        st.badge(f"{limit.headroom:,} left", color="red" if limit.state == "nearly full" else "gray")


def gauge(used: float, allowed: float, weight: Weight) -> str:
    """HTML of a bar: grey where there is room, hatched from nearly full on, thick and solid when full."""
    share = min(100.0, 100 * used / allowed) if allowed else 100.0 if used else 0.0
    return (
        f'<div class="g {weight}" role="img" aria-label="{used:,.0f} of {allowed:,.0f} used">'
        f'<i style="width:{share:.0f}%"></i></div>'
    )


def limit_gauge(limit: LimitHeadroom) -> str:
    return gauge(limit.usage, limit.limit, WEIGHTS[limit.state])
