"""Charts of a PDF, drawn as lines, areas and words: they stay sharp at any size, and their figures can be selected."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from limits.planning import deck as theme
from limits.planning.deck import Box, Line
from limits.planning.pdf_pen import Pen, text_width

TICKS = 6  # at most, about
SIZE = 11  # points
LEGEND, BELOW = 0.35, 0.65  # inches: of the legend, and of it with the categories' names


def line_chart(pen: Pen, categories: Sequence[str], lines: Sequence[Line], box: Box) -> None:
    inner, places = _frame(pen, categories, lines, box)
    low, high = _ends(lines)
    for line in lines:
        points = [
            None if value is None else (places[at], _height(value, low, high, inner))
            for at, value in enumerate(line.values)
        ]
        for known, some in groupby(points, key=lambda point: point is not None):
            run = [point for point in some if point is not None]
            if known and len(run) > 1:
                pen.path(run, line.colour, weight=1.5 if line.dashed else 2.5, dashed=line.dashed)
            elif known:  # a month between months without a figure
                pen.area(Box(run[0][0] - 0.04, run[0][1] - 0.04, 0.08, 0.08), line.colour)
    _legend(pen, lines, box, as_lines=True)


def column_chart(pen: Pen, categories: Sequence[str], lines: Sequence[Line], box: Box) -> None:
    inner, places = _frame(pen, categories, lines, box)
    low, high = _ends(lines)
    width = inner.width / max(len(categories), 1) * 0.6 / max(len(lines), 1)
    zero = _height(0.0, low, high, inner)
    for order, line in enumerate(lines):
        for at, value in enumerate(line.values):
            if value is None:
                continue
            left, top = places[at] + (order - len(lines) / 2) * width, _height(value, low, high, inner)
            pen.area(Box(left, min(top, zero), width * 0.95, abs(zero - top)), line.colour)
            pen.label(f"{value:,.0f}", left + width / 2, min(top, zero) - 0.06, SIZE, theme.GREY, align="middle")
    _legend(pen, lines, box, as_lines=False)


def steps(low: float, high: float) -> list[float]:
    """Round figures from at or below ``low`` to at or above ``high``, for the axis."""
    span = max(high - low, 1.0)
    exact = span / (TICKS - 1)
    unit = 10 ** math.floor(math.log10(exact))
    step = max(1.0, next(unit * many for many in (1, 2, 2.5, 5, 10) if unit * many >= exact))
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * place for place in range(first, max(last, first + 1) + 1)]


def _ends(lines: Sequence[Line]) -> tuple[float, float]:
    known = [value for line in lines for value in line.values if value is not None]
    marks = steps(min(0.0, *known) if known else 0.0, max(0.0, *known) if known else 1.0)
    return marks[0], marks[-1]


def _frame(pen: Pen, categories: Sequence[str], lines: Sequence[Line], box: Box) -> tuple[Box, list[float]]:
    """Grid, axis and names; gives the place of the drawing, and the middle of each category."""
    low, high = _ends(lines)
    marks = steps(low, high)
    left = max(text_width(f"{mark:,.0f}", SIZE) for mark in marks) + 0.12
    inner = Box(box.left + left, box.top + 0.15, box.width - left, box.height - BELOW - 0.15)
    right = inner.left + inner.width
    for mark in marks:
        top = _height(mark, low, high, inner)
        is_zero = mark == 0
        pen.path([(inner.left, top), (right, top)], theme.GREY if is_zero else theme.LINE, weight=1 if is_zero else 0.6)
        pen.label(f"{mark:,.0f}", inner.left - 0.1, top + 0.05, SIZE, theme.GREY, align="right")
    room = inner.width / max(len(categories), 1)
    places = [inner.left + room * (at + 0.5) for at in range(len(categories))]
    widest = max((text_width(name, SIZE) for name in categories), default=0.0) + 0.1
    each = max(1, math.ceil(min(widest, 6 * room) / room)) if room else 1
    for at in range(0, len(categories), each):
        pen.label(_fitted(categories[at], room * each), places[at], inner.top + inner.height + 0.22, SIZE, theme.GREY,
                  align="middle")  # fmt: skip
    return inner, places


def _fitted(name: str, room: float) -> str:
    while len(name) > 2 and text_width(name, SIZE) > room:
        name = f"{name[:-2].rstrip()}…"
    return name


def _height(value: float, low: float, high: float, inner: Box) -> float:
    return inner.top + inner.height * (1 - (value - low) / (high - low))


def _legend(pen: Pen, lines: Sequence[Line], box: Box, *, as_lines: bool) -> None:
    texts = [text_width(line.name, SIZE) for line in lines]
    beside = min(0.8, max(0.5, (box.width - sum(texts)) / max(len(lines), 1)))  # the stroke, and what sets names apart
    widths = [text + beside for text in texts]
    left, top = box.left + (box.width - sum(widths)) / 2, box.top + box.height - LEGEND / 2
    for line, width in zip(lines, widths, strict=True):
        if as_lines:
            pen.path([(left, top), (left + 0.35, top)], line.colour, weight=2.5, dashed=line.dashed)
        else:
            pen.area(Box(left + 0.22, top - 0.06, 0.13, 0.13), line.colour)
        pen.label(line.name, left + 0.42, top + 0.05, SIZE, theme.GREY)
        left += width
