"""A term sheet as PowerPoint: native charts and tables, so that a team can take them into its own slides."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from limits.planning.account_sheet import TermSheet
from limits.planning.pack_words import safe_words

WIDTH, HEIGHT, EDGE = 13.333, 7.5, 0.5  # inches
ROWS_A_SLIDE = 12
_GREEN, _PALE, _PURPLE, _BLUE, _ORANGE = "009E73", "7FCEB9", "7A5195", "0072B2", "E69F00"


def slides(sheet: TermSheet) -> bytes:
    """A PPTX file: where the term stands, its burn-down, scenarios side by side, limits, what is planned, decisions."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title = f"{sheet.name}, as of {sheet.as_of}"
    _term(deck, sheet)
    if sheet.months:
        _burn_down(deck, sheet)
    _scenarios(deck, sheet)
    limits = [(one.words, f"{one.limit:,}", f"{one.usage:,}", f"{one.headroom:,}", _month(one.likely_full),
               _count(one.suggested_limit)) for one in sheet.limits]  # fmt: skip
    heads = ("Limit", "Numbers a month", "Used this month", "Headroom", "Likely full", "Recommended")
    _table(deck, sheet, "Limits", heads, limits)
    if sheet.planned:
        _table(deck, sheet, "Planned changes", ("What will change, and when",), [(one,) for one in sheet.planned])
    decisions = [(f"{d.on:%d %b %Y}", d.words, d.by, d.reason) for d in sheet.decisions]
    if decisions:
        _table(
            deck, sheet, f"Decisions since {sheet.decided_since:%d %b %Y}", ("Day", "What", "By", "Reason"), decisions
        )
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def key_figures(sheet: TermSheet) -> list[tuple[str, str]]:
    """What a meeting begins with, as words."""
    end, as_it_is = sheet.at_the_end, sheet.as_it_is
    found = [("Contract", sheet.sentence)]
    if end is not None:
        kind = "over" if end.median < 0 else "left"
        band = f"80 % band {end.low:,.0f} to {end.high:,.0f}"
        found.append(("When the period ends", f"{abs(end.median):,.0f} number-months {kind} ({band})"))
    if as_it_is.overage_risk is not None:
        cost = as_it_is.expected_overage_cost
        price = f", {cost:,.0f} {sheet.currency}" if cost and sheet.currency else ""
        expected = f"{as_it_is.expected_overage or 0:,.0f} number-months expected{price}"
        found.append(("Overage", f"{100 * as_it_is.overage_risk:.0f} % risk; {expected}"))
    if as_it_is.expected_unused is not None:
        found.append(("Surplus", f"{as_it_is.expected_unused:,.0f} number-months expected to expire unused"))
    if sheet.renewal is not None:
        found.append(("Renewal", renewal_words(sheet)))
    return found


def renewal_words(sheet: TermSheet) -> str:
    """The recommendation in one sentence."""
    one = sheet.renewal
    if one is None:
        return "The next partnership begins too far ahead to be forecast."
    return (
        f"For the {one.months} months from {one.starts_on:%B %Y}, {one.number_months:,} number-months "
        f"({one.numbers_a_month:,} in use every month) hold all demand in {100 * one.confidence:.0f} of 100 futures; "
        f"the median needs {one.median:,}. Bought now: {one.bought_now:,}."
    )


def _term(deck: Any, sheet: TermSheet) -> None:
    slide = _slide(deck, sheet, sheet.name)
    _words(slide, [f"{name}: {words}" for name, words in key_figures(sheet)], top=1.6, size=22)
    _words(slide, list(sheet.caveats), top=5.6, size=12)


def _burn_down(deck: Any, sheet: TermSheet) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Inches

    data = CategoryChartData(number_format="#,##0")
    data.categories = [f"{m.month:%b %y}" for m in sheet.months]
    data.add_series("Left, median", [m.left.median if m.left else None for m in sheet.months])
    for name, level in (("1 of 10 below", "low"), ("1 of 10 above", "high")):
        data.add_series(name, [getattr(m.left, level) if m.left and m.expected else None for m in sheet.months])
    data.add_series("Even pace", [m.even_pace for m in sheet.months])
    slide = _slide(deck, sheet, "Number-months left at the end of each month")
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.LINE, Inches(EDGE), Inches(1.4), Inches(WIDTH - 2 * EDGE), Inches(HEIGHT - 2.2), data
    )
    chart = frame.chart
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    for series, colour, dashed in zip(
        chart.plots[0].series, (_GREEN, _PALE, _PALE, _PURPLE), (0, 1, 1, 1), strict=True
    ):
        _line(series, colour, dashed=bool(dashed))


def _scenarios(deck: Any, sheet: TermSheet) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Inches

    heads = ("Scenario", "What is different", "Risk", "Over", "Unused", "Need", "Safe limit", "Recommended")
    rows = [(c.name + (" (the plan)" if c.is_plan else ""), c.words, _percent(c.overage_risk),
             _count(c.expected_overage), _count(c.expected_unused), _count(c.need), safe_words(sheet, c),
             _count(c.suggested_limit)) for c in sheet.scenarios]  # fmt: skip
    _table(deck, sheet, "Scenarios side by side", heads, rows)
    if len(sheet.scenarios) < 2:
        return
    data = CategoryChartData(number_format="#,##0")
    data.categories = [c.name for c in sheet.scenarios]
    data.add_series("Expected overage", [c.expected_overage or 0 for c in sheet.scenarios])
    data.add_series("Expected to expire unused", [c.expected_unused or 0 for c in sheet.scenarios])
    slide = _slide(deck, sheet, "Scenarios: number-months over and unused")
    chart = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(EDGE), Inches(1.4), Inches(WIDTH - 2 * EDGE), Inches(HEIGHT - 2.2), data
    ).chart
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    for series, colour in zip(chart.plots[0].series, (_ORANGE, _BLUE), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(colour)


def _table(deck: Any, sheet: TermSheet, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from pptx.util import Inches, Pt

    for start in range(0, len(rows), ROWS_A_SLIDE):
        some = rows[start : start + ROWS_A_SLIDE]
        slide = _slide(deck, sheet, title)
        table = slide.shapes.add_table(
            len(some) + 1, len(heads), Inches(EDGE), Inches(1.5), Inches(WIDTH - 2 * EDGE), Inches(0.4)
        ).table
        for row, values in enumerate([heads, *some]):
            for column, value in enumerate(values):
                cell = table.cell(row, column)
                cell.text = value
                for paragraph in cell.text_frame.paragraphs:
                    paragraph.font.size = Pt(12)


def _slide(deck: Any, sheet: TermSheet, title: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    _words(slide, [title], top=0.4, size=30)
    _words(slide, [f"{sheet.name} · usage as of the end of {sheet.as_of:%d %b %Y}"], top=HEIGHT - 0.6, size=11)
    return slide


def _words(slide: Any, lines: Sequence[str], *, top: float, size: int) -> None:
    from pptx.util import Inches, Pt

    frame = slide.shapes.add_textbox(Inches(EDGE), Inches(top), Inches(WIDTH - 2 * EDGE), Inches(0.5)).text_frame
    frame.word_wrap = True
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.font.size = Pt(size)
        paragraph.space_after = Pt(size / 2)


def _line(series: Any, colour: str, *, dashed: bool) -> None:
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    series.smooth = False
    series.format.line.width = Pt(2.25)
    series.format.line.color.rgb = _rgb(colour)
    if dashed:
        series.format.line.dash_style = MSO_LINE.DASH


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour)


def _count(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _percent(ratio: float | None) -> str:
    return "–" if ratio is None else f"{100 * ratio:.0f} %"


def _month(month: Any) -> str:
    return "–" if month is None else f"{month:%b %Y}"
