"""The keyboard alone does what the mouse does."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.serving import dashboard
from tests.browser.test_walk import CSM, SUPER_USER, visit

pytestmark = pytest.mark.browser


def tab_to(page: Page, wanted: Locator) -> None:
    """Presses Tab until it has the focus, as somebody without a mouse does."""
    expect(wanted).to_be_visible()
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the keyboard never gets there")


def test_a_keyboard_alone_opens_a_network_from_the_portfolio(page: Page, address: str) -> None:
    visit(page, address, "portfolio", **{"as": CSM})
    first = page.get_by_role("button", name="Look at it").first
    tab_to(page, first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Falcon Crest Roofing", exact=True)).to_be_visible()


def test_a_keyboard_alone_raises_a_campaign_that_is_full(page: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path) as own:  # what it changes, other tests read
        visit(page, own, "headroom", **{"as": SUPER_USER})
        tab_to(page, page.get_by_label("How many more?"))
        page.keyboard.press("Control+A")
        page.keyboard.type("9")
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("button", name="Raise Truck signs to 51"))
        page.keyboard.press("Enter")
        expect(page.get_by_text("Truck signs was raised from 42 to 51").first).to_be_visible()
