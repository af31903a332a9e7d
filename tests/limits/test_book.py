"""A CSM's book as a deck: what the Portfolio ranks, with the figures of the one answer, and nobody else's networks."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader

from data.errors import BadInput, NotAllowed
from data.store import Store
from limits.__main__ import main
from limits.actors import OPERATOR, Actor, actor
from limits.advice import call_order, cost_of, due_words, is_due, network_standing, portfolio
from limits.people.users import change_user
from limits.planning.account_sheet import term_sheet
from limits.planning.book import Book, portfolio_book
from limits.planning.pack_slides import book_pdf, book_slides
from limits.planning.pack_words import verdict
from limits.requests.requests import FileRequest, file_request
from tests.limits.lending import CopyOf
from tests.limits.world import ADMIN, CSM, OTHER_CSM, PLANNER, SUPER_USER, fill, filled
from tests.store_maker import StoreMaker

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=6)


def running_over(store: Store) -> dict[str, str]:
    """Acme asks for more in a campaign, and its contract runs over."""
    store.write(fill)
    change_user(store, actor(store, ADMIN), SUPER_USER, "met", name="Sam Vega", phone="+1 555 010 0120")
    command = FileRequest("acme", "campaign", 5, dt.date(2026, 12, 1), "posters", "spring")
    store.write(lambda c: c.execute("UPDATE allotments SET number_months = 1060 WHERE network_id = 'acme'"))
    return {"request": file_request(store, actor(store, SUPER_USER), command, now=NOW).request_id}


@pytest.fixture
def world(copy_of: CopyOf, request: pytest.FixtureRequest) -> Store:
    """Running over for the tests that ask for the request."""
    if "asked" in request.fixturenames:
        return copy_of("running_over", running_over)
    return copy_of("small_world", filled)


@pytest.fixture
def asked(world: Store, store_maker: StoreMaker) -> str:
    return store_maker.names_in("running_over")["request"]


def texts_of(file: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(file)).pages]


def slide_texts(file: bytes) -> list[str]:
    found = []
    for slide in Presentation(io.BytesIO(file)).slides:
        said = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
        said += [cell.text for s in slide.shapes if s.has_table for row in s.table.rows for cell in row.cells]
        found.append(re.sub(r"\s+", " ", " ".join([*said, slide.notes_slide.notes_text_frame.text])))
    return found


def test_the_deck_has_a_page_for_each_network_that_needs_somebody_with_verdict_money_and_next_step(
    world: Store, csm: Actor, asked: str
) -> None:
    book = portfolio_book(world, csm, now=LATER)
    (matter,) = book.matters
    standing, sheet = network_standing(world, csm, "acme"), term_sheet(world, csm, "acme")
    assert sheet is not None
    assert standing.ahead is not None
    cost = f"${standing.ahead.expected_overage_cost:,.0f}"
    assert cost_of(matter.row) == cost
    for pages in (slide_texts(book_slides(book)), texts_of(book_pdf(book))):
        assert due_words([matter.row]) in pages[0]
        assert f"1 Acme {matter.row.reason} {cost}" in pages[1]
        assert "6 days, since 21 Nov 2026" in pages[1]
        said = verdict(sheet)
        assert f"Acme: {said[:1].lower()}{said[1:]}" in pages[2]
        assert cost in pages[2]
        answer = standing.request_answers[asked].sentence
        assert f"1. Answer request {asked} for 5 more (limit of campaign Spring): {answer}" in pages[2]
        assert "Call Sam Vega, +1 555 010 0120." in pages[2]
        assert "Appendix: all networks" in pages[3]
        assert all("Source: Headroom." in page for page in pages)
        assert "@" not in " ".join(pages)


def test_slides_draw_the_burn_down_of_what_runs_over_and_the_usage_of_what_is_full(world: Store, csm: Actor) -> None:
    def drawn() -> set[str]:
        deck = Presentation(io.BytesIO(book_slides(portfolio_book(world, csm, now=LATER))))
        (chart,) = [shape.chart for shape in deck.slides[2].shapes if shape.has_chart]
        return {series.name for series in chart.plots[0].series}

    command = FileRequest("acme", "campaign", 5, dt.date(2026, 12, 1), "posters", "spring")
    file_request(world, actor(world, SUPER_USER), command, now=NOW)
    assert {"Used", "Network limit today"} <= drawn()
    world.write(lambda c: c.execute("UPDATE allotments SET number_months = 1060 WHERE network_id = 'acme'"))
    assert {"Left, median", "Even pace"} <= drawn()


def test_the_ranking_is_the_portfolios(world: Store, asked: str) -> None:
    world.write(
        lambda c: c.execute("UPDATE limits SET limit_numbers = 3 WHERE network_id = 'bolt' AND kind = 'network'")
    )
    book = portfolio_book(world, OPERATOR, now=LATER)
    due = [row for row in portfolio(world, OPERATOR) if is_due(row)]
    assert [m.row.network.network_id for m in book.matters] == ["acme", "bolt"]
    assert {m.row.network.network_id for m in book.matters} == {row.network.network_id for row in due}
    orders = [call_order(m.row, m.request.request.filed_at.isoformat() if m.request else "") for m in book.matters]
    assert orders == sorted(orders)
    assert book.whose == ""


def test_only_networks_that_the_person_sees_are_in_it(world: Store, asked: str) -> None:
    def listed(book: Book) -> set[str]:
        return {row.network.network_id for row in book.rows}

    assert listed(portfolio_book(world, actor(world, CSM), now=LATER)) == {"acme"}
    other = portfolio_book(world, actor(world, OTHER_CSM), now=LATER)
    assert listed(other) == {"bolt"}
    assert "Acme" not in " ".join(texts_of(book_pdf(other)))
    assert listed(portfolio_book(world, actor(world, OTHER_CSM), only={"acme", "bolt"}, now=LATER)) == {"bolt"}
    planner = actor(world, PLANNER)
    assert listed(portfolio_book(world, planner, now=LATER)) == {"acme", "bolt"}
    assert listed(portfolio_book(world, planner, csm=CSM.upper(), now=LATER)) == {"acme"}
    with pytest.raises(BadInput, match=r"nobody@vendor\.example"):
        portfolio_book(world, planner, csm="nobody@vendor.example", now=LATER)
    with pytest.raises(NotAllowed, match="may not see the portfolio as a deck"):
        portfolio_book(world, actor(world, SUPER_USER), now=LATER)


def test_where_nothing_is_due_the_deck_says_so(world: Store) -> None:
    book = portfolio_book(world, actor(world, OTHER_CSM), now=LATER)
    assert book.matters == ()
    assert "Nothing needs your attention today." in texts_of(book_pdf(book))[1]


def test_the_command_writes_the_deck(
    world: Store, asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.close()
    monkeypatch.setenv("HEADROOM_DB", str(world.address))
    for ending in ("pptx", "pdf"):
        file = tmp_path / f"book.{ending}"
        assert main(["triage", "--export", str(file), "--csm", CSM]) == 0
        assert file.stat().st_size > 10_000
    assert main(["triage", "--export", str(tmp_path / "book.xlsx")]) == 2
    assert "name it .pptx or .pdf" in capsys.readouterr().err
