"""The pictures of docs/tour.md and README, taken as each person works: python -m tests.browser.tour [NAME ...]."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from data.imports import sample_files
from tests.browser.serving import CHROMIUM, PHONE, ROOT, TIMEOUT_MS, dashboard, new_page, pick, settled, two_frames
from tests.portfolio_store import AS_OF
from tests.server.asking import Served, until

IMAGES = ROOT / "docs" / "images"
HOUR = dt.datetime.combine(AS_OF + dt.timedelta(days=1), dt.time(12), dt.UTC)  # the morning after the sample's figures
DESK: ViewportSize = {"width": 1440, "height": 900}
CUSTOMER, OTHER_CUSTOMER = "eli.garnet@summit-hvac.example.org", "tess.ivers@velvet-autos.example.org"
CUSTOMER_OVER = "alex.joyce@falcon-roofing.example.org"
CSM, PLANNER, ADMIN = "nora.feld@example.com", "lena.osei@example.com", "kim.arden@example.com"
COLOURS = 256
NO_TOAST = "[data-testid=stToastContainer], [data-testid=stToast] { visibility: hidden !important; }"  # comes and goes


@dataclass(frozen=True)
class Camera:
    """Opens pages as somebody, and keeps pictures of what the window shows."""

    browser: Browser
    address: str
    target: Path
    only: frozenset[str]

    def open(
        self,
        path: str,
        who: str = "",
        *,
        theme: Literal["light", "dark"] = "light",
        size: ViewportSize = DESK,
        **query: str,
    ) -> Page:
        page = new_page(self.browser, size, theme)
        asked = ({"as": who} if who else {}) | query
        page.goto(f"{self.address}/{path}" + (f"?{urlencode(asked)}" if asked else ""))
        settled(page)
        return page

    def take(self, page: Page, name: str) -> None:
        if self.only and name not in self.only:
            return
        settled(page)
        if page.locator("[data-testid=stPlotlyChart]").count():
            page.wait_for_selector(".js-plotly-plot .main-svg")
        page.add_style_tag(content=NO_TOAST)
        page.evaluate("document.activeElement?.blur()")
        page.mouse.move(1, 1)
        two_frames(page)
        picture = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
        small = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(self.target / f"{name}.png", optimize=True)


def customer(camera: Camera) -> None:
    camera.take(camera.open(""), "welcome")
    camera.take(camera.open("headroom", CUSTOMER, size=PHONE), "headroom-phone")
    page = camera.open("headroom", CUSTOMER)
    camera.take(page, "headroom")
    page = camera.open("headroom", CUSTOMER_OVER)
    typed(page, "How many more?", 6)
    camera.take(page, "headroom-beyond")
    page = camera.open("headroom", CUSTOMER, theme="dark")
    page.get_by_role("button", name=re.compile("^Raise Truck signs")).click()
    expect(page.get_by_text(re.compile(r"was raised from \d+ to")).first).to_be_visible()
    camera.take(page, "headroom-raised")


def csm(camera: Camera) -> None:
    page = camera.open("portfolio", CSM)
    camera.take(page, "portfolio")
    keep(page, "Watch", "Nearly full")
    page = camera.open("portfolio", CSM, theme="dark")
    pick(page, "Contract ends", "this quarter")
    save(page, "My renewals this quarter")
    page.get_by_text("Saved filters").scroll_into_view_if_needed()
    camera.take(page, "portfolio-filters")
    camera.take(camera.open("requests", CSM), "requests")
    page = camera.open("requests", CSM, theme="dark")
    page.get_by_role("button", name=re.compile("^Grant")).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    camera.take(page, "requests-grant")
    camera.take(camera.open("requests", CSM, theme="dark", size=PHONE), "requests-phone")
    page = camera.open("network", CSM, network="harbor-dental")
    camera.take(page, "network")
    page.get_by_role("button", name=re.compile("Edit")).first.click()
    settled(page)
    camera.take(page, "network-edit")


def planner(camera: Camera) -> None:
    camera.take(camera.open("planning", PLANNER, network="pinecrest-clinics"), "planning")
    page = camera.open("planning", PLANNER, network="pinecrest-clinics", present="1", theme="dark")
    camera.take(page, "planning-present")
    camera.take(camera.open("forecast-quality", PLANNER), "trust")


def anybody(camera: Camera) -> None:
    page = camera.open("traffic", OTHER_CUSTOMER)
    typed(page, "Sessions a month, in all", 400_000)
    camera.take(page, "traffic")
    page = camera.open("traffic", OTHER_CUSTOMER, size=PHONE, theme="dark")
    camera.take(page, "traffic-phone")


def admin(camera: Camera) -> None:
    page = camera.open("settings", ADMIN, theme="dark")
    camera.take(page, "settings")


def first_import(camera: Camera, served: Served) -> None:
    """A store that nobody has put anything into: its owner drops the sample files."""
    until(lambda: bool(served.links()), "the link is printed")
    page = camera.open(served.links()[-1].lstrip("/"))
    camera.take(page, "data-empty")
    files = [
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        for name, text in sample_files(HOUR.date()).items()
    ]
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    expect(page.locator("[data-testid=stFileUploaderFile], [data-testid=stFileChip]").first).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Stored.").first).to_be_visible()
    camera.take(page, "data-stored")


def typed(page: Page, field: str, figure: int) -> None:
    page.get_by_role("spinbutton", name=field).fill(str(figure))
    page.keyboard.press("Tab")
    settled(page)


def keep(page: Page, state: str, name: str) -> None:
    page.get_by_role("button", name=re.compile(rf"^\W*{state} \d")).click()
    settled(page)
    save(page, name)


def save(page: Page, name: str) -> None:
    page.get_by_role("button", name="Save this filter").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stButtonGroup").get_by_role("radio", name=name)).to_be_checked()
    settled(page)


PEOPLE: tuple[Callable[[Camera], None], ...] = (customer, csm, planner, anybody, admin)


def main(only: list[str], target: Path = IMAGES) -> None:
    if CHROMIUM is None:
        sys.exit("No Chromium on this machine: sudo apt-get install chromium")
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        with tempfile.TemporaryDirectory() as folder, dashboard(Path(folder), hour=HOUR) as address:
            for person in PEOPLE:
                person(Camera(browser, address, target, frozenset(only)))
        own = {"HEADROOM_LOCAL_USER": "ana@birch.example"}
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "mine.duckdb")
            with dashboard(Path(folder), store=path, environment=own, hour=HOUR) as address:
                served = Served(address, Path(folder))
                here = f"http://localhost:{served.port}"
                first_import(Camera(browser, here, target, frozenset(only)), served)
        browser.close()
    sys.stdout.write(f"{target}: {len(list(target.glob('*.png')))} pictures\n")


if __name__ == "__main__":
    main(sys.argv[1:])
