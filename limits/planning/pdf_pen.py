"""Writes and draws on the pages of a PDF, in inches from the upper left corner, with fonts that hold people's names."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Literal, cast
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from limits.planning.deck import HEIGHT, WIDTH, Box

REGULAR, BOLD, EASTERN = "Carlito", "Carlito-Bold", "DroidSansFallback"  # the last: Chinese, Japanese, Korean
FONTS: Final = Path(__file__).parent / "fonts"
INCH: Final = 72.0
Align = Literal["left", "right", "middle"]


@cache
def _register() -> frozenset[int]:
    """Makes the fonts known; gives the letters that only the last has."""
    fonts = [
        TTFont(name, str(FONTS / file))
        for name, file in (
            (REGULAR, "Carlito-Regular.ttf"),
            (BOLD, "Carlito-Bold.ttf"),
            (EASTERN, "DroidSansFallback.ttf"),
        )
    ]
    for font in fonts:
        pdfmetrics.registerFont(font)
    first, last = (frozenset(font.face.charToGlyph) for font in (fonts[0], fonts[2]))
    return last - first


class Pen:
    """A PDF in the making; the same calls give the same bytes."""

    def __init__(self, *, title: str) -> None:
        _register()
        self._out = io.BytesIO()
        font = cast(Any, REGULAR)  # the library's types take it for a size
        size = (WIDTH * INCH, HEIGHT * INCH)
        self._canvas = Canvas(self._out, pagesize=size, invariant=1, lang="en", initialFontName=font)
        self._canvas.setTitle(title)
        self._canvas.setAuthor("Headroom")
        self._canvas.setCreator("Headroom")
        self._pages = 0

    @property
    def page(self) -> int:
        return self._pages

    def begin(self, title: str) -> None:
        """The next page, listed in the reader's outline."""
        if self._pages:
            self._canvas.showPage()
        self._pages += 1
        self._canvas.bookmarkPage(f"page{self._pages}")
        self._canvas.addOutlineEntry(title, f"page{self._pages}", level=0)

    def bytes(self) -> bytes:
        self._canvas.showPage()
        self._canvas.save()
        return self._out.getvalue()

    def area(self, box: Box, colour: str) -> None:
        self._canvas.setFillColor(_colour(colour))
        x, y = _at(box.left, box.top + box.height)
        self._canvas.rect(x, y, box.width * INCH, box.height * INCH, stroke=0, fill=1)

    def path(self, points: Sequence[tuple[float, float]], colour: str, *, weight: float, dashed: bool = False) -> None:
        """A line through points, in points of weight."""
        self._canvas.saveState()
        self._canvas.setStrokeColor(_colour(colour))
        self._canvas.setLineWidth(weight)
        self._canvas.setLineJoin(1)
        if dashed:
            self._canvas.setDash(5, 3)
        path = self._canvas.beginPath()
        path.moveTo(*_at(*points[0]))
        for point in points[1:]:
            path.lineTo(*_at(*point))
        self._canvas.drawPath(path)
        self._canvas.restoreState()

    def label(self, text: str, left: float, top: float, size: float, colour: str, *, align: Align = "left") -> None:
        """One line; ``top`` is its base line."""
        parts = list(_parts(text, REGULAR))
        width = sum(pdfmetrics.stringWidth(part, font, size) for part, font in parts)
        x, y = _at(left, top)
        x -= {"left": 0.0, "middle": width / 2, "right": width}[align]
        self._canvas.setFillColor(_colour(colour))
        for part, font in parts:
            self._canvas.setFont(font, size)
            self._canvas.drawString(x, y, part)
            x += pdfmetrics.stringWidth(part, font, size)

    def write(
        self,
        text: str,
        box: Box,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        align: Align = "left",
        middle: bool = False,
    ) -> float:
        """A paragraph in the box, broken where it must; gives its height in inches."""
        made = _paragraph(text, size, colour, bold=bold, align=align)
        _, height = made.wrapOn(self._canvas, box.width * INCH, HEIGHT * INCH)
        down = (box.height * INCH - height) / 2 if middle else 0.0
        x, y = _at(box.left, box.top)
        made.drawOn(self._canvas, x, y - height - down)
        return float(height) / INCH


def text_width(text: str, size: float) -> float:
    """Inches that a line needs."""
    return float(sum(pdfmetrics.stringWidth(part, font, size) for part, font in _parts(text, REGULAR))) / INCH


def _paragraph(text: str, size: float, colour: str, *, bold: bool, align: Align) -> Paragraph:
    font = BOLD if bold else REGULAR
    style = ParagraphStyle(
        "deck",
        fontName=font,
        fontSize=size,
        leading=size * 1.2,
        textColor=_colour(colour),
        alignment=TA_CENTER if align == "middle" else TA_RIGHT if align == "right" else TA_LEFT,
        splitLongWords=1,
    )
    marked = "".join(
        escape(part) if used == font else f'<font name="{used}">{escape(part)}</font>'
        for part, used in _parts(text, font)
    )
    return Paragraph(marked, style)


def _parts(text: str, font: str) -> list[tuple[str, str]]:
    """The text in pieces, each with the font that has its letters."""
    elsewhere = _register()
    if not any(ord(letter) in elsewhere for letter in text):
        return [(text, font)] if text else []
    pieces = groupby(text, key=lambda letter: ord(letter) in elsewhere)
    return [("".join(letters), EASTERN if other else font) for other, letters in pieces]


def _at(left: float, top: float) -> tuple[float, float]:
    return left * INCH, (HEIGHT - top) * INCH


def _colour(code: str) -> Color:
    return HexColor(f"#{code}")
