"""Every page, opened once: axe's rules in both themes, no page wider than its screen, nothing asked of another
machine, nothing that its own policy forbids, and no empty band on a phone."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.every_page import PAGES
from tests.browser.serving import DESK, PHONE, run_again, settled
from tests.browser.test_walk import visit

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
FINGER = 44  # pixels that a finger hits
# What a page of ours draws to be tapped; the steppers and the calendar stand within fields of that height.
TAPPED = (
    "[data-testid^=stBaseButton], [data-testid=stPopoverButton], [data-testid=stButtonGroup] button, .stPageLink a, "
    ".stExpander summary, .stCheckbox label, [data-testid=stMain] a[href^='tel:']"
)
TOO_SMALL = f"""found => found.filter(one => one.offsetParent && one.getBoundingClientRect().height < {FINGER - 0.5})
    .map(one => `${{one.innerText.slice(0, 30)}}: ${{Math.round(one.getBoundingClientRect().height)}} px high`)"""
NO_HEIGHT = "found => found.filter(one => one.offsetParent && one.getBoundingClientRect().height === 0).length"
# What Streamlit draws itself and a page cannot mend: (rule, a part of the element's HTML). None is known of 1.67.
OF_STREAMLIT: tuple[tuple[str, str], ...] = ()
ALL_RULES: dict[str, object] = {"resultTypes": ["violations"]}  # and not what passed, element by element
# A theme decides colours alone: in the dark one only their rules are asked again.
OF_COLOURS = ALL_RULES | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def broken_rules(page: Page, options: dict[str, object]) -> list[str]:
    return [
        f"{broken['id']} ({broken['help']}) {node['html'][:200]}"
        for broken in Axe().run(page, options=options).response["violations"]
        if broken["impact"] in GRAVE
        for node in broken["nodes"]
        if not any(broken["id"] == rule and part in node["html"] for rule, part in OF_STREAMLIT)
    ]


def drawn(page: Page) -> None:
    if page.locator("[data-testid=stPlotlyChart]").count():
        page.wait_for_selector(".js-plotly-plot .main-svg")
    settled(page)


def is_dark(page: Page) -> bool:
    return bool(page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme") == "dark")


def test_every_page_holds_to_what_is_asked_of_all(page: Page, address: str) -> None:
    wrong: list[str] = []
    hosts: set[str | None] = set()

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Permissions-Policy" in message.text:
            wrong.append(f"{name}: {message.text}")

    page.on("console", hear)
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    for name, (path, query) in PAGES.items():
        page.emulate_media(color_scheme="light")
        visit(page, address, path, **query)
        drawn(page)
        assert not is_dark(page)
        wrong += [f"{name}, light: {rule}" for rule in broken_rules(page, ALL_RULES)]
        page.emulate_media(color_scheme="dark")
        run_again(page)  # the script learns of another theme when it runs again
        drawn(page)
        assert is_dark(page)
        wrong += [f"{name}, dark: {rule}" for rule in broken_rules(page, OF_COLOURS)]
        for screen in (PHONE, DESK):
            page.set_viewport_size(screen)
            drawn(page)
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > screen["width"]:
                wrong.append(f"{name}: {wide} px wide on a screen of {screen['width']}")
            if screen is PHONE:
                wrong += [f"{name}: {small}" for small in page.locator(TAPPED).evaluate_all(TOO_SMALL)]
                if count := page.locator("[data-testid=stColumn]").evaluate_all(NO_HEIGHT):
                    wrong.append(f"{name}: columns with nothing in them, each an empty band: {count}")
    assert wrong == []
    assert hosts - {None, ""} == {"127.0.0.1"}
