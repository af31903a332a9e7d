"""A customer's day in Chromium: the message answered with one click, what is dangerous held up, nothing typed lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import second_yes, settled
from tests.browser.test_walk import visit

pytestmark = pytest.mark.browser

SUPER_USER, CSM = "alex.joyce@falcon-roofing.example.org", "tomas.reyes@example.com"
VIEWER = "kai.ivers@summit-hvac.example.org"


def more(page: Page, figure: int) -> None:
    field = page.get_by_role("spinbutton", name="How many more?")
    field.fill(str(figure))
    field.press("Tab")
    settled(page)


def test_a_full_campaign_takes_two_interactions_and_danger_takes_more(page: Page, address: str) -> None:
    visit(page, address, "headroom", **{"as": SUPER_USER})
    more(page, 100_000)
    expect(page.get_by_text("can never be used").first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Raise "))).to_have_count(0)
    more(page, 6)
    button = page.get_by_role("button", name=re.compile("^Raise "))
    expect(button).to_be_disabled()
    assert second_yes(page)
    page.get_by_label("What are they for?").fill("a storm season")
    page.keyboard.press("Tab")
    settled(page)
    to = re.sub(r"\D", "", button.inner_text().rpartition(" ")[2])
    button.click()
    expect(page.get_by_text(re.compile(rf"was raised from \d+ to {to}\.")).first).to_be_visible()
    settled(page)
    expect(page.get_by_role("heading", name=re.compile("^Yes: 6 more numbers fit"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Raise "))).to_have_count(0)


def test_a_draft_survives_a_reload_and_a_request_is_sent_once(page: Page, address: str) -> None:
    visit(page, address, "headroom", **{"as": VIEWER})
    page.get_by_role("radio", name="Dynamic numbers").click()
    expect(page.get_by_text("Adding 5 to the dynamic numbers")).to_be_visible()
    settled(page)
    more(page, 60)
    expect(page.get_by_role("heading", name=re.compile("you need 60"))).to_be_visible()
    page.get_by_label("What are they for?").fill("a second website")
    more(page, 61)  # its answer shows that the server has all that was typed before
    expect(page.get_by_role("heading", name=re.compile("you need 61"))).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_role("spinbutton", name="How many more?")).to_have_value("61")
    expect(page.get_by_label("What are they for?")).to_have_value("a second website")
    page.get_by_role("button", name=re.compile("^Ask for .* more dynamic numbers")).click()
    expect(page.get_by_text("was sent; Nora Feld has been told.").first).to_be_visible()
    settled(page)
    more(page, 60)
    expect(page.get_by_text(re.compile("more numbers were asked for on")).first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Ask for .* more dynamic numbers"))).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_answer_is_on_the_first_screen_and_the_button_is_large_enough(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    visit(page, address, "headroom", **{"as": "eli.garnet@summit-hvac.example.org"})
    heading = page.locator("h2").first.bounding_box()
    button = page.get_by_role("button", name=re.compile("^Raise Truck signs")).bounding_box()
    assert heading is not None
    assert button is not None
    assert heading["y"] < 400
    assert button["y"] + button["height"] < 844
    if width == 390:
        assert button["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= width
