"""Signing in has an end: too old, signed out elsewhere, a role taken away, another person in the same browser."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, decode_signed_value

from tests.browser.serving import dashboard, free_port, new_page, settled
from tests.browser.sign_in_service import COOKIE_SECRET, secrets_for, sign_in, sign_in_service
from tests.portfolio_store import sample_database
from tests.postgres_server import Server
from tests.store_maker import StoreMaker

pytestmark = pytest.mark.browser

CSM, PLANNER = "nora.feld@example.com", "lena.osei@example.com"
COOKIE = "_streamlit_user"


@pytest.fixture(scope="module")
def provider() -> Iterator[int]:
    with sign_in_service([CSM, PLANNER]) as port:
        yield port


@pytest.fixture(scope="module")
def guarded(provider: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("guarded"), free_port()
    with dashboard(folder, *secrets_for(folder, port=port, provider=provider), port=port) as address:
        yield address


def sign_in_cookie(context: BrowserContext) -> str:
    return next(str(cookie["value"]) for cookie in context.cookies() if cookie["name"] == COOKIE)


def with_cookie(browser: Browser, address: str, value: str) -> Page:
    """A browser that somebody gave a copy of a cookie."""
    page = new_page(browser)
    page.context.add_cookies([{"name": COOKIE, "value": value, "url": address}])
    return page


def aged(value: str, hours: float) -> str:
    """The same sign-in, made earlier; signed as the dashboard itself would."""
    claims: dict[str, Any] = json.loads(decode_signed_value(COOKIE_SECRET, COOKIE, value) or b"{}")
    for name in ("iat", "exp"):
        claims[name] -= hours * 3600
    return create_signed_value(COOKIE_SECRET, COOKIE, json.dumps(claims)).decode()


def upload_status(address: str, value: str) -> int:
    mark = "2|00000000|00000000000000000000000000000000|1764064800"
    request = urllib.request.Request(f"{address}/_stcore/upload_file/none/a", b"x", method="PUT")
    request.add_header("Cookie", f"{COOKIE}={value}; _streamlit_xsrf={mark}")
    request.add_header("X-Xsrftoken", mark)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_sign_in_that_is_too_old_counts_no_more(page: Page, browser: Browser, guarded: str) -> None:
    sign_in(page, guarded, CSM)
    value = sign_in_cookie(page.context)
    assert upload_status(guarded, value) == 400  # let in, and told that there is no such visit
    fresh = with_cookie(browser, guarded, aged(value, 11))
    fresh.goto(guarded)
    settled(fresh)
    expect(fresh.get_by_role("heading", name="Portfolio")).to_be_visible()
    fresh.context.close()
    old = with_cookie(browser, guarded, aged(value, 13))
    old.goto(guarded)
    settled(old)
    expect(old.get_by_text("older than 12 hours").first).to_be_visible()
    expect(old.get_by_role("heading", name="Portfolio")).to_have_count(0)
    old.context.close()
    assert upload_status(guarded, aged(value, 13)) == 401


def test_a_copy_of_the_cookie_opens_nothing_after_signing_out(page: Page, browser: Browser, guarded: str) -> None:
    sign_in(page, guarded, CSM)
    value = sign_in_cookie(page.context)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="End Session")).to_be_visible()
    thief = with_cookie(browser, guarded, value)
    thief.goto(guarded)
    settled(thief)
    expect(thief.get_by_text("You signed out. Sign in again.").first).to_be_visible()
    expect(thief.get_by_role("heading", name="Portfolio")).to_have_count(0)
    thief.context.close()
    assert upload_status(guarded, value) == 401


@pytest.mark.long
def test_two_tabs_with_two_people_never_mix(page: Page, guarded: str) -> None:
    sign_in(page, guarded, CSM, "planning?network=summit-hvac")
    fetched = str(page.get_by_role("link", name="CSV").get_attribute("href"))
    assert page.request.get(f"{guarded}{fetched}").status == 200
    other = page.context.new_page()
    other.goto(guarded)
    settled(other)
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="End Session")).to_be_visible()
    sign_in(other, guarded, PLANNER)
    expect(other.get_by_text(f"Signed in as {PLANNER}").first).to_be_visible()
    # The first tab still shows the page of the first person. It does nothing more in their name, nor in the other's.
    page.get_by_role("link", name="Portfolio").click()
    expect(page.get_by_text("You signed out. Sign in again.").first).to_be_visible()
    expect(page.get_by_role("heading", name="Portfolio")).to_have_count(0)
    assert page.request.get(f"{guarded}{fetched}").status == 404  # what was made for one is not for the other
    page.reload()
    settled(page)
    expect(page.get_by_text(f"Signed in as {PLANNER}").first).to_be_visible()


@pytest.mark.long
def test_a_role_taken_away_is_gone_at_the_next_click(
    page: Page, provider: int, tmp_path: Path, postgres: Server
) -> None:
    maker = StoreMaker(tmp_path, postgres)
    store, port = maker.open(sample_database(postgres)), free_port()
    options = secrets_for(tmp_path, port=port, provider=provider)
    with dashboard(tmp_path, *options, port=port, store=str(store.address)) as address:
        sign_in(page, address, CSM)
        value = sign_in_cookie(page.context)
        expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
        store.write(lambda cursor: cursor.execute("DELETE FROM users WHERE email = $1", CSM))
        page.get_by_role("link", name="Forecast quality").click()
        expect(page.get_by_role("heading", name="No access")).to_be_visible()
        expect(page.get_by_text(f"{CSM} is not a user of Headroom").first).to_be_visible()
        assert upload_status(address, value) == 401
    maker.close()
