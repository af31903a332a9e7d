"""What the browser is told to refuse is nothing that a page of ours needs."""

from __future__ import annotations

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.browser.screenshots import PAGES
from tests.browser.test_walk import visit

pytestmark = pytest.mark.browser


def test_no_page_asks_for_what_its_policy_forbids(page: Page, address: str) -> None:
    refused: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Permissions-Policy" in message.text:
            refused.append(message.text)

    page.on("console", hear)
    for path, query in PAGES.values():
        visit(page, address, path, **query)
        if path in {"network", "planning"} and "section" not in query:
            expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert refused == []
    # And the policy is in force: a script that is none of ours does not run.
    page.evaluate(
        "document.body.appendChild(Object.assign(document.createElement('script'), {text: 'window.ours = 1'}))"
    )
    assert page.evaluate("window.ours") is None
    assert refused
