"""What a deck is made of, whatever file it becomes: one theme, one layout, one way to tell what a page holds.

What is written passes one place, which says people's names instead of their e-mail addresses.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

WIDTH, HEIGHT, EDGE = 13.333, 7.5, 0.6  # inches
INNER = WIDTH - 2 * EDGE
TITLE_TOP, TITLE_HEIGHT, BODY, FOOT = 0.4, 1.0, 1.55, 6.95  # inches from the top
INK, GREY, LINE, PAPER, WHITE = "0E1726", "566378", "D9DFE8", "F1F5FA", "FFFFFF"
BLUE, ORANGE, GREEN, PURPLE, RED, PALE = "0072B2", "E69F00", "009E73", "7A5195", "D55E00", "7FCEB9"
BAD, GOOD = "A34700", "006B4F"  # for words: the red and the green are too pale to read
CELL_EDGE = 0.12  # inches beside and, half of it, above the words of a cell
TABLE_SIZES: Final = (16, 14, 12)  # points: the largest at which a table fits its page
GAP: Final = 0.25  # inches between cards
_EM_SHARE = 0.52  # of a letter's size is its width, on average and a little more
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
Tone = Literal["", "bad", "good"]
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Line:
    """One series of a chart; None where a month has no figure."""

    name: str
    values: Sequence[float | None]
    colour: str
    dashed: bool = False


@dataclass(frozen=True)
class Figure:
    """A card: what it is, the figure, what it means."""

    name: str
    figure: str
    meaning: str
    tone: Tone = ""

    @property
    def colour(self) -> str:
        return {"bad": BAD, "good": GOOD}.get(self.tone, INK)

    @property
    def edge(self) -> str:
        return {"bad": RED, "good": GREEN}.get(self.tone, BLUE)


@dataclass(frozen=True)
class Box:
    """A place on a page, in inches from its upper left corner."""

    left: float = EDGE
    top: float = BODY
    width: float = INNER
    height: float = FOOT - BODY - 0.15


class Deck(ABC):
    """A deck in the making: `slide` begins a page, and what follows is drawn on it.

    ``source`` goes with every page and ``foot`` stands below it; ``names`` are people's by their e-mail address.
    """

    def __init__(self, *, title: str, foot: str, source: str, names: Mapping[str, str] | None = None) -> None:
        self._names = {address.lower(): name for address, name in (names or {}).items()}
        self._foot, self._source, self._heading = self.plain(foot), self.plain(source), self.plain(title)

    def plain(self, text: str) -> str:
        """The text with names for addresses; of who is not known, the part before the @ as a name."""
        named = _ADDRESS.sub(lambda match: self._names.get(match[0].lower()) or _as_name(match[0]), text)
        return _UNSEEN.sub(" ", named)

    @abstractmethod
    def cover(self, title: str, lines: Sequence[str]) -> None:
        """The first page."""

    @abstractmethod
    def slide(self, title: str, *, notes: str = "") -> None:
        """A page with its title, which is a sentence where there is one to say."""

    @abstractmethod
    def words(self, lines: Sequence[str], *, top: float, size: int = 18, box: Box | None = None) -> None:
        """Paragraphs below each other."""

    @abstractmethod
    def figures(self, cards: Sequence[Figure], *, top: float = 1.75) -> None:
        """Cards side by side, of `card_height`."""

    @abstractmethod
    def line_chart(self, categories: Sequence[str], lines: Sequence[Line], box: Box | None = None) -> None:
        """A line for each series over the categories."""

    @abstractmethod
    def column_chart(self, categories: Sequence[str], lines: Sequence[Line], box: Box | None = None) -> None:
        """Columns side by side for each category."""

    @abstractmethod
    def bytes(self) -> bytes:
        """The file."""

    @abstractmethod
    def _rows(self, heads: Sequence[str], rows: Rows, widths: Sequence[float], size: int, top: float) -> None:
        """A table on the page; ``widths`` are shares of the page's."""

    def table(
        self, title: str, heads: Sequence[str], rows: Rows, *, widths: Sequence[float] = (), notes: str = ""
    ) -> None:
        """As many pages as the rows need."""
        shares = widths or [1 / len(heads)] * len(heads)
        plain = [[self.plain(cell) for cell in row] for row in rows]
        size = next((s for s in TABLE_SIZES if _height([heads, *plain], shares, s) <= Box().height), TABLE_SIZES[-1])
        for place, some in enumerate(_pages(heads, plain, shares, size)):
            self.slide(title if place == 0 else f"{title} (continued)", notes=notes)
            self._rows(heads, some, shares, size, BODY)

    def table_here(self, heads: Sequence[str], rows: Rows, *, widths: Sequence[float], top: float = BODY) -> float:
        """A short table on the page that was begun; gives where it ends, in inches from the top."""
        plain = [[self.plain(cell) for cell in row] for row in rows]
        self._rows(heads, plain, widths, TABLE_SIZES[1], top)
        return top + _height([heads, *plain], widths, TABLE_SIZES[1])


def card_height(cards: Sequence[Figure]) -> float:
    """Inches: what the longest of cards side by side needs."""
    width = card_width(len(cards)) - 0.4
    return 0.2 + max(
        lines_of(c.name, width, 14) * 0.24
        + lines_of(c.figure, width, 26) * 0.45
        + lines_of(c.meaning, width, 14) * 0.24
        for c in cards
    )


def card_width(count: int) -> float:
    return (INNER - GAP * (max(count, 3) - 1)) / max(count, 3)


def lines_of(text: str, width: float, size: float) -> int:
    """How many lines a text needs in so many inches, rather one too many than one too few."""
    return max(1, math.ceil(len(text) * _EM_SHARE * size / 72 / width)) if text else 0


def title_size(text: str) -> int:
    """Points: a long sentence stands smaller, so that a title has two lines at most."""
    return next((size for size in (28, 24, 20) if lines_of(text, INNER, size) <= 2), 16)


def row_height(row: Sequence[str], widths: Sequence[float], size: int) -> float:
    """Inches that the words of a row need."""
    lines = max(
        (lines_of(cell, INNER * w - 2 * CELL_EDGE, size) for cell, w in zip(row, widths, strict=True)), default=1
    )
    return max(lines, 1) * size * 1.22 / 72 + 0.16


def _height(rows: Rows, widths: Sequence[float], size: int) -> float:
    return sum(row_height(row, widths, size) for row in rows)


def _pages(heads: Sequence[str], rows: Rows, widths: Sequence[float], size: int) -> Iterator[Rows]:
    """The rows of each page; a row that is too long for a page has one of its own."""
    room = Box().height - row_height(heads, widths, size)
    some: list[Sequence[str]] = []
    left = room
    for row in rows:
        needed = row_height(row, widths, size)
        if some and needed > left:
            yield some
            some, left = [], room
        some.append(row)
        left -= needed
    if some:
        yield some


def _as_name(address: str) -> str:
    return address.split("@", maxsplit=1)[0].replace(".", " ").replace("_", " ").title()
