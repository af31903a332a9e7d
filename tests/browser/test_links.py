"""Every page's address in Chromium: pasted as it is, it leads there, and never to a page that is not found."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_walk import CSM, SUPER_USER, visit

pytestmark = pytest.mark.browser

ADMIN = "kim.arden@example.com"


@pytest.mark.parametrize(
    ("path", "email", "leads_to", "title"),
    [
        ("", CSM, "desk", "Desk"),
        ("", SUPER_USER, "headroom", "Headroom"),
        ("desk", CSM, "desk", "Desk"),
        ("portfolio", CSM, "desk", "Desk"),
        ("review", CSM, "review", "Review"),
        ("headroom", SUPER_USER, "headroom", "Headroom"),
        ("traffic", SUPER_USER, "traffic", "Traffic calculator"),
        ("trust", CSM, "trust", "Trust"),
        ("changes", CSM, "changes", "Changes by list"),
        ("feed", SUPER_USER, "feed", "Feed"),
        ("import", ADMIN, "import", "Import"),
        ("import_data", ADMIN, "import", "Import"),
        ("import", SUPER_USER, "import", "Import"),
        ("portfolio", SUPER_USER, "desk", "Desk"),
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
        email == SUPER_USER and leads_to in ("import", "desk")
    )


def test_filters_of_the_desk_are_in_its_link(page: Page, address: str) -> None:
    visit(page, address, "desk", **{"as": CSM})
    page.get_by_label("Search networks").fill("summit")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 12 networks").first).to_be_visible()
    again = page.url
    page.goto("about:blank")
    page.goto(again)
    expect(page.get_by_text("1 of 12 networks").first).to_be_visible()


def test_choosing_somebody_of_another_role_leads_to_a_page_of_theirs(page: Page, address: str) -> None:
    visit(page, address, "desk", **{"as": CSM})
    page.get_by_role("combobox", name="Demo: look at it as").click()
    page.keyboard.type("summit")
    page.get_by_role("option", name="Super User of Summit Ridge").first.click()
    expect(page.get_by_role("heading", name="Headroom", exact=True)).to_be_visible()
