"""A deck as PDF: the pages that the slides are, with what stands in their notes at the foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from limits.planning import deck as theme
from limits.planning import pdf_charts
from limits.planning.deck import Box, Deck, Figure, Line, Rows
from limits.planning.pdf_pen import Pen

NOTE = 9  # points


class PdfDeck(Deck):
    """Writes a PDF file."""

    def __init__(self, *, title: str, foot: str, source: str, names: Mapping[str, str] | None = None) -> None:
        super().__init__(title=title, foot=foot, source=source, names=names)
        self._pen = Pen(title=self._heading)

    def cover(self, title: str, lines: Sequence[str]) -> None:
        self._pen.begin(self.plain(title))
        self._pen.area(Box(0, 0, 0.35, theme.HEIGHT), theme.BLUE)
        self._write(title, Box(top=2.3, height=theme.TITLE_HEIGHT), 40, theme.INK, bold=True, middle=True)
        self._paragraphs(lines, Box(top=3.6), size=20, colour=theme.GREY)
        self._foot_of_page("")

    def slide(self, title: str, *, notes: str = "") -> None:
        said = self.plain(title)
        self._pen.begin(said)
        box = Box(top=theme.TITLE_TOP, height=theme.TITLE_HEIGHT)
        self._write(said, box, theme.title_size(said), theme.INK, bold=True, middle=True)
        self._foot_of_page(notes)

    def words(self, lines: Sequence[str], *, top: float, size: int = 18, box: Box | None = None) -> None:
        self._paragraphs(lines, box or Box(top=top), size=size, colour=theme.INK)

    def figures(self, cards: Sequence[Figure], *, top: float = 1.75) -> None:
        width, height = theme.card_width(len(cards)), theme.card_height(cards)
        for place, card in enumerate(cards):
            left = theme.EDGE + place * (width + theme.GAP)
            self._pen.area(Box(left, top, width, height), theme.PAPER)
            self._pen.area(Box(left, top, 0.07, height), card.edge)
            down = top + 0.08
            said = ((card.name, 14, theme.GREY), (card.figure, 26, card.colour), (card.meaning, 14, theme.GREY))
            for index, (text, size, colour) in enumerate(said):
                if text:
                    down += self._write(text, Box(left + 0.2, down, width - 0.35), size, colour, bold=index == 1)

    def line_chart(self, categories: Sequence[str], lines: Sequence[Line], box: Box | None = None) -> None:
        pdf_charts.line_chart(self._pen, [self.plain(category) for category in categories], lines, box or Box())

    def column_chart(self, categories: Sequence[str], lines: Sequence[Line], box: Box | None = None) -> None:
        pdf_charts.column_chart(self._pen, [self.plain(category) for category in categories], lines, box or Box())

    def bytes(self) -> bytes:
        return self._pen.bytes()

    def _rows(self, heads: Sequence[str], rows: Rows, widths: Sequence[float], size: int, top: float) -> None:
        for number, row in enumerate([heads, *rows]):
            height, left, head = theme.row_height(row, widths, size), theme.EDGE, number == 0
            colour = theme.BLUE if head else theme.PAPER if number % 2 == 0 else theme.WHITE
            self._pen.area(Box(left, top, theme.INNER, height), colour)
            for cell, share in zip(row, widths, strict=True):
                width = theme.INNER * share
                inside = Box(left + theme.CELL_EDGE, top, width - 2 * theme.CELL_EDGE, height)
                self._write(cell, inside, size, theme.WHITE if head else theme.INK, bold=head, middle=True)
                left += width
            top += height

    def _foot_of_page(self, notes: str) -> None:
        """What it is, as of when and from where, and which page it is."""
        said = f"{notes} {self._source}".strip()
        self._write(said, Box(top=7.14, width=theme.INNER - 1), NOTE, theme.GREY)
        self._write(self._foot, Box(top=theme.FOOT, width=theme.INNER - 1), 10, theme.GREY)
        number = Box(theme.WIDTH - theme.EDGE - 1, theme.FOOT, 1, 0.2)
        self._write(f"{self._pen.page}", number, 10, theme.GREY, right=True)

    def _paragraphs(self, lines: Sequence[str], box: Box, *, size: int, colour: str) -> None:
        down = box.top
        for line in lines:
            down += self._write(line, Box(box.left, down, box.width), size, colour) + size / 2 / 72

    def _write(
        self,
        text: str,
        box: Box,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        right: bool = False,
        middle: bool = False,
    ) -> float:
        return self._pen.write(
            self.plain(text), box, size, colour, bold=bold, align="right" if right else "left", middle=middle
        )
