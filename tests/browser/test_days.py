"""Whole days: a CSM clears the queue, and a Super User raises a limit beyond what is safe and the CSM hears of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import dashboard, pick, second_yes, settled
from tests.browser.test_walk import visit

pytestmark = pytest.mark.browser

CSM = "nora.feld@example.com"
SUPER_USER, HER_CSM = "rita.pike@ironvale-parts.example.org", "priya.nair@example.com"


def test_a_csm_clears_the_queue(page: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path) as address:
        visit(page, address, "requests", **{"as": CSM})
        waiting = page.get_by_text(re.compile(r"^\d+ waiting, the longest first"))
        left = int(re.findall(r"\d+", waiting.first.inner_text())[0])
        assert left > 1
        while left:
            page.keyboard.press("d")  # by keys alone: d, the answer, Ctrl+Enter, j
            expect(page.get_by_role("dialog")).to_be_visible()
            page.get_by_label(re.compile(r"^Answer to .* \(required\)")).fill("Let us free idle numbers together.")
            page.keyboard.press("Control+Enter")
            expect(page.get_by_role("dialog")).to_have_count(0)
            expect(page.get_by_role("heading", name="Declined.")).to_be_visible()
            settled(page)
            left -= 1
            if left:
                expect(page.get_by_text(f"{left} waiting, the longest first").first).to_be_visible()
                page.keyboard.press("j")
                expect(page.get_by_role("heading", name="Declined.")).to_have_count(0)
                settled(page)
        expect(page.get_by_text("No request is waiting for you").first).to_be_visible()


def test_a_super_user_raises_a_limit_beyond_the_safe_one_and_the_csm_hears_of_it(page: Page, address: str) -> None:
    visit(page, address, section="Raise a campaign limit", **{"as": SUPER_USER})
    pick(page, "Limit to change", re.compile("Fairs", re.IGNORECASE))
    expect(page.get_by_text("Not even today's limit is safe").first).to_be_visible()
    field = page.get_by_role("spinbutton", name="New limit, numbers a month")
    before = int(field.input_value())
    field.fill(str(before + 4))
    page.keyboard.press("Tab")
    expect(page.get_by_text("Beyond what is safe.").first).to_be_visible()
    expect(page.get_by_role("button", name="Raise limit")).to_be_disabled()
    settled(page)
    assert second_yes(page, "Set it to")
    settled(page)
    page.get_by_role("button", name="Raise limit").click()
    expect(page.get_by_text("reason", exact=False).first).to_be_visible()
    page.get_by_label("Reason").fill("a recall of two models")
    page.keyboard.press("Tab")
    settled(page)
    page.get_by_role("button", name="Raise limit").click()
    expect(page.get_by_text(f"is {before + 4} numbers now, it was {before}").first).to_be_visible()

    visit(page, address, "activity", **{"as": HER_CSM})
    expect(page.get_by_text(f"raised to {before + 4}, beyond what is safe").first).to_be_visible()
    visit(page, address, "network", network="ironvale-parts", section="History", **{"as": HER_CSM})
    expect(page.get_by_text("a recall of two models").first).to_be_attached()
