"""A command beside a dashboard that somebody looks at: the page shows what it did at its next rerun."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from limits.__main__ import main
from tests.browser.serving import dashboard, settled
from tests.browser.test_walk import visit

pytestmark = pytest.mark.browser

CSM = "nora.feld@example.com"


def test_a_page_shows_the_change_of_a_command_at_its_next_rerun(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADROOM_DB", str(tmp_path / "headroom.duckdb"))
    with dashboard(tmp_path) as address:
        visit(page, address, "network", network="summit-hvac", section="History", **{"as": CSM})
        expect(page.get_by_text("by a command").first).not_to_be_attached()
        arguments = ("--kind", "network", "--to", "4321", "--as", CSM, "--reason", "by a command")
        assert main(["change", "summit-hvac", *arguments]) == 0
        page.keyboard.press("r")
        expect(page.get_by_text("by a command").first).to_be_attached()
        settled(page)
