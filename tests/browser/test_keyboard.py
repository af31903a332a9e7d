"""The keyboard alone does what the mouse does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.serving import TIMEOUT_MS
from tests.browser.test_walk import CSM, visit

pytestmark = pytest.mark.browser


def test_a_keyboard_alone_opens_a_network_from_the_portfolio(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    visit(page, address, "portfolio", **{"as": CSM})
    first = page.get_by_role("button", name="Look at it").first
    for _ in range(60):
        page.keyboard.press("Tab")
        if first.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Falcon Crest Roofing", exact=True)).to_be_visible()
    context.close()
