"""Two dashboards on one PostgreSQL store: what is changed in one is seen in the other on its next rerun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.upkeep.check import violations
from tests.browser.serving import dashboard, free_port, new_page
from tests.browser.sign_in_service import secrets_for, sign_in, sign_in_service
from tests.browser.test_walk import CSM, section, visit
from tests.portfolio_store import sample_database
from tests.postgres_server import Server
from tests.store_maker import StoreMaker

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def maker(tmp_path: Path, postgres: Server) -> Iterator[StoreMaker]:
    made = StoreMaker(tmp_path, postgres)
    yield made
    made.close()


def test_a_limit_changed_in_one_is_seen_in_the_other(
    browser: Browser, maker: StoreMaker, postgres: Server, tmp_path: Path
) -> None:
    store = maker.open(sample_database(postgres))
    folders, ports = [tmp_path / "one", tmp_path / "two"], [free_port(), free_port()]
    url = str(store.address)
    with sign_in_service([CSM]) as provider, ExitStack() as running:
        addresses = []
        for folder, port in zip(folders, ports, strict=True):
            folder.mkdir()
            options = secrets_for(folder, port=port, provider=provider)
            addresses.append(running.enter_context(dashboard(folder, *options, port=port, store=url)))
        page, other = new_page(browser), new_page(browser)
        for visitor, address in zip((page, other), addresses, strict=True):
            sign_in(visitor, address, CSM)
            visit(visitor, address, "network", network="summit-hvac")
            section(visitor, "Limits")
        before = int(page.get_by_label("New limit, numbers a month").input_value())
        expect(other.get_by_text(f"network limit is {before} numbers a month").first).to_be_visible()

        page.get_by_label("New limit, numbers a month").fill(str(before + 15))
        page.get_by_label("Reason").fill("a second fleet from December")
        page.get_by_role("button", name="Change limit").click()
        expect(page.get_by_text(f"is {before + 15} numbers now, it was {before}").first).to_be_visible()

        section(other, "History")
        expect(other.get_by_text("a second fleet from December").first).to_be_attached()
        section(other, "Limits")
        expect(other.get_by_text(f"network limit is {before + 15} numbers a month").first).to_be_visible()
        for visitor in (page, other):
            visitor.context.close()
    assert violations(store) == []


def test_without_a_sign_in_the_second_of_two_stays_closed(
    page: Page, maker: StoreMaker, postgres: Server, tmp_path: Path
) -> None:
    store = maker.open(sample_database(postgres))
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    url = str(store.address)
    with dashboard(folders[0], store=url) as one, dashboard(folders[1], store=url) as two:
        visit(page, one, **{"as": CSM})
        expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
        page.goto(two)
        expect(
            page.get_by_text("Another process serves the same store without a sign-in service").first
        ).to_be_visible()
