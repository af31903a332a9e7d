"""What is planned for the limits stands on the term sheet, in packs and in their files."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from data.store import Store
from limits.actors import Actor, actor
from limits.changes.change import ChangeLimit
from limits.changes.planned_changes import schedule_change
from limits.commands.pack_commands import _lines
from limits.planning.account_sheet import TermSheet, term_sheet
from limits.planning.frozen_packs import as_text, freeze_pack, from_text, open_pack
from limits.planning.pack_changes import what_changed
from limits.planning.pack_csv import sheet_csv
from limits.planning.pack_slides import slides
from limits.planning.pack_workbook import workbook
from tests.limits.world import PLANNER

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
OLD = Path(__file__).parents[1] / "data" / "frozen_documents"
DECEMBER = "The network limit goes from 120 to 150 on 1 Dec 2026."
FAIR = (
    "The dynamic limit goes from 50 to 60 on 10 Dec 2026, until 31 Dec 2026.",
    "The dynamic limit goes back from 60 to 50 on 1 Jan 2027.",
)


@pytest.fixture(autouse=True)
def clock_of_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("limits.clock._now", lambda: NOW)


@pytest.fixture
def planned(world: Store, csm: Actor) -> Store:
    """The network limit from December on, and a fair in the middle of it."""
    schedule_change(world, csm, ChangeLimit("acme", "network", 150, "a secret reason"), dt.date(2026, 12, 1), now=NOW)
    fair = ChangeLimit("acme", "dynamic", 60, "fair", until=dt.date(2026, 12, 31))
    schedule_change(world, csm, fair, dt.date(2026, 12, 10), now=NOW)
    return world


def sheet_of(store: Store) -> TermSheet:
    found = term_sheet(store, actor(store, PLANNER), "acme")
    assert found is not None
    return found


def test_the_sheet_lists_what_is_planned_by_its_day(planned: Store) -> None:
    assert sheet_of(planned).planned == (DECEMBER, *FAIR)


def test_nothing_planned_is_an_empty_list_and_no_page_of_its_own(world: Store) -> None:
    sheet = sheet_of(world)
    assert sheet.planned == ()
    assert "Planned changes" not in openpyxl.load_workbook(io.BytesIO(workbook(sheet))).sheetnames
    assert "Planned changes" not in _slide_words(sheet)


def test_a_pack_keeps_what_was_planned_and_says_what_is_planned_since(planned: Store, csm: Actor) -> None:
    planner = actor(planned, PLANNER)
    pack = freeze_pack(planned, planner, "acme", "Review", now=NOW)
    more = ChangeLimit("acme", "campaign", 35, "spring sale", "autumn")
    schedule_change(planned, csm, more, dt.date(2026, 12, 5), now=NOW)
    _, sheet = open_pack(planned, planner, "acme", pack.pack_id)
    assert sheet.planned == (DECEMBER, *FAIR)
    since = [c for c in what_changed(sheet, sheet_of(planned)) if c.what == "Planned change"]
    assert [(c.then, c.now) for c in since] == [
        (None, "The limit of campaign Autumn goes from 30 to 35 on 5 Dec 2026.")
    ]
    assert from_text(as_text(sheet)) == sheet


@pytest.mark.parametrize("name", ["pack_format_1", "pack_version_1"])
def test_a_pack_from_before_still_opens_and_does_not_say_that_nothing_was_planned(planned: Store, name: str) -> None:
    old = from_text((OLD / f"{name}.json").read_text(encoding="utf-8"))
    assert old.planned is None
    assert not [c for c in what_changed(old, sheet_of(planned)) if c.what == "Planned change"]
    assert "Planned changes" not in _slide_words(old)
    assert openpyxl.load_workbook(io.BytesIO(workbook(old)))["Term"]["A1"].value == old.name
    assert "planned" not in {row["section"] for row in csv.DictReader(io.StringIO(sheet_csv(old)))}


def test_slides_workbook_csv_and_command_list_it(planned: Store) -> None:
    sheet = sheet_of(planned)
    words = _slide_words(sheet)
    page = openpyxl.load_workbook(io.BytesIO(workbook(sheet)))["Planned changes"]
    assert [page[f"A{row}"].value for row in (2, 3, 4)] == [DECEMBER, *FAIR]
    rows = [row["value"] for row in csv.DictReader(io.StringIO(sheet_csv(sheet))) if row["section"] == "planned"]
    assert rows == [DECEMBER, *FAIR]
    lines = list(_lines(sheet, None, []))
    for one in (DECEMBER, *FAIR):
        assert one in words
        assert f"Planned: {one}" in lines
    assert "secret" not in words


def test_a_planned_text_never_runs_as_a_formula(world: Store) -> None:
    sheet = replace(sheet_of(world), planned=("=1+1",))
    page = openpyxl.load_workbook(io.BytesIO(workbook(sheet)))["Planned changes"]
    assert (page["A2"].value, page["A2"].data_type) == ("=1+1", "s")
    assert "'=1+1" in sheet_csv(sheet)


def _slide_words(sheet: TermSheet) -> str:
    deck = Presentation(io.BytesIO(slides(sheet)))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    cells = [cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join(texts + cells)
