"""The policy that the browser is told is in force: `test_every_page` shows that no page of ours needs more."""

from __future__ import annotations

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.every_page import CSM
from tests.browser.test_walk import visit

pytestmark = pytest.mark.browser


def test_a_script_that_is_none_of_ours_does_not_run(page: Page, address: str) -> None:
    refused: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            refused.append(message.text)

    page.on("console", hear)
    visit(page, address, "help", **{"as": CSM})
    assert refused == []
    page.evaluate(
        "document.body.appendChild(Object.assign(document.createElement('script'), {text: 'window.ours = 1'}))"
    )
    assert page.evaluate("window.ours") is None
    assert refused
