"""Several networks of the portfolio at once, by mouse: marked in the table, written to, their requests opened."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import settled
from tests.browser.test_walk import visit

pytestmark = pytest.mark.browser

CSM = "nora.feld@example.com"
HEADER, ROW, BOX = 36, 36, 14  # of the table's canvas, in pixels


def mark(page: Page, row: int) -> None:
    canvas = page.locator("[data-testid=stDataFrame] canvas").first
    canvas.scroll_into_view_if_needed()
    settled(page)
    # The grid lays what scrolls over its canvas, and hears the mouse there.
    canvas.click(position={"x": BOX, "y": HEADER + ROW * row + ROW // 2}, force=True)
    settled(page)


def test_marked_networks_are_written_to_and_their_requests_opened(page: Page, address: str) -> None:
    visit(page, address, "portfolio", **{"as": CSM})
    mark(page, 1)
    expect(page.get_by_text("1 network chosen").first).to_be_visible()
    mark(page, 2)
    expect(page.get_by_text("2 networks chosen").first).to_be_visible()
    page.get_by_role("button", name="Write to the customers").click()
    window = page.get_by_role("dialog")
    expect(window).to_be_visible()
    assert "$" not in window.inner_text()
    window.get_by_role("button", name="Send to 2 customers").click()
    expect(page.get_by_text("Your note is on its way to").first).to_be_visible()
    settled(page)
    opens = page.get_by_role("button", name=re.compile(r"^Open \d requests?$"))
    waiting = re.findall(r"\d", opens.inner_text())[0]  # two of the sample, and what other tests filed
    opens.click()
    expect(page.get_by_role("heading", name="Requests", exact=True)).to_be_visible()
    expect(page.get_by_text(f"{waiting} chosen").first).to_be_visible()
