"""A planner's day: the term is frozen for a meeting, new data comes, and the pack still says what it said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import second_yes, settled
from tests.browser.test_walk import visit

pytestmark = pytest.mark.browser

PLANNER, CSM = "lena.osei@example.com", "nora.feld@example.com"
NETWORK = "summit-hvac"


def test_a_pack_reopens_exactly_after_a_limit_was_changed(page: Page, address: str, tmp_path: Path) -> None:
    visit(page, address, "planning", network=NETWORK, **{"as": PLANNER})
    expect(page.get_by_role("heading", name="What is left of the allotment")).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    page.get_by_text("Freeze these figures for a meeting").click()
    page.get_by_label("Title").fill("Quarterly review")
    page.get_by_role("button", name="Freeze", exact=True).click()
    expect(page.get_by_text(re.compile(r"Frozen as P-\d+: Quarterly review")).first).to_be_visible()
    settled(page)
    expect(page.get_by_text("Nothing: the figures of 22 Nov 2026 are those of today.").first).to_be_visible()
    frozen = page.url
    cards = page.locator(".st-key-cards\\.planning, [class*='st-key-cards-planning']").first.inner_text()

    visit(page, address, "network", network=NETWORK, section="Limits", **{"as": CSM})
    field = page.get_by_label("New limit, numbers a month")
    field.fill(str(int(field.input_value()) + 7))
    page.keyboard.press("Tab")
    settled(page)
    second_yes(page)
    page.get_by_label("Reason").fill("a third fleet")
    page.keyboard.press("Tab")
    settled(page)
    page.get_by_role("button", name="Change limit").click()
    expect(page.get_by_text("numbers now, it was").first).to_be_visible()

    page.goto(frozen)
    settled(page)
    expect(page.get_by_role("heading", name="What changed since")).to_be_visible()
    expect(page.get_by_text("Nothing: the figures")).to_have_count(0)
    assert page.locator(".st-key-cards\\.planning, [class*='st-key-cards-planning']").first.inner_text() == cards
    with page.expect_download() as download:
        page.get_by_role("link", name="Slides").click()
    assert download.value.suggested_filename == f"{NETWORK}-2026-11-22-{re.search(r'P-[0-9]+', frozen)[0]}.pptx"  # type: ignore[index]
    download.value.save_as(tmp_path / "pack.pptx")
    assert (tmp_path / "pack.pptx").read_bytes()[:2] == b"PK"

    page.get_by_role("button", name="Present").click()
    expect(page.get_by_role("button", name="End presenting")).to_be_visible()
    expect(page.get_by_role("button", name="Switch role")).to_have_count(0)
