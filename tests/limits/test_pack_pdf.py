"""The PDF of a pack has the pages and the figures of the slides, as text and lines, and nobody's address."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader

from data.store import Store
from limits.__main__ import main
from limits.actors import OPERATOR, Actor, actor
from limits.changes.change import ChangeLimit, change_limit
from limits.outlook.scenario_changes import ExtendedTo
from limits.percents import percent
from limits.planning.account_sheet import Spread, TermSheet, term_sheet
from limits.planning.deck import Box, Line
from limits.planning.frozen_packs import freeze_pack, open_pack
from limits.planning.pack_slides import pdf, slides
from limits.planning.pack_words import renewal_options, renewal_words, to_decide, verdict
from limits.planning.pdf_charts import steps
from limits.planning.saved_scenarios import save_scenario
from tests.limits.lending import CopyOf
from tests.limits.world import CSM, fill
from tests.store_maker import StoreMaker

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


def reviewed(store: Store) -> dict[str, str]:
    """A frozen pack with a scenario and a decision in it."""
    store.write(fill)
    csm = actor(store, CSM)
    save_scenario(store, csm, "acme", "Longer", [ExtendedTo(dt.date(2027, 3, 31))], reason="talks", now=NOW)
    change_limit(store, csm, ChangeLimit("acme", "network", 130, f"as {CSM} agreed", change_id="raised"), now=NOW)
    return {"pack": freeze_pack(store, csm, "acme", "review", now=NOW).pack_id}


@pytest.fixture
def world(copy_of: CopyOf) -> Store:
    return copy_of("reviewed", reviewed)


@pytest.fixture
def sheet(world: Store, csm: Actor, store_maker: StoreMaker) -> TermSheet:
    return open_pack(world, csm, "acme", store_maker.names_in("reviewed")["pack"])[1]


def pages_of(file: bytes) -> list[str]:
    return [_one_line(page.extract_text()) for page in PdfReader(io.BytesIO(file)).pages]


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def page_titled(pages: Sequence[str], title: str) -> str:
    return next(page for page in pages if title in page)


def test_the_pdf_has_every_figure_of_the_frozen_pack(sheet: TermSheet) -> None:
    pages = pages_of(pdf(sheet))
    whole = " ".join(pages)
    for said in (verdict(sheet), sheet.sentence, renewal_words(sheet), *to_decide(sheet)):
        assert _one_line(said) in whole
    months = page_titled(pages, "Appendix: month by month")
    for month in sheet.months:
        row = [f"{month.month:%b %y}", _count(month.used), *_spread(month.expected), *_spread(month.left)]
        assert " ".join([*row, f"{month.even_pace:,.0f}"]) in months
    side_by_side = page_titled(pages, "Scenarios side by side")
    for one in sheet.scenarios:
        assert one.overage_risk is not None
        for figure in (percent(one.overage_risk), _count(one.expected_overage), _count(one.need)):
            assert figure in side_by_side
    renewal = page_titled(pages, "Renewal from")
    for option in renewal_options(sheet):
        for figure in (f"{option.number_months:,}", f"{option.numbers_a_month:,} a month", option.at_the_median):
            assert figure in renewal
    limits = page_titled(pages, "Appendix: limits")
    for limit in sheet.limits:
        assert f"{limit.limit:,} {limit.usage:,} {limit.headroom:,}" in limits


def _count(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _spread(spread: Spread | None) -> list[str]:
    return ["–"] * 3 if spread is None else [_count(v) for v in (spread.median, spread.low, spread.high)]


def test_the_pdf_has_the_pages_of_the_slides_and_says_of_each_as_of_when_and_from_where(sheet: TermSheet) -> None:
    file = pdf(sheet)
    pages, deck = pages_of(file), Presentation(io.BytesIO(slides(sheet)))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(pages) == len(titles)
    for number, (page, title) in enumerate(zip(pages, titles, strict=True), start=1):
        assert _one_line(title) in page
        assert "usage as of the end of 20 Nov 2026" in page
        assert "Source: Headroom." in page
        assert re.search(rf"\b{number}\b", page)
    reader = PdfReader(io.BytesIO(file))
    assert [entry.title for entry in reader.outline] == titles
    assert reader.metadata is not None
    assert reader.metadata.title == "Acme, as of 20 Nov 2026"


def test_people_are_named_and_no_address_is_in_the_pdf(sheet: TermSheet) -> None:
    file = pdf(sheet, names={CSM: "Zoë Łukasiewicz 山田"})
    decided = page_titled(pages_of(file), "Decided since")
    assert "Zoë Łukasiewicz 山田 as Zoë Łukasiewicz 山田 agreed" in decided
    assert "@" not in " ".join(pages_of(file))
    assert b"@vendor" not in file


def test_letters_of_every_name_are_in_a_font_that_the_pdf_brings_along(sheet: TermSheet) -> None:
    for name in ("Ærøskøbing Møbler", "Ελλάδα", "Привет", "株式会社", "서울 상점", "Nguyễn & <Söhne>"):
        reader = PdfReader(io.BytesIO(pdf(replace(sheet, name=name))))
        assert f"{name}: contract review" in _one_line(reader.pages[0].extract_text())
        for page in reader.pages:
            for font in page["/Resources"]["/Font"].values():  # type: ignore[index, union-attr]
                described = font.get_object()["/FontDescriptor"].get_object()
                assert "/FontFile2" in described, name


def test_charts_are_lines_and_no_pictures(sheet: TermSheet) -> None:
    reader = PdfReader(io.BytesIO(pdf(sheet)))
    assert not [image for page in reader.pages for image in page.images]
    usage = reader.pages[2]
    assert "Network limit today" in usage.extract_text()
    drawn = usage.get_contents()
    assert drawn is not None
    strokes = [operands for operands, operator in drawn.operations if operator == b"l"]
    assert len(strokes) > 4 * len([m for m in sheet.months if m.expected])


def test_the_same_pack_is_the_same_file(sheet: TermSheet) -> None:
    assert pdf(sheet) == pdf(sheet)


def test_a_term_without_figures_and_a_long_reason_have_a_pdf_too(world: Store, sheet: TermSheet) -> None:
    empty = term_sheet(world, OPERATOR, "acme")
    assert empty is not None
    bare = replace(empty, months=(), renewal=None, number_months=None, used=None, left=None, ends_on=None)
    assert "Acme: contract review" in pages_of(pdf(bare))[0]
    many = tuple(replace(sheet.decisions[0], reason="because " * 60) for _ in range(40))
    pages = pages_of(pdf(replace(sheet, decisions=many)))
    decided = [page for page in pages if "Decided since" in page]
    assert len(decided) > 2
    assert sum(page.count("from 120 to 130") for page in decided) == 40


def test_the_command_writes_the_pdf(world: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world.close()
    monkeypatch.setenv("HEADROOM_DB", str(world.address))
    file = tmp_path / "review.PDF"
    assert main(["pack", "acme", "--export", str(file)]) == 0
    assert file.read_bytes().startswith(b"%PDF-")


def test_the_axis_holds_what_is_drawn_in_round_steps() -> None:
    assert steps(0, 1005) == [0, 250, 500, 750, 1000, 1250]
    assert steps(-1583, 7000) == [-2000, 0, 2000, 4000, 6000, 8000]
    assert steps(0, 0) == [0, 1]
    assert steps(0, 3) == [0, 1, 2, 3]
    assert Box().width > 0
    assert Line("Used", [1.0], "000000").dashed is False
