"""A GA4 export in the traffic calculator, as somebody hands it in with a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import settled
from tests.browser.test_walk import visit

pytestmark = [pytest.mark.browser, pytest.mark.long]

PLANNER = "lena.osei@example.com"


def test_a_ga4_file_becomes_numbers_and_the_link_keeps_them(page: Page, address: str) -> None:
    hours = [
        f'202610{day:02d}{hour:02d},"{1_040 if hour == 11 else 130:,}"' for day in range(1, 32) for hour in range(24)
    ]
    head = ["# ----------------------------------------", "# Traffic acquisition", "# Start date: 20261001"]
    head += ["# End date: 20261031", "", "Date + hour (YYYYMMDDHH),Sessions"]
    export = "\n".join([*head, *hours, 'Grand total,"124,930"'])
    visit(page, address, "traffic", network="amberfield-inns", **{"as": PLANNER})
    expect(page.get_by_text("No traffic of Amberfield Inns is on record").first).to_be_visible()
    page.get_by_text("Take the sessions from a GA4 file").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "traffic.csv", "mimeType": "text/csv", "buffer": export.encode()}
    )
    expect(page.get_by_text("124,930 sessions a month (its latest whole month)").first).to_be_visible()
    settled(page)
    expect(page.get_by_role("spinbutton", name="Sessions a month, in all")).to_have_value("124930")
    needed = page.get_by_test_id("stMetricValue").first
    expect(needed).to_have_text(re.compile(r"^\d+$"))
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    page.get_by_role("spinbutton", name="Overflow target, %").fill("5")
    page.get_by_role("spinbutton", name="Overflow target, %").press("Enter")
    settled(page)
    expect(page.get_by_text("Overflow target: 5 %")).to_be_attached()
    share = page.get_by_role("spinbutton", name="Busy-hour share, %").input_value()
    page.reload()
    settled(page)
    expect(page.get_by_role("spinbutton", name="Sessions a month, in all")).to_have_value("124930")
    expect(page.get_by_role("spinbutton", name="Busy-hour share, %")).to_have_value(share)
    expect(page.get_by_role("spinbutton", name="Overflow target, %")).to_have_value("5")

    page.get_by_text("Take the sessions from a GA4 file").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "wrong.csv", "mimeType": "text/csv", "buffer": b"# Start date: 20261001\nDate,Users\n20261001,5\n"}
    )
    expect(page.get_by_text("call it Sessions").first).to_be_visible()
