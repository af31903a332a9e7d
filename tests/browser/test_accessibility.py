"""Every page held to axe-core's rules, as a CSM, an Admin and a customer see it."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.serving import TIMEOUT_MS, settled
from tests.browser.test_walk import CSM, SUPER_USER, visit

pytestmark = pytest.mark.browser

ADMIN = "kim.arden@example.com"
GRAVE = ("serious", "critical")
HARBOR = {"network": "harbor-dental"}
PAGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("portfolio", CSM, {}),
    ("requests", CSM, {}),
    ("network", CSM, HARBOR),
    ("network", CSM, HARBOR | {"section": "Limits"}),
    ("network", CSM, HARBOR | {"section": "Room"}),
    ("network", CSM, HARBOR | {"section": "Requests"}),
    ("network", CSM, HARBOR | {"section": "History"}),
    ("forecast-quality", CSM, {}),
    ("forecast-quality", CSM, HARBOR | {"section": "One network"}),
    ("forecast-quality", ADMIN, {"section": "Assumptions"}),
    ("forecast-quality", ADMIN, {"section": "Data"}),
    ("forecast-quality", CSM, {"section": "Decisions"}),
    ("bulk-changes", CSM, {}),
    ("planning", CSM, HARBOR),
    ("traffic", CSM, {}),
    ("activity", CSM, {}),
    ("data", ADMIN, {}),
    ("users", ADMIN, {}),
    ("contracts", ADMIN, HARBOR),
    ("settings", ADMIN, {}),
    ("headroom", SUPER_USER, {}),
    ("headroom", SUPER_USER, {"section": "Requests"}),
    ("headroom", SUPER_USER, {"section": "Changes"}),
    ("traffic", SUPER_USER, {}),
    ("help", CSM, {}),
    ("portfolio", SUPER_USER, {}),  # the answer to who may not open it
)
# What Streamlit draws itself and a page cannot mend: (rule, a part of the element's HTML). None is known of 1.67.
OF_STREAMLIT: tuple[tuple[str, str], ...] = ()
# A theme decides colours alone: in the dark one only their rules are asked again.
OF_COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.mark.parametrize(("theme", "options"), [("light", None), ("dark", OF_COLOURS)], ids=["light", "dark"])
def test_no_page_breaks_a_serious_or_critical_rule(
    browser: Browser, address: str, theme: Literal["light", "dark"], options: dict[str, object] | None
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, color_scheme=theme)
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    found = []
    for path, email, query in PAGES:
        visit(page, address, path, **{"as": email}, **query)
        if page.locator("[data-testid=stPlotlyChart]").count():
            page.wait_for_selector(".js-plotly-plot .main-svg")
        settled(page)
        for broken in Axe().run(page, options=options).response["violations"]:
            if broken["impact"] not in GRAVE:
                continue
            for node in broken["nodes"]:
                if not any(broken["id"] == rule and part in node["html"] for rule, part in OF_STREAMLIT):
                    found.append(f"{path} {query}: {broken['id']} ({broken['help']}) {node['html'][:200]}")
    context.close()
    assert found == []


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
