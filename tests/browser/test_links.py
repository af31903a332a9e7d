"""Every page's address in Chromium: pasted as it is, it leads there, and never to a page that is not found."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_walk import CSM, SUPER_USER, visit

pytestmark = pytest.mark.browser

ADMIN = "kim.arden@example.com"


@pytest.mark.long
@pytest.mark.parametrize(
    ("path", "email", "leads_to", "title"),
    [
        ("", CSM, "portfolio", "Portfolio"),
        ("", SUPER_USER, "headroom", "Headroom"),
        ("desk", CSM, "portfolio", "Portfolio"),
        ("portfolio", CSM, "portfolio", "Portfolio"),
        ("review", CSM, "requests", "Requests"),
        ("headroom", SUPER_USER, "headroom", "Headroom"),
        ("traffic", SUPER_USER, "traffic", "Traffic calculator"),
        ("trust", CSM, "forecast-quality", "Forecast quality"),
        ("changes", CSM, "bulk-changes", "Bulk changes"),
        ("feed", SUPER_USER, "activity", "Activity"),
        ("import", ADMIN, "data", "Data"),
        ("import_data", ADMIN, "data", "Data"),
        ("import", SUPER_USER, "data", "Data"),
        ("desk", SUPER_USER, "portfolio", "Portfolio"),
    ],
)
def test_an_address_leads_to_its_page(
    page: Page, address: str, path: str, email: str, leads_to: str, title: str
) -> None:
    visit(page, address, path, **{"as": email})
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert urlsplit(page.url).path == f"/{leads_to}"
    assert (page.get_by_text("is a page for other roles").count() == 1) == (
        email == SUPER_USER and leads_to in ("data", "portfolio")
    )


def test_an_address_without_a_page_says_so_and_shows_the_way(page: Page, address: str) -> None:
    visit(page, address, "no-such-thing", **{"as": CSM})
    expect(page.get_by_text("There is no page at the address /no-such-thing")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Go to Portfolio").click()
    expect(page.get_by_role("heading", name="Portfolio", exact=True)).to_be_visible()


def test_a_first_visit_to_the_demo_begins_with_the_choice_of_a_role(page: Page, address: str) -> None:
    visit(page, address)
    expect(page.get_by_text("how full is it, how far can it safely go").first).to_be_visible()
    page.get_by_role("button", name="Start as CSM").click()
    expect(page.get_by_role("heading", name="Portfolio", exact=True)).to_be_visible()
    assert unquote(urlsplit(page.url).query) == f"as={CSM}"
    visit(page, address, "welcome", **{"as": CSM})
    page.get_by_role("button", name="Start as customer").click()
    expect(page.get_by_role("heading", name="Headroom", exact=True)).to_be_visible()


def test_filters_of_the_desk_are_in_its_link(page: Page, address: str) -> None:
    visit(page, address, "portfolio", **{"as": CSM})
    page.get_by_label("Search networks").fill("summit")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 12 networks").first).to_be_visible()
    again = page.url
    page.goto("about:blank")
    page.goto(again)
    expect(page.get_by_text("1 of 12 networks").first).to_be_visible()


def test_choosing_somebody_of_another_role_leads_to_a_page_of_theirs(page: Page, address: str) -> None:
    visit(page, address, "portfolio", **{"as": CSM})
    page.get_by_role("button", name="Switch role").click()
    page.get_by_role("combobox", name="Demo: look at it as").click()
    page.keyboard.type("summit")
    page.get_by_role("option", name="Super User of Summit Ridge").first.click()
    expect(page.get_by_role("heading", name="Headroom", exact=True)).to_be_visible()
