"""An OpenID provider of the tests' own, and what a dashboard needs to know of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.serving import ENDS_WITHIN_SECONDS, STARTS_WITHIN_SECONDS, free_port, settled

COOKIE_SECRET = "a-secret-of-the-tests-own-and-long-enough"
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{secret}"
client_id = "headroom"
client_secret = "not-a-secret"
server_metadata_url = "http://127.0.0.1:{provider}/.well-known/openid-configuration"
"""


@contextmanager
def sign_in_service(emails: Sequence[str]) -> Iterator[int]:
    """The port of a provider that knows these people, each with a verified address."""
    port = free_port()
    people = [{"sub": email, "email": email, "email_verified": True} for email in emails]
    server = subprocess.Popen(
        [
            *(sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)),
            *(f"--user-claims={json.dumps(person)}" for person in people),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_up(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=ENDS_WITHIN_SECONDS)


def secrets_for(folder: Path, *, port: int, provider: int) -> tuple[str, str]:
    """The options that make a dashboard on this port ask that provider."""
    path = folder / "secrets.toml"
    path.write_text(SECRETS.format(port=port, provider=provider, secret=COOKIE_SECRET))
    return "--secrets.files", str(path)


def sign_in(page: Page, address: str, email: str, path: str = "") -> None:
    """Signs somebody in by mouse, and comes back to the page they wanted."""
    page.goto(f"{address}/{path}")
    settled(page)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=email).click()
    page.wait_for_url(f"{address}/{path.partition('?')[0]}**")
    settled(page)


def _wait_until_up(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/.well-known/openid-configuration", timeout=10).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The tests' own sign-in service did not come up.")
