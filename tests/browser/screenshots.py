"""Pictures of every page at two widths in both themes, to be looked at: python -m tests.browser.screenshots DIR."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.every_page import PAGES
from tests.browser.serving import CHROMIUM, ROOT, TIMEOUT_MS, dashboard, new_page, settled, two_frames

WIDTHS, THEMES, LOWEST, HIGHEST = (1440, 390), ("light", "dark"), 900, 4_000


def take(page: Page, address: str, path: str, query: dict[str, str], target: Path) -> None:
    """One picture of the whole page, however long it is."""
    width = page.viewport_size["width"] if page.viewport_size else WIDTHS[0]
    page.goto(f"{address}/{path}?{urlencode(query)}")
    settled(page)
    if page.locator("[data-testid=stPlotlyChart]").count():
        page.wait_for_selector(".js-plotly-plot .main-svg")
    height = int(page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))
    page.set_viewport_size({"width": width, "height": min(max(height + 20, LOWEST), HIGHEST)})
    two_frames(page)
    page.screenshot(path=target, animations="disabled")
    page.set_viewport_size({"width": width, "height": LOWEST})


def main(target: Path, only: list[str]) -> None:
    if CHROMIUM is None:
        sys.exit("No Chromium on this machine: sudo apt-get install chromium")
    expect.set_options(timeout=TIMEOUT_MS)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, dashboard(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for theme in THEMES:
            for width in WIDTHS:
                page = new_page(browser, {"width": width, "height": LOWEST}, theme)
                for name, (path, query) in PAGES.items():
                    if not only or name in only:
                        take(page, address, path, query, target / f"{name}-{theme}-{width}.png")
                page.context.close()
        browser.close()
    sys.stdout.write(f"{target}: {len(list(target.glob('*.png')))} pictures\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots", sys.argv[2:])
