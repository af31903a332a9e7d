"""A system that turns dark while a page is open: what the page draws in HTML turns with it, without another run."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_walk import visit
from views.charts.theme import DARK, LIGHT

pytestmark = pytest.mark.browser

CSM = "nora.feld@example.com"


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_the_colours_of_a_page_follow_the_theme_at_once(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    visit(page, address, "network", **{"as": CSM, "network": "harbor-dental"})
    card, gauge = page.locator("[class*=st-key-answer]").first, page.locator(".g").first
    main = page.locator('[data-testid^="stBaseButton-primary"] p').first
    for scheme, theme in (("light", LIGHT), ("dark", DARK), ("light", LIGHT)):
        page.emulate_media(color_scheme=scheme)
        expect(gauge).to_have_css("background-color", rgb(theme.track))
        expect(main).to_have_css("color", rgb(theme.on_primary))
        expect(card).to_have_css("background-color", rgb(theme.bad))
