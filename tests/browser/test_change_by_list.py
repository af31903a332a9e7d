"""A reviewed list of changes, handed in with a browser: checked, refused as a whole, made."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import settled
from tests.browser.test_walk import CSM, visit

pytestmark = [pytest.mark.browser, pytest.mark.long]

HEAD = "network_id,kind,campaign_id,to,reason\n"


def hand_in(page: Page, rows: str, button: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "changes.csv", "mimeType": "text/csv", "buffer": (HEAD + rows).encode()}
    )
    expect(page.get_by_text("changes.csv").first).to_be_visible()
    settled(page)
    page.get_by_role("button", name=button).click()
    settled(page)


def test_a_csm_changes_many_limits_or_none(page: Page, address: str) -> None:
    visit(page, address, "bulk-changes", **{"as": CSM})
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the limits of today").click()
    today = Path(download.value.path()).read_text("utf-8").splitlines()
    assert today[0] == "network_id,kind,campaign_id,to,reason,expect"
    assert any(line.startswith("jasper-tutors,network,,") for line in today)
    assert not any(line.startswith("cobalt-fibre,") for line in today)  # another CSM's
    hand_in(page, "jasper-tutors,network,,400,spring\nno-such-network,network,,9,spring\n", "Change all")
    expect(page.get_by_text("1 row refused, nothing changed").first).to_be_visible()

    visit(page, address, "bulk-changes", **{"as": CSM})
    hand_in(page, "jasper-tutors,network,,400,spring\n", "Check only")
    expect(page.get_by_text("1 change would be made. Nothing was changed yet.").first).to_be_visible()
    page.get_by_role("button", name="Change all").click()
    expect(page.get_by_text("1 change made.").first).to_be_visible()
    visit(page, address, "network", network="jasper-tutors", **{"as": CSM})
    expect(page.get_by_text("of 400 used").first).to_be_visible()
