"""A store of one's own: closed to everybody but its owner, and to everybody where anything is half configured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from data.local_socket import LONGEST, found_socket, pointer_path
from data.store import Store
from limits.actors import actor
from limits.changes.change import ChangeLimit
from limits.changes.planned_changes import schedule_change
from tests.browser.serving import dashboard
from tests.portfolio_store import sample_store
from tests.server.asking import Served, ask_socket, until

CSM = "nora.feld@example.com"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty store on this machine, without a sign-in; the path is too long for a socket beside it."""
    folder = tmp_path_factory.mktemp("own") / ("long" * 30)
    folder.mkdir()
    with dashboard(folder, store=str(folder / "headroom.duckdb")) as address:
        served = Served(address, folder)
        until(lambda: bool(served.links()), "the link of the owner is printed")
        yield served


def test_who_has_no_link_sees_nothing_of_the_dashboard(own: Served) -> None:
    for path in ("/", "/desk?as=kim.arden@example.com", "/static/index.js", "/_stcore/host-config", "/files/x/y"):
        assert own.ask(path).status == 401, path
    assert "link that its log shows" in own.ask("/").text
    for path in ("/api", "/api/v1", "/api/v2/x"):  # for programs, which read no pages
        assert (own.ask(path).status, own.ask(path).json()["title"]) == (404, "Not found"), path
    with pytest.raises(InvalidStatus, match="403"), own.visit(Cookie="headroom_visitor=owner.1.x.00"):
        pass
    assert own.ask("/health/ready").json()["door"] == {"ok": True, "mode": "owner"}


def test_the_link_opens_once_and_the_next_one_is_for_another_browser(own: Served) -> None:
    first = own.links()[-1]
    assert own.ask(first.replace("token=", "token=x")).status == 403
    opened = own.ask(first)
    assert (opened.status, opened.header("location")) == (303, "/")
    given = opened.header("set-cookie").lower()
    assert "httponly" in given
    assert "samesite=strict" in given
    assert own.ask("/", Cookie=opened.cookies()).status == 200
    with own.visit(Cookie=opened.cookies()):
        pass
    again = own.ask(first)
    assert (again.status, again.cookies()) == (403, "")
    assert own.links()[-1] != first
    other = own.open_owner()
    assert own.ask("/", Cookie=other).status == 200
    assert own.ask("/close", Cookie=other).status == 200
    assert own.ask("/", Cookie=other).status == 401  # a copy of the cookie opens nothing after signing out
    assert own.ask("/", Cookie=opened.cookies()).status == 200


def test_a_socket_whose_path_would_be_too_long_is_named_in_a_file_beside_the_store(own: Served) -> None:
    assert len(str(own.store)) > LONGEST
    pointer = pointer_path(own.store)
    assert pointer is not None
    path = Path(pointer.read_text())
    assert path == found_socket(own.store)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600
    assert ask_socket(path, "/health/ready").json()["store"]["ok"]


@pytest.mark.parametrize(
    ("name", "secrets", "options", "words"),
    [
        ("quotes", '[auth]\nclient_secret = "p"q"\n', (), "cannot be read"),
        # what else is a slip: tests/server/test_entry.py
        pytest.param("capital", '[Auth]\nclient_secret = "pq"\n', (), "no section [auth]", marks=pytest.mark.long),
        pytest.param("empty", "", (), "no section [auth]", marks=pytest.mark.long),
        ("everywhere", None, ("--server.address", "0.0.0.0"), "which other machines reach"),
    ],
)
def test_a_slip_closes_the_store_and_says_so(
    tmp_path: Path, name: str, secrets: str | None, options: tuple[str, ...], words: str
) -> None:
    if secrets is not None:
        (tmp_path / "secrets.toml").write_text(secrets)
        options = ("--secrets.files", str(tmp_path / "secrets.toml"))
    with dashboard(tmp_path, *options) as address:
        served = Served(address, tmp_path)
        answer = served.ask("/", Accept="text/html")
        assert answer.status == 503
        assert words in answer.text
        assert "Summit" not in answer.text
        with pytest.raises(InvalidStatus), served.visit():
            pass
        assert served.ask("/health/ready").status == 503
        assert words in served.log()
        assert "nobody is let in" in served.log()


@pytest.mark.long
def test_rounds_begin_with_the_server_and_not_with_the_first_visitor(tmp_path: Path) -> None:
    path = sample_store(tmp_path / "headroom.duckdb")
    store = Store(path)
    planned = ChangeLimit("summit-hvac", "network", 999, "from yesterday on")
    long_ago = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
    schedule_change(store, actor(store, CSM), planned, dt.date(2026, 11, 20), now=long_ago)
    store.close()
    with dashboard(tmp_path, store=str(path), environment={"HEADROOM_ROUND_MINUTES": "1"}) as address:
        served = Served(address, tmp_path)
        until(lambda: served.ask("/health/ready").json()["rounds"].get("last") is not None, "a round is made")
        assert served.ask("/health/ready").status == 200
    store = Store(path)
    with store.reading() as cursor:
        assert (
            cursor.value("SELECT limit_numbers FROM limits WHERE network_id = 'summit-hvac' AND kind = 'network'")
            == 999
        )
    store.close()
