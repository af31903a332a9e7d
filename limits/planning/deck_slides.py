"""A deck as PowerPoint: native charts and tables that a meeting can edit, sources in the notes."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from limits.planning import deck as theme
from limits.planning.deck import Box, Deck, Figure, Line, Rows

FONT = "Calibri"
_TITLE_ONLY = 5  # a layout of the template that comes with the library
_RECTANGLE = 1
_ACCENTS = dict(
    zip(
        range(1, 7),
        (theme.BLUE, theme.ORANGE, theme.GREEN, theme.PURPLE, theme.RED, theme.PALE),
        strict=True,
    )
)


class SlideDeck(Deck):
    """Writes a PPTX file."""

    def __init__(self, *, title: str, foot: str, source: str, names: Mapping[str, str] | None = None) -> None:
        super().__init__(title=title, foot=foot, source=source, names=names)
        self._file = Presentation()
        self._file.slide_width, self._file.slide_height = Inches(theme.WIDTH), Inches(theme.HEIGHT)
        self._file.core_properties.title = self._heading
        self._file.core_properties.author = "Headroom"
        self._slide: Any = None
        _set_theme(self._file)

    def cover(self, title: str, lines: Sequence[str]) -> None:
        self._begin("")
        _fill(self._slide.shapes.add_shape(_RECTANGLE, 0, 0, Inches(0.35), Inches(theme.HEIGHT)), theme.BLUE)
        self._title(title, top=2.3, size=40)
        self._text(lines, Box(top=3.6), size=20, colour=theme.GREY)

    def slide(self, title: str, *, notes: str = "") -> None:
        self._begin(notes)
        said = self.plain(title)
        self._title(said, top=theme.TITLE_TOP, size=theme.title_size(said))
        self._text([self._foot], Box(top=theme.FOOT, width=theme.INNER - 1), size=11, colour=theme.GREY)
        number = Box(theme.WIDTH - theme.EDGE - 1, theme.FOOT, 1, 0.4)
        self._text([f"{len(self._file.slides)}"], number, size=11, colour=theme.GREY, right=True)

    def words(self, lines: Sequence[str], *, top: float, size: int = 18, box: Box | None = None) -> None:
        self._text(lines, box or Box(top=top), size=size, colour=theme.INK)

    def figures(self, cards: Sequence[Figure], *, top: float = 1.75) -> None:
        width, height = theme.card_width(len(cards)), theme.card_height(cards)
        for place, figure in enumerate(cards):
            left = theme.EDGE + place * (width + theme.GAP)
            card = self._slide.shapes.add_shape(_RECTANGLE, *_inches(Box(left, top, width, height)))
            _fill(card, theme.PAPER)
            _fill(self._slide.shapes.add_shape(_RECTANGLE, *_inches(Box(left, top, 0.07, height))), figure.edge)
            frame = card.text_frame
            frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
            frame.margin_left = frame.margin_right = Inches(0.2)
            said = ((figure.name, 14, theme.GREY), (figure.figure, 26, figure.colour), (figure.meaning, 14, theme.GREY))
            for index, (text, size, colour) in enumerate(said):
                paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
                paragraph.alignment = PP_ALIGN.LEFT
                self._write(paragraph, text, size, colour, bold=index == 1)

    def line_chart(self, categories: Sequence[str], lines: Sequence[Line], box: Box | None = None) -> None:
        chart = self._chart(XL_CHART_TYPE.LINE, categories, lines, box or Box())
        for series, line in zip(chart.plots[0].series, lines, strict=True):
            series.smooth = False
            series.format.line.width = Pt(1.75 if line.dashed else 2.75)
            series.format.line.color.rgb = _rgb(line.colour)
            if line.dashed:
                series.format.line.dash_style = MSO_LINE.DASH

    def column_chart(self, categories: Sequence[str], lines: Sequence[Line], box: Box | None = None) -> None:
        chart = self._chart(XL_CHART_TYPE.COLUMN_CLUSTERED, categories, lines, box or Box())
        chart.plots[0].gap_width = 60
        for series, line in zip(chart.plots[0].series, lines, strict=True):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _rgb(line.colour)

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self._file.save(out)
        return out.getvalue()

    def _rows(self, heads: Sequence[str], rows: Rows, widths: Sequence[float], size: int, top: float) -> None:
        heights = [theme.row_height(row, widths, size) for row in [heads, *rows]]
        box = Box(top=top, height=sum(heights))
        table = self._slide.shapes.add_table(len(rows) + 1, len(heads), *_inches(box)).table
        table.horz_banding = False
        for place, share in enumerate(widths):
            table.columns[place].width = Inches(theme.INNER * share)
        for row, values in enumerate([heads, *rows]):
            table.rows[row].height = Inches(heights[row])
            for column, value in enumerate(values):
                self._cell(table.cell(row, column), value, size, head=row == 0, even=row % 2 == 0)

    def _cell(self, cell: Any, value: str, size: int, *, head: bool, even: bool) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(theme.BLUE if head else theme.PAPER if even else theme.WHITE)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_left = cell.margin_right = Inches(theme.CELL_EDGE)
        self._write(cell.text_frame.paragraphs[0], value, size, theme.WHITE if head else theme.INK, bold=head)

    def _chart(self, kind: Any, categories: Sequence[str], lines: Sequence[Line], box: Box) -> Any:
        data = CategoryChartData(number_format="#,##0")
        data.categories = [self.plain(category) for category in categories]
        for line in lines:
            data.add_series(line.name, list(line.values))
        chart = self._slide.shapes.add_chart(kind, *_inches(box), data).chart
        chart.font.size, chart.font.name = Pt(12), FONT
        chart.font.color.rgb = _rgb(theme.GREY)
        chart.has_title = False
        chart.has_legend = True
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.value_axis.major_gridlines.format.line.color.rgb = _rgb(theme.LINE)
        chart.value_axis.format.line.fill.background()
        chart.value_axis.tick_labels.number_format = "#,##0"
        chart.value_axis.tick_labels.number_format_is_linked = False
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW  # also where a line goes below zero
        chart.category_axis.format.line.color.rgb = _rgb(theme.GREY)
        return chart

    def _begin(self, notes: str) -> None:
        self._slide = self._file.slides.add_slide(self._file.slide_layouts[_TITLE_ONLY])
        said = f"{self.plain(notes)}\n{self._source}".strip()
        self._slide.notes_slide.notes_text_frame.text = said

    def _title(self, text: str, *, top: float, size: int) -> None:
        title = self._slide.shapes.title
        title.left, title.top, title.width, title.height = _inches(Box(top=top, height=theme.TITLE_HEIGHT))
        frame = title.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        frame.margin_left = 0
        paragraph = frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT
        self._write(paragraph, text, size, theme.INK, bold=True)

    def _text(self, lines: Sequence[str], box: Box, *, size: int, colour: str, right: bool = False) -> None:
        left, top, width, _ = _inches(box)
        frame = self._slide.shapes.add_textbox(left, top, width, Inches(0.5)).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
            self._write(paragraph, line, size, colour)
            paragraph.space_after = Pt(size / 2)

    def _write(self, paragraph: Any, text: str, size: int, colour: str, *, bold: bool = False) -> None:
        run = paragraph.add_run()
        run.text = self.plain(text)
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
        run.font.color.rgb = _rgb(colour)


def _set_theme(file: Any) -> None:
    """The colours of the charts and the font, for whoever goes on working on the slides."""
    part = file.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode()
    for place, colour in _ACCENTS.items():
        text = re.sub(
            rf'(<a:accent{place}>)<a:srgbClr val="[0-9A-F]{{6}}"/>', rf'\g<1><a:srgbClr val="{colour}"/>', text
        )
    part._blob = text.encode()  # the library has no way in


def _fill(shape: Any, colour: str) -> None:
    """A plain area: without the template's style, which would bring its shadow."""
    if (style := shape._element.find(qn("p:style"))) is not None:
        shape._element.remove(style)
    shape.fill.solid()
    shape.fill.fore_color.rgb = _rgb(colour)
    shape.line.fill.background()


def _inches(box: Box) -> tuple[Any, Any, Any, Any]:
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


def _rgb(colour: str) -> Any:
    return RGBColor.from_string(colour)
