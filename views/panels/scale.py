"""One line that a draft moves on: what is used, what it would be, and how far it is safe."""

from __future__ import annotations

from views.charts.theme import STYLE

CLEAR = 0.14  # of the line: nearer than that two figures would lie on each other


def scale(used: int, new: int, safe: int | None, *, beyond: bool) -> str:
    """HTML; ``beyond`` draws the draft in the colour of alarm. No safe limit: no mark for it."""
    c = STYLE
    top = max(round(1.25 * (safe or 0)), round(1.1 * new), used, 1)
    shown = safe if safe is not None and abs(new - safe) / top > CLEAR and safe / top > CLEAR else None
    mark = (
        ""
        if shown is None
        else f'<u style="left:{_at(shown, top)};background:{c.muted}"></u>'
        f'<span class="down" style="left:{_at(shown, top)}">safe up to {shown:,}</span>'
    )
    said = f"{used:,} used, {new:,} if raised" + ("" if safe is None else f", safe up to {safe:,}")
    use = (
        f'<span class="up" style="left:{_at(used / 2, top)};font-weight:400;color:{c.muted}">{used:,} used</span>'
        if (new - used / 2) / top > CLEAR and used / top > CLEAR
        else ""
    )
    return (
        f'<div class="scale" role="img" aria-label="{said}">'
        f'<i style="width:{_at(new, top)};background:{c.alarm if beyond else c.static};opacity:.4"></i>'
        f'<i style="width:{_at(used, top)};background:{c.static}"></i>{mark}'
        f'<span class="up" style="left:{_at(new, top)};color:{c.alarm_text if beyond else c.text}">{new:,}</span>'
        f"{use}</div>"
    )


def _at(value: float, top: int) -> str:
    return f"{min(100.0, 100 * value / top):.1f}%"
