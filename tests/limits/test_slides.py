"""The slides of a term: native charts of the sheet's figures, the verdict first, people by name, sources in notes."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from pptx import Presentation

from data.store import Store
from limits.actors import OPERATOR, Actor
from limits.assumptions import RULES
from limits.changes.change import ChangeLimit, change_limit
from limits.outlook.scenario_changes import ExtendedTo
from limits.planning.account_sheet import TermSheet, term_sheet
from limits.planning.pack_slides import slides
from limits.planning.pack_words import renewal_options, verdict
from limits.planning.saved_scenarios import save_scenario
from tests.limits.world import CSM

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


def sheet_of(world: Store) -> TermSheet:
    found = term_sheet(world, OPERATOR, "acme")
    assert found is not None
    return found


def test_slides_hold_native_charts_with_the_sheets_figures(world: Store, csm: Actor) -> None:
    save_scenario(world, csm, "acme", "Longer", [ExtendedTo(dt.date(2027, 3, 31))], reason="talks", now=NOW)
    sheet = sheet_of(world)
    deck = Presentation(io.BytesIO(slides(sheet)))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    usage, burning = charts[0].plots[0], charts[1].plots[0]
    assert [v for v in usage.series[0].values if v is not None] == [m.used for m in sheet.months if m.used is not None]
    burn_down = {series.name: list(series.values) for series in burning.series}
    assert next(iter(burning.categories)) == "Jan 26"
    assert burn_down["Left, median"] == [m.left.median for m in sheet.months if m.left]
    assert burn_down["Even pace"] == pytest.approx([m.even_pace for m in sheet.months])
    assert list(charts[2].plots[0].categories) == ["as it is", "Longer"]
    words = " ".join(s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame)
    assert "usage as of the end of 20 Nov 2026" in words
    assert sheet.sentence in words


def test_slides_begin_with_the_verdict_and_name_people_and_sources(world: Store, csm: Actor) -> None:
    command = ChangeLimit("acme", "network", 130, f"as {CSM} agreed", change_id="raised")
    change_limit(world, csm, command, now=NOW)
    sheet = sheet_of(world)
    deck = Presentation(io.BytesIO(slides(sheet, names={CSM: "Dana Fox"})))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[:2] == ["Acme: contract review", verdict(sheet)]
    for wanted in ("Number-months left of the allotment", "Risk and money", "Scenarios side by side", "To decide"):
        assert any(title.startswith(wanted) for title in titles), wanted
    shapes = [s for slide in deck.slides for s in slide.shapes]
    texts = [s.text_frame.text for s in shapes if s.has_text_frame]
    texts += [cell.text for s in shapes if s.has_table for row in s.table.rows for cell in row.cells]
    texts += [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    assert "Dana Fox" in texts
    assert "as Dana Fox agreed" in texts
    assert not [text for text in texts if "@" in text]
    assert all("Source: Headroom." in slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    rules = next(text for text in texts if RULES[0] in text)
    assert all(rule in rules for rule in RULES)


def test_renewal_options_stand_side_by_side_with_what_each_leaves(world: Store) -> None:
    sheet = sheet_of(world)
    assert sheet.renewal is not None
    options = renewal_options(sheet)
    assert [o.number_months for o in options] == sorted({o.number_months for o in options})
    (recommended,) = [o for o in options if o.is_recommended]
    assert recommended.number_months == sheet.renewal.number_months
    small = renewal_options(replace(sheet, overage_rate=2.0, renewal=replace(sheet.renewal, bought_now=10)))[0]
    missing = sheet.renewal.median - 10
    assert small.at_the_median == f"{missing:,} over at the median (${2 * missing:,})"
