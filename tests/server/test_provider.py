"""A dashboard behind a proxy with TLS, with a sign-in service: what the proxy's clients are answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.serving import dashboard
from tests.server.asking import Answer, Served
from tests.server.test_entry import SOUND

THROUGH = {"Host": "headroom.example.com", "X_Forwarded_Proto": "https", "X_Forwarded_For": "203.0.113.9"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "secrets.toml").write_text(SOUND)
    with dashboard(folder, "--secrets.files", str(folder / "secrets.toml")) as address:
        yield Served(address, folder)


def cookies_set(answer: Answer) -> list[str]:
    return [value.lower() for key, value in answer.headers if key.lower() == "set-cookie"]


def test_the_proxy_is_believed_and_only_served_hosts_are_answered(guarded: Served) -> None:
    assert guarded.ask("/health/ready", **THROUGH).json()["door"]["mode"] == "provider"
    own = {"Origin": "https://headroom.example.com"}
    assert guarded.ask("/health/ready", **THROUGH, **own).status == 200
    assert guarded.ask("/health/ready", **THROUGH, Origin="https://evil.example").status == 403
    assert guarded.ask("/health/ready", **THROUGH | {"Host": "evil.example"}).status == 403
    assert guarded.ask("/health/ready").status == 200  # for who runs it, on the machine itself


def test_behind_tls_the_browser_is_told_to_stay_there_and_cookies_too(guarded: Served) -> None:
    answer = guarded.ask("/", Accept="text/html", **THROUGH)
    assert answer.status == 200
    assert answer.header("strict-transport-security").startswith("max-age=")
    begun = guarded.ask("/auth/logout", **THROUGH)
    assert cookies_set(answer) + cookies_set(begun)
    for cookie in cookies_set(answer) + cookies_set(begun):
        assert "secure" in cookie
        assert "samesite" in cookie
        assert "httponly" in cookie or cookie.startswith("_streamlit_xsrf")


def test_neither_a_link_nor_a_visitors_cookie_of_a_demo_opens_anything(guarded: Served) -> None:
    assert guarded.ask("/open?token=x", **THROUGH).status == 403
    assert "headroom_visitor" not in "".join(cookies_set(guarded.ask("/", Accept="text/html", **THROUGH)))
    with guarded.visit() as (_, session):
        assert guarded.ask(f"/_stcore/upload_file/{session}/a", "PUT", b"x").status == 401
    assert guarded.ask("/files/none/x.csv").status == 401
    assert "/open?token=" not in guarded.log()


def test_the_pace_of_signing_in_is_each_clients_own(guarded: Served) -> None:
    for _ in range(25):
        status = guarded.ask("/auth/login", **THROUGH).status
    assert status == 429
    other = THROUGH | {"X_Forwarded_For": "203.0.113.10"}
    assert guarded.ask("/auth/login", **other).status != 429
