"""A real dashboard on a free port, and the Chromium of this machine, for the browser tests and the screenshots."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, expect
from playwright.sync_api import TimeoutError as NotInTime

from tests.portfolio_store import sample_store

ROOT = Path(__file__).parents[2]
# The first is the same engine without a window around it: a quarter less work for each page.
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), None)
STARTS_WITHIN_SECONDS = 300  # a machine ten times slower than this one is no defect
ENDS_WITHIN_SECONDS = 120
TIMEOUT_MS = 120_000
TRIES = 4
WATCHES_RUNS = Path(__file__).parent / "watch_runs.js"
DESK: ViewportSize = {"width": 1440, "height": 1000}
PHONE: ViewportSize = {"width": 390, "height": 844}


@contextmanager
def dashboard(
    folder: Path,
    *options: str,
    port: int | None = None,
    environment: dict[str, str] | None = None,
    store: str | None = None,
    hour: dt.datetime | None = None,
) -> Iterator[str]:
    """The address of a dashboard over the sample portfolio, or over the store of an address; what the server printed
    is told when it fails. At an ``hour`` its clock stands still."""
    program = ["streamlit"] if hour is None else ["tests.browser.at_that_hour", hour.isoformat()]
    log = folder / "server.log"
    port = port or free_port()
    with log.open("w+") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", *program, "run", "dashboard.py", "--server.port", str(port), *options],
            cwd=ROOT,
            env={
                **os.environ,
                "HEADROOM_DB": store or str(sample_store(folder / "headroom.duckdb")),
                "HEADROOM_ROUND_MINUTES": "0",  # nothing happens but what a test does
                "HEADROOM_DEMO": "1",
                **(environment or {}),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_up(port, server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=ENDS_WITHIN_SECONDS)
    assert "Traceback" not in log.read_text(), log.read_text()


def new_page(browser: Browser, size: ViewportSize = DESK, theme: Literal["light", "dark"] = "light") -> Page:
    """A page of a context of its own, with nobody's cookies, that knows when it is ``settled``."""
    context = browser.new_context(viewport=size, color_scheme=theme)
    context.set_default_timeout(TIMEOUT_MS)
    context.add_init_script(path=WATCHES_RUNS)
    return context.new_page()


def settled(page: Page) -> None:
    """The script has run to its end since what was last done to the page, and nothing of it is still loading."""
    page.wait_for_selector("html[data-runs=ended] [data-testid=stApp][data-test-script-state=notRunning]")
    expect(page.locator("[data-testid=stSkeleton], [data-testid=stSpinner]")).to_have_count(0)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def run_again(page: Page) -> None:
    """The script once more, by Streamlit's own key, and the page as it leaves it."""
    page.locator("body").press("r")
    settled(page)


def two_frames(page: Page) -> None:
    """What a page was told to be is drawn by then."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")


def pick(page: Page, field: str | re.Pattern[str], option: str | re.Pattern[str]) -> None:
    """Chooses in a list; one that a rerun closed before anything was chosen is opened again, as a person would. It is
    scrolled to first, for a list closes when what it stands on is scrolled."""
    chooser = page.get_by_role("combobox", name=field, exact=isinstance(field, str))
    choice = page.get_by_role("option", name=option).first
    chooser.scroll_into_view_if_needed()
    two_frames(page)
    for _ in range(TRIES):
        chooser.click()
        try:
            choice.click(timeout=TIMEOUT_MS / TRIES)
        except NotInTime:
            continue
        settled(page)
        return
    expect(choice).to_be_visible()


def second_yes(page: Page, begins: str = "") -> bool:
    """Ticks the box of a limit beyond what is safe, where there is one that ``begins`` so; whether there was."""
    box = page.get_by_text(re.compile(f"^{begins}.*beyond what is safe, all the same"))
    if asked := box.count() > 0:
        box.first.click()
        settled(page)
    return asked


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_up(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The dashboard did not come up on port {port}:\n{log.read_text()}")
