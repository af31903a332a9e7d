"""A request's whole life in Chromium: asked for with the live answer, tried on the slider, granted, read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import second_yes, settled
from tests.browser.test_walk import section, visit

pytestmark = pytest.mark.browser

CSM = "nora.feld@example.com"
CUSTOMER = "tess.ivers@velvet-autos.example.org"


def test_a_customer_asks_and_a_csm_grants_a_part(page: Page, address: str) -> None:
    visit(page, address, **{"as": CUSTOMER})
    section(page, "Requests")
    page.get_by_role("spinbutton", name="How many numbers are to be added").fill("120")
    page.keyboard.press("Tab")
    expect(page.get_by_text("number-months short with the 120 more").first).to_be_visible()
    page.get_by_label("Why").fill("two more branches in spring")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("Nora Feld has been told").first).to_be_visible()
    settled(page)

    visit(page, address, "requests", **{"as": CSM})
    page.get_by_role("button", name=re.compile("Velvet Mile Autos.*120 more · network")).click()
    expect(page.get_by_text("two more branches in spring").first).to_be_visible()
    settled(page)
    page.get_by_text("Try another limit", exact=True).click()
    settled(page)
    handle = page.get_by_role("slider", name="Try a limit, numbers a month")
    tried = int(handle.evaluate("slider => slider.value ?? slider.getAttribute('aria-valuenow')"))
    handle.press("ArrowLeft")
    expect(page.get_by_text(f"With a limit of {tried - 1:,} and all others as they are").first).to_be_visible()
    page.get_by_role("button", name="Another figure").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    field = page.get_by_role("spinbutton", name="Limit to grant, numbers a month")
    granted = int(field.input_value())
    field.fill(str(granted + 9))
    page.keyboard.press("Tab")
    expect(page.get_by_text(f"to {granted + 9:,} (").first).to_be_visible()  # the letter is written for this figure now
    settled(page)
    page.get_by_label("Note for colleagues (required)").fill("see usage first")
    page.get_by_label("Answer to Tess Ivers (optional)").fill("Some now, the rest in spring.")
    page.keyboard.press("Tab")
    settled(page)
    assert second_yes(page)
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Grant")).click()
    expect(page.get_by_text("of 120 to Velvet Mile Autos").first).to_be_visible()

    visit(page, address, **{"as": CUSTOMER})
    expect(page.get_by_role("img", name=f"of {granted + 9:,} used").first).to_be_visible()
    section(page, "Requests")
    page.get_by_text("All requests", exact=True).scroll_into_view_if_needed()  # a table out of sight has no cells
    expect(page.get_by_text("Some now, the rest in spring.").first).to_be_attached()
    expect(page.get_by_text("see usage first")).to_have_count(0)


def test_the_traffic_calculators_answer_is_carried_into_a_request_with_one_click(page: Page, address: str) -> None:
    visit(page, address, "traffic", **{"as": CUSTOMER})
    button = page.get_by_role("button", name="Ask for")
    before = button.inner_text()
    page.get_by_role("spinbutton", name="Sessions a month, in all").fill("400000")
    page.keyboard.press("Tab")
    expect(button).not_to_have_text(before)
    settled(page)
    more = "".join(c for c in button.inner_text() if c.isdigit())
    button.click()
    settled(page)
    expect(page.get_by_role("spinbutton", name="How many numbers are to be added")).to_have_value(more)
    expect(page.get_by_label("Why")).to_contain_text("Erlang's loss formula")
