"""Ratios as people read them: one wording for pages, commands and notices."""

from __future__ import annotations


def percent(ratio: float | None) -> str:
    """A ratio as a percentage; a risk that is small is never said to be none, nor one not quite sure to be sure."""
    if ratio is None:
        return "—"
    if 0 < ratio < 0.01:
        return "under 1 %"
    if 0.99 < ratio < 1:
        return "over 99 %"
    return f"{ratio * 100:.0f} %"


def percent_as_set(ratio: float) -> str:
    """The percentage that somebody chose, with all of its digits."""
    return f"{ratio * 100:g} %"


def counted(numbers: float, unit: str) -> str:
    """'1 month', '2 months', '1,288 number-months': the unit as it stands beside the figure."""
    whole = round(numbers)
    return f"{whole:,} {unit}{'' if whole == 1 else 's'}"
