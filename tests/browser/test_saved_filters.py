"""A CSM's filters under names: saved, opened, changed, found again after a reload, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import PHONE, dashboard, new_page, pick, settled
from tests.browser.test_walk import visit

pytestmark = pytest.mark.browser

CSM, PLANNER = "nora.feld@example.com", "lena.osei@example.com"


@pytest.fixture
def own_address(tmp_path: Path) -> Iterator[str]:
    """A store of its own: a start view would change what other tests see of the sample."""
    with dashboard(tmp_path) as found:
        yield found


def test_a_day_with_saved_filters(page: Page, browser: Browser, own_address: str) -> None:
    keeps_two(page, own_address)
    begins_with_one_but_for_links(page, own_address)
    changes_and_deletes(page, own_address)
    colleague_sees_none_and_links_work(browser, own_address)


def asked(page: Page) -> dict[str, list[str]]:
    settled(page)
    return {name: values for name, values in parse_qs(urlsplit(page.url).query).items() if name != "as"}


def pill(page: Page, name: str):
    return page.get_by_test_id("stButtonGroup").get_by_role("radio", name=name)


def menu(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=False).first.click()
    settled(page)


def search(page: Page, words: str) -> None:
    page.get_by_label("Search networks").fill(words)
    page.keyboard.press("Enter")
    settled(page)


def keeps_two(page: Page, own_address: str) -> None:
    visit(page, own_address, "portfolio", **{"as": CSM})
    expect(page.get_by_role("button", name="Save this filter")).to_have_count(0)

    search(page, "summit")
    expect(page.get_by_text("1 of 12 networks").first).to_be_visible()
    menu(page, "Save this filter")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Give the filter a name.")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Summit")
    page.keyboard.press("Enter")
    expect(pill(page, "Summit (1)")).to_be_checked()
    expect(page.get_by_label("Name", exact=True)).to_have_count(0)  # the menu closed

    pill(page, "All").click()
    settled(page)
    expect(page.get_by_label("Search networks")).to_have_value("")
    pick(page, "Contract ends", "within 90 days")
    menu(page, "Save this filter")
    page.get_by_label("Name", exact=True).fill("summit")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("You have a filter 'Summit' already")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("My renewals")
    page.get_by_text("Open the Portfolio with this filter").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(pill(page, "My renewals")).to_be_checked()
    assert asked(page) == {"ends": ["within 90 days"], "saved": ["My renewals"]}


def begins_with_one_but_for_links(page: Page, own_address: str) -> None:
    visit(page, own_address, "portfolio", **{"as": CSM})
    expect(pill(page, "My renewals")).to_be_checked()
    assert asked(page) == {"ends": ["within 90 days"], "saved": ["My renewals"]}
    pill(page, "All").click()
    settled(page)
    page.reload()
    settled(page)
    expect(pill(page, "All")).to_be_checked()
    expect(page.get_by_text("of 12 networks")).to_have_count(0)
    visit(page, own_address, "portfolio", **{"as": CSM, "search": "harbor"})
    expect(page.get_by_label("Search networks")).to_have_value("harbor")
    expect(page.get_by_text("1 of 12 networks").first).to_be_visible()
    assert asked(page) == {"search": ["harbor"]}
    page.get_by_role("link", name="Activity").click()
    page.get_by_role("link", name="Portfolio").first.click()
    settled(page)
    expect(pill(page, "My renewals")).to_be_checked()


def changes_and_deletes(page: Page, own_address: str) -> None:
    visit(page, own_address, "portfolio", **{"as": CSM, "saved": "Summit"})
    expect(page.get_by_label("Search networks")).to_have_value("summit")
    search(page, "harbor")
    expect(pill(page, "Summit (1, changed)")).to_be_checked()
    page.reload()
    settled(page)
    expect(pill(page, "Summit (1, changed)")).to_be_checked()
    expect(page.get_by_label("Search networks")).to_have_value("harbor")
    pill(page, "Summit (1, changed)").click()  # gives back what it asks for
    expect(page.get_by_label("Search networks")).to_have_value("summit")
    expect(pill(page, "Summit (1)")).to_be_checked()
    search(page, "harbor")
    menu(page, "Save this filter")
    page.get_by_role("button", name="Save the changes to 'Summit'").click()
    expect(pill(page, "Summit (1)")).to_be_checked()
    pill(page, "All").click()
    settled(page)
    pill(page, "Summit").click()
    expect(page.get_by_label("Search networks")).to_have_value("harbor")

    menu(page, "Change this filter")
    page.get_by_label("Name", exact=True).fill("Harbor")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(pill(page, "Harbor (1)")).to_be_checked()
    menu(page, "Change this filter")
    page.get_by_role("button", name="Delete").click()
    expect(pill(page, "Harbor")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(pill(page, "Harbor (1)")).to_be_visible()


def colleague_sees_none_and_links_work(browser: Browser, own_address: str) -> None:
    page = new_page(browser, PHONE)
    visit(page, own_address, "portfolio", **{"as": PLANNER})
    expect(page.get_by_role("heading", name="Portfolio", exact=True)).to_be_visible()
    expect(page.get_by_text("My renewals")).to_have_count(0)
    visit(page, own_address, "portfolio", **{"as": PLANNER, "ends": "within 90 days", "saved": "My renewals"})
    expect(page.get_by_text("My renewals")).to_have_count(0)
    expect(page.get_by_role("button", name="Save this filter")).to_be_visible()
    visit(page, own_address, "portfolio", **{"as": PLANNER, "saved": "My renewals"})
    expect(page.get_by_text("You have no saved filter 'My renewals'")).to_be_visible()
    page.context.close()
