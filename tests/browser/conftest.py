"""A real dashboard and a real Chromium in front of it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.serving import CHROMIUM, TIMEOUT_MS, dashboard, new_page

expect.set_options(timeout=TIMEOUT_MS)


@pytest.fixture(scope="package")  # its event loop must not run while tests of other packages begin one of their own
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("No Chromium on this machine, and CI does not skip the browser tests.")
        pytest.skip("No Chromium: install it (sudo apt-get install chromium) to run the browser tests.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dashboard(tmp_path_factory.mktemp("dashboard")) as url:
        yield url


@pytest.fixture(scope="package")
def visits(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all visits, as a browser that was here before: a new one reads and compiles all of Streamlit's
    scripts anew for each page, which is two thirds of what a page takes."""
    context = new_page(browser).context
    yield context
    context.close()


@pytest.fixture
def page(visits: BrowserContext) -> Iterator[Page]:
    yield visits.new_page()
    for opened in visits.pages:
        if opened.url.startswith("http"):
            opened.evaluate("localStorage.clear()")
        opened.close()
    visits.clear_cookies()
