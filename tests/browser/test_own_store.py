"""A store of one's own from nothing: the link of the log, the first import by mouse, and a server stopped in one."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.store import Store
from data.upkeep.check import violations
from tests.browser.serving import TIMEOUT_MS, dashboard, settled
from tests.server.asking import Served, until

pytestmark = pytest.mark.browser

ROWS = 400_000


def first_files(folder: Path) -> list[Path]:
    """A small customer, as somebody would type it."""
    texts = {
        "networks.csv": "network_id,name,time_zone\nbirch,Birch Dental,UTC\n",
        "campaigns.csv": "network_id,campaign_id,name,campaign_limit\nbirch,web,Website,900000\n",
        "limits.csv": "network_id,network_limit,dynamic_limit\nbirch,900000,100\n",
        "users.csv": "email,role,network_id\nana@example.com,super_user,birch\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [folder / name for name in texts]


def many_numbers(folder: Path) -> Path:
    """A list of numbers that takes a while to import."""
    path = folder / "numbers.csv"
    with path.open("w") as file:
        file.write("network_id,promo_number,number_type,campaign_id,first_used_on\n")
        for number in range(ROWS):
            file.write(f"birch,+1555{number:07d},static,web,2026-11-01\n")
    return path


def give(page: Page, files: list[Path], button: str) -> None:
    page.locator("input[type=file]").set_input_files([str(path) for path in files])
    expect(page.locator("[data-testid=stFileUploaderFile], [data-testid=stFileChip]").first).to_be_visible()
    settled(page)
    page.get_by_role("button", name=button, exact=True).click()


def test_the_first_import_is_by_mouse_and_a_server_that_is_stopped_finishes_the_second(
    page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "mine.duckdb"
    environment = {"HEADROOM_LOCAL_USER": "ana@birch.example", "HEADROOM_ENDING_SECONDS": "600"}
    with dashboard(tmp_path, store=str(path), environment=environment) as address:
        served = Served(address, tmp_path)
        page.goto(f"http://localhost:{served.port}")
        expect(page.get_by_role("heading", name="Open it with its link")).to_be_visible()
        until(lambda: bool(served.links()), "the link is printed")
        page.goto(f"http://localhost:{served.port}{served.links()[-1]}")
        settled(page)
        expect(page.get_by_role("heading", name="Data")).to_be_visible()
        expect(page.get_by_text("the owner of this store").first).to_be_visible()
        give(page, first_files(tmp_path), "Import")
        expect(page.get_by_text("Stored.").first).to_be_visible()
        page.get_by_role("link", name="Portfolio").click()
        settled(page)
        expect(page.get_by_text("Birch Dental").first).to_be_attached()

        page.goto(f"http://localhost:{served.port}/import")
        settled(page)
        give(page, [many_numbers(tmp_path)], "Import")
        expect(page.get_by_text(re.compile("^(Reading|Checking|Loading|Counting usage)")).first).to_be_visible()
        server = _process(served.port)
        os.kill(server, signal.SIGTERM)
        until(lambda: "the server ended" in served.log(), "the server ends")
        assert "an import of 1 file by ana@birch.example: finished after" in served.log()
        _wait_gone(server)
    store = Store(path)
    with store.reading() as cursor:
        assert cursor.value("SELECT count(*) FROM numbers") == ROWS
        assert cursor.value("SELECT imported_by FROM imports ORDER BY import_id DESC LIMIT 1") == "ana@birch.example"
    assert violations(store) == []
    store.close()


def _process(port: int) -> int:
    found = subprocess.run(["pgrep", "-f", f"streamlit run .*--server.port {port}"], capture_output=True, check=True)
    return int(found.stdout.split()[0])


def _wait_gone(process: int) -> None:
    deadline = time.monotonic() + TIMEOUT_MS / 1000
    while time.monotonic() < deadline:
        if Path(f"/proc/{process}/stat").read_text().split()[2] == "Z":
            return
        time.sleep(0.1)
    raise AssertionError("the server does not end")
