"""The main job, walked from end to end in Chromium: see the portfolio, raise a limit, be told which limit binds."""

from __future__ import annotations

from urllib.parse import unquote, urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import pick, settled

pytestmark = pytest.mark.browser

CSM, SUPER_USER = "nora.feld@example.com", "eli.garnet@summit-hvac.example.org"


def visit(page: Page, address: str, path: str = "", **query: str) -> None:
    page.goto(f"{address}/{path}?{urlencode(query)}")
    settled(page)


def section(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).click()
    settled(page)


def test_a_csm_raises_a_network_limit_and_its_customer_is_told_what_binds(page: Page, address: str) -> None:
    visit(page, address, **{"as": CSM})
    expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
    expect(page.get_by_text("as of the end of 22 Nov 2026").first).to_be_visible()
    pick(page, "Network", "Summit Ridge Heating & Air")
    page.get_by_role("button", name="Open network").click()
    expect(page.get_by_role("heading", name="Summit Ridge Heating & Air")).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()

    section(page, "Limits")
    field = page.get_by_label("New limit, numbers a month")
    before = int(field.input_value())
    field.fill(str(before + 15))
    page.get_by_label("Reason").fill("a second fleet from December")
    page.get_by_role("button", name="Change limit").click()
    expect(page.get_by_text(f"is {before + 15} numbers now, it was {before}").first).to_be_visible()

    page.reload()
    settled(page)
    section(page, "Overview")
    expect(page.get_by_text(f"of {before + 15} used").first).to_be_visible()
    section(page, "History")
    expect(page.get_by_text("a second fleet from December").first).to_be_attached()

    visit(page, address, **{"as": SUPER_USER})
    expect(page.get_by_role("heading", name="Headroom", exact=True)).to_be_visible()
    expect(
        page.get_by_role("heading", name="Truck signs is full: all 42 promo numbers allowed are used.")
    ).to_be_visible()
    expect(page.get_by_text("The limit of campaign Truck signs is in the way").first).to_be_visible()
    expect(page.get_by_text("a Super User of the network, at once").first).to_be_visible()
    expect(page.get_by_text("Next in the way would be the network limit").first).to_be_visible()


def test_a_customer_cannot_reach_another_network_by_link(page: Page, address: str) -> None:
    visit(page, address, "network", network="harbor-dental", **{"as": SUPER_USER})
    expect(page.get_by_text("Harbor Dental")).to_have_count(0)
    visit(page, address, network="harbor-dental", **{"as": SUPER_USER})
    expect(page.get_by_text("is not among the networks you may see").first).to_be_visible()
    expect(page.get_by_text("Harbor Dental")).to_have_count(0)
    expect(page.get_by_text("USD")).to_have_count(0)


def test_a_page_of_another_role_is_answered_in_words(page: Page, address: str) -> None:
    visit(page, address, "network", network="harbor-dental", **{"as": SUPER_USER})
    expect(page.get_by_text("Network is a page for other roles").first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Network", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Go to Headroom").click()
    expect(page.get_by_role("heading", name="Headroom", exact=True)).to_be_visible()
    settled(page)
    assert SUPER_USER in unquote(page.url)


def test_the_chosen_person_survives_a_reload(page: Page, address: str) -> None:
    visit(page, address, **{"as": CSM})
    page.get_by_role("button", name="Switch role").click()
    pick(page, "Demo: look at it as", "Lena Osei, Planner")
    expect(page.get_by_text("You are Lena Osei, Planner").first).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_text("You are Lena Osei, Planner").first).to_be_visible()
