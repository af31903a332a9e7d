"""Signing in through a real OpenID provider: in as who one is, out again, refused when the store says no."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import dashboard, free_port, settled
from tests.browser.sign_in_service import secrets_for, sign_in, sign_in_service

pytestmark = pytest.mark.browser

CSM, STRANGER = "nora.feld@example.com", "somebody@elsewhere.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[int]:
    with sign_in_service([CSM, STRANGER]) as port:
        yield port


@pytest.fixture(scope="module")
def guarded(provider: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard that people sign in to."""
    folder, port = tmp_path_factory.mktemp("guarded"), free_port()
    with dashboard(folder, *secrets_for(folder, port=port, provider=provider), port=port) as address:
        yield address


def test_a_csm_signs_in_sees_their_networks_and_signs_out(page: Page, guarded: str) -> None:
    page.goto(f"{guarded}/?as={CSM}")
    settled(page)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()  # a link makes nobody of anybody
    expect(page.get_by_text("Portfolio")).to_have_count(0)
    sign_in(page, guarded, CSM)
    expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
    expect(page.get_by_text("12 networks · usage as of").first).to_be_visible()
    expect(page.get_by_text("Demo", exact=True)).to_have_count(0)
    expect(page.get_by_text(f"Signed in as {CSM}").first).to_be_visible()
    page.goto(f"{guarded}/?as=kim.arden@example.com")
    settled(page)
    expect(page.get_by_text(f"Signed in as {CSM}").first).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="End Session")).to_be_visible()  # the provider is told too
    page.goto(guarded)
    settled(page)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_pasted_link_opens_after_signing_in_for_whom_it_may(page: Page, guarded: str) -> None:
    sign_in(page, guarded, CSM, "network?network=harbor-dental&section=Limits")
    expect(page.get_by_role("heading", name="Harbor Dental Group")).to_be_visible()
    expect(page.get_by_role("heading", name="Limits", exact=True)).to_be_visible()
    assert "network=harbor-dental" in page.url
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", name="Harbor Dental Group")).to_be_visible()


@pytest.mark.long
def test_a_link_asks_for_sign_in_and_then_leads_where_it_says(page: Page, guarded: str) -> None:
    page.goto(f"{guarded}/network?network=harbor-dental&section=History")
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Harbor Dental")).to_have_count(0)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=CSM).click()
    expect(page.get_by_role("heading", name="Harbor Dental Group")).to_be_visible()
    expect(page.get_by_role("heading", name="Changes of limits")).to_be_visible()
    page.goto(guarded)  # the link was followed once, and is forgotten
    settled(page)
    expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()


@pytest.mark.long
def test_a_link_to_what_one_may_not_see_says_so_after_signing_in(page: Page, guarded: str) -> None:
    page.goto(f"{guarded}/network?network=cobalt-fibre")
    settled(page)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=CSM).click()
    expect(page.get_by_text("is not among the networks you may see").first).to_be_visible()
    expect(page.get_by_text("Cobalt Fibre")).to_have_count(0)


def test_who_is_no_user_here_is_told_so_and_sees_nothing(page: Page, guarded: str) -> None:
    sign_in(page, guarded, STRANGER)
    expect(page.get_by_role("heading", name="No access")).to_be_visible()
    expect(page.get_by_text(f"{STRANGER} is not a user of Headroom").first).to_be_visible()
    expect(page.get_by_text("Portfolio")).to_have_count(0)


def test_an_address_that_others_reach_stays_closed_without_a_sign_in(page: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path, "--server.address", "0.0.0.0") as address:
        page.goto(address)
        expect(page.get_by_role("heading", name="Headroom is closed")).to_be_visible()
        expect(
            page.get_by_text("which other machines reach, and no sign-in service is configured").first
        ).to_be_visible()
        expect(page.get_by_text("Summit Ridge")).to_have_count(0)
    assert "nobody is let in" in (tmp_path / "server.log").read_text()
