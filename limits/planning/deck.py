"""Slides of one theme: a title that says something, native charts and tables, notes that tell the source.

What is written passes one place, which says people's names instead of their e-mail addresses.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, EDGE = 13.333, 7.5, 0.6  # inches
ROWS_A_SLIDE = 11
INK, GREY, LINE, PAPER = "0E1726", "566378", "D9DFE8", "F1F5FA"
BLUE, ORANGE, GREEN, PURPLE, RED, PALE = "0072B2", "E69F00", "009E73", "7A5195", "D55E00", "7FCEB9"
FONT = "Calibri"
_TITLE_ONLY, _BLANK = 5, 6  # layouts of the template that comes with the library
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ACCENTS = dict(zip(range(1, 7), (BLUE, ORANGE, GREEN, PURPLE, RED, PALE), strict=True))


@dataclass(frozen=True)
class Line:
    """One series of a chart; None where a month has no figure."""

    name: str
    values: Sequence[float | None]
    colour: str
    dashed: bool = False


class Deck:
    """A presentation in the making; ``source`` stands in the notes of each slide, ``foot`` below it."""

    def __init__(self, *, title: str, foot: str, source: str, names: Mapping[str, str]) -> None:
        from pptx import Presentation
        from pptx.util import Inches

        self._file = Presentation()
        self._file.slide_width, self._file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self._foot, self._source, self._names = foot, source, names
        self._file.core_properties.title = self.plain(title)
        self._file.core_properties.author = "Headroom"
        _set_theme(self._file)

    def plain(self, text: str) -> str:
        """The text with names for addresses; of who is not known, the part before the @ as a name."""
        return _ADDRESS.sub(lambda found: self._names.get(found[0].lower()) or _as_name(found[0]), text)

    def cover(self, title: str, lines: Sequence[str]) -> None:
        from pptx.util import Inches

        slide = self._file.slides.add_slide(self._file.slide_layouts[_TITLE_ONLY])
        band = slide.shapes.add_shape(1, 0, 0, Inches(0.35), Inches(HEIGHT))
        _fill(band, BLUE)
        self._title(slide, title, top=2.3, size=40)
        self._words(slide, lines, top=3.6, size=20, colour=GREY)
        self._notes(slide, "")

    def slide(self, title: str, *, notes: str = "") -> Any:
        """A slide with its title, which is a sentence where there is one to say."""
        slide = self._file.slides.add_slide(self._file.slide_layouts[_TITLE_ONLY])
        self._title(slide, title, top=0.4, size=28)
        self._words(slide, [self._foot], top=HEIGHT - 0.55, size=11, colour=GREY)
        self._notes(slide, notes)
        return slide

    def words(self, slide: Any, lines: Sequence[str], *, top: float, size: int = 18) -> None:
        self._words(slide, lines, top=top, size=size, colour=INK)

    def figures(self, slide: Any, found: Sequence[tuple[str, str, str]], *, top: float) -> None:
        """Cards side by side: what it is, the figure, what it means."""
        from pptx.util import Inches

        gap = 0.25
        width = (WIDTH - 2 * EDGE - gap * (len(found) - 1)) / max(len(found), 1)
        for place, (name, figure, meaning) in enumerate(found):
            card = slide.shapes.add_shape(
                1, Inches(EDGE + place * (width + gap)), Inches(top), Inches(width), Inches(2.1)
            )
            _fill(card, PAPER)
            frame = card.text_frame
            frame.word_wrap = True
            frame.vertical_anchor = 1
            for index, (text, size, colour) in enumerate(((name, 14, GREY), (figure, 26, INK), (meaning, 13, GREY))):
                paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
                paragraph.alignment = 1
                self._write(paragraph, text, size, colour, bold=index == 1)

    def line_chart(self, slide: Any, categories: Sequence[str], lines: Sequence[Line]) -> None:
        from pptx.enum.chart import XL_CHART_TYPE

        chart = self._chart(slide, XL_CHART_TYPE.LINE, categories, lines)
        for series, line in zip(chart.plots[0].series, lines, strict=True):
            _stroke(series, line)

    def column_chart(self, slide: Any, categories: Sequence[str], lines: Sequence[Line]) -> None:
        from pptx.enum.chart import XL_CHART_TYPE

        chart = self._chart(slide, XL_CHART_TYPE.COLUMN_CLUSTERED, categories, lines)
        chart.plots[0].gap_width = 60
        for series, line in zip(chart.plots[0].series, lines, strict=True):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _rgb(line.colour)

    def table(
        self,
        title: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[float] = (),
        notes: str = "",
    ) -> None:
        """As many slides as the rows need; ``widths`` are shares of the slide's."""
        from pptx.util import Inches

        for start in range(0, len(rows), ROWS_A_SLIDE):
            some = rows[start : start + ROWS_A_SLIDE]
            slide = self.slide(title if start == 0 else f"{title} (continued)", notes=notes)
            width = WIDTH - 2 * EDGE
            shape = slide.shapes.add_table(
                len(some) + 1, len(heads), Inches(EDGE), Inches(1.5), Inches(width), Inches(0.4 * (len(some) + 1))
            )
            table = shape.table
            for place, share in enumerate(widths):
                table.columns[place].width = Inches(width * share)
            for row, values in enumerate([heads, *some]):
                for column, value in enumerate(values):
                    self._cell(table.cell(row, column), value, head=row == 0)

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self._file.save(out)
        return out.getvalue()

    def _cell(self, cell: Any, value: str, *, head: bool) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(BLUE if head else "FFFFFF")
        self._write(cell.text_frame.paragraphs[0], value, 13, "FFFFFF" if head else INK, bold=head)

    def _chart(self, slide: Any, kind: Any, categories: Sequence[str], lines: Sequence[Line]) -> Any:
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_LEGEND_POSITION
        from pptx.util import Inches, Pt

        data = CategoryChartData(number_format="#,##0")
        data.categories = list(categories)
        for line in lines:
            data.add_series(line.name, list(line.values))
        chart = slide.shapes.add_chart(
            kind, Inches(EDGE), Inches(1.5), Inches(WIDTH - 2 * EDGE), Inches(HEIGHT - 2.3), data
        ).chart
        chart.font.size, chart.font.name = Pt(12), FONT
        chart.font.color.rgb = _rgb(GREY)
        chart.has_legend = True
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.value_axis.major_gridlines.format.line.color.rgb = _rgb(LINE)
        chart.value_axis.format.line.fill.background()
        return chart

    def _title(self, slide: Any, text: str, *, top: float, size: int) -> None:
        from pptx.util import Inches

        title = slide.shapes.title
        title.left, title.top = Inches(EDGE), Inches(top)
        title.width, title.height = Inches(WIDTH - 2 * EDGE), Inches(1.0)
        title.text_frame.word_wrap = True
        paragraph = title.text_frame.paragraphs[0]
        paragraph.alignment = 1
        self._write(paragraph, text, size, INK, bold=True)

    def _words(self, slide: Any, lines: Sequence[str], *, top: float, size: int, colour: str) -> None:
        from pptx.util import Inches, Pt

        box = slide.shapes.add_textbox(Inches(EDGE), Inches(top), Inches(WIDTH - 2 * EDGE), Inches(0.5))
        frame = box.text_frame
        frame.word_wrap = True
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            self._write(paragraph, line, size, colour)
            paragraph.space_after = Pt(size / 2)

    def _write(self, paragraph: Any, text: str, size: int, colour: str, *, bold: bool = False) -> None:
        from pptx.util import Pt

        run = paragraph.add_run()
        run.text = self.plain(text)
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
        run.font.color.rgb = _rgb(colour)

    def _notes(self, slide: Any, said: str) -> None:
        slide.notes_slide.notes_text_frame.text = self.plain(f"{said}\n{self._source}".strip())


def _set_theme(file: Any) -> None:
    """The colours of the charts and the font, for whoever goes on working on the slides."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    part = file.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode()
    for place, colour in _ACCENTS.items():
        text = re.sub(
            rf'(<a:accent{place}>)<a:srgbClr val="[0-9A-F]{{6}}"/>', rf'\g<1><a:srgbClr val="{colour}"/>', text
        )
    part._blob = text.encode()  # the library has no way in


def _as_name(address: str) -> str:
    return address.split("@", maxsplit=1)[0].replace(".", " ").replace("_", " ").title()


def _fill(shape: Any, colour: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = _rgb(colour)
    shape.line.fill.background()
    shape.shadow.inherit = False


def _stroke(series: Any, line: Line) -> None:
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    series.smooth = False
    series.format.line.width = Pt(2.25)
    series.format.line.color.rgb = _rgb(line.colour)
    if line.dashed:
        series.format.line.dash_style = MSO_LINE.DASH


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour)
