"""Which door is open: whatever is half configured means closed, and nothing falls back to a weaker one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from views.server.entry import Secrets, demo_wanted, entry_of, secrets_in
from views.server.hosts import LOOPBACK_NAMES, refusal, served_hosts
from views.server.rates import Rate
from views.server.uploads import GRACE_SECONDS, Uploads
from views.server.visitors import Visitors, cookies_of

SOUND = """
[auth]
redirect_uri = "https://headroom.example.com/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "headroom"
client_secret = "secret"
server_metadata_url = "https://id.example.com/.well-known/openid-configuration"
"""
USABLE, NONE = Secrets(usable=True), Secrets()


def way_in(secrets: Secrets = NONE, **given: object) -> str:
    facts = {"address": "127.0.0.1", "demo": False, "only_sample": False, "alone": lambda: True} | given
    return entry_of(secrets, **facts).mode  # type: ignore[arg-type]


def test_a_usable_sign_in_rules_everything_else_out() -> None:
    for address in ("127.0.0.1", "0.0.0.0", None):
        assert way_in(USABLE, address=address, demo=True, only_sample=True) == "provider"


def test_a_demo_needs_to_be_asked_for_and_a_store_that_is_nothing_but_the_sample() -> None:
    assert way_in(demo=True, only_sample=True) == "demo"
    assert way_in(demo=True, only_sample=False) == "owner"
    assert way_in(demo=False, only_sample=True) == "owner"


@pytest.mark.parametrize(
    "given",
    [
        {"secrets": Secrets(trouble="secrets.toml cannot be read.")},
        {"address": "0.0.0.0"},
        {"address": None},
        {"address": "192.168.1.4"},
        {"alone": lambda: False},
    ],
)
def test_without_a_sign_in_whatever_others_reach_is_closed(given: dict[str, object]) -> None:
    for sample in (True, False):
        assert way_in(**{"demo": True, "only_sample": sample} | given) == "closed"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "wanted"), [("1", True), ("", False), ("0", False), ("allow", False), ("true", False)]
)
def test_only_one_word_asks_for_the_demo(said: str, wanted: bool) -> None:
    assert demo_wanted({"HEADROOM_DEMO": said}) is wanted


def test_no_file_is_no_sign_in_and_a_whole_one_is(tmp_path: Path) -> None:
    assert secrets_in([tmp_path / "secrets.toml"]) == Secrets()
    (tmp_path / "secrets.toml").write_text(SOUND)
    found = secrets_in([tmp_path / "none.toml", tmp_path / "secrets.toml"])
    assert (found.usable, found.trouble) == (True, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no section [auth]"),
        ("# nothing yet", "no section [auth]"),
        (SOUND.replace("[auth]", "[Auth]"), "no section [auth]"),
        (SOUND.replace("[auth]", "[authentication]"), "no section [auth]"),
        (SOUND.replace("[auth]", "auth ="), "cannot be read"),
        ("auth = true", "is no section"),
        (SOUND.replace('"secret"', '"p"q"'), "cannot be read"),
        (SOUND.replace('client_secret = "secret"', ""), "lacks client_secret"),
        (SOUND.replace('"secret"', '""'), "lacks client_secret"),
        (SOUND.replace('"secret"', "5"), "lacks client_secret"),
        (SOUND.replace("0123456789abcdef0123456789abcdef", "short"), "shorter than 32"),
        (SOUND.replace("/oauth2callback", "/callback"), "ending in /oauth2callback"),
        (SOUND.replace("[auth]", "[auth.keycloak]"), "lacks redirect_uri"),
    ],
)
def test_a_file_with_a_slip_is_said_to_have_one_and_is_never_no_file(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "secrets.toml"
    path.write_text(text)
    found = secrets_in([path])
    assert not found.usable
    assert words in found.trouble
    assert str(path) in found.trouble
    assert way_in(found, demo=True, only_sample=True) == "closed"


def test_bytes_that_are_no_text_and_a_folder_are_slips_too(tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_bytes(b"\xff\xfe[auth]")
    assert "cannot be read" in secrets_in([tmp_path / "secrets.toml"]).trouble
    assert "is a folder" in secrets_in([tmp_path]).trouble


def test_with_a_sign_in_the_hosts_are_a_setting_else_the_one_people_are_led_back_to() -> None:
    back = "https://headroom.example.com/oauth2callback"
    assert served_hosts(back, {}) == LOOPBACK_NAMES | {"headroom.example.com"}
    named = {"HEADROOM_HOSTS": "One.example.com, two.example.com"}
    assert served_hosts(back, named) == LOOPBACK_NAMES | {"one.example.com", "two.example.com"}


def test_behind_a_proxy_a_page_of_ones_own_host_may_ask_and_another_may_not() -> None:
    def why(origin: str, host: str = "headroom.example.com") -> str | None:
        headers = {"host": host, "origin": origin, "x-forwarded-for": "10.0.0.9"}
        return refusal(headers, scheme="http", hosts=frozenset({"headroom.example.com"}), behind_proxy=True)

    assert why("https://headroom.example.com") is None
    assert why("https://headroom.example.com:8443", "headroom.example.com:8443") is None
    assert why("https://headroom.example.com:8443") is not None
    assert why("https://headroom.example.com.evil.example") is not None
    assert why("https://headroom.example.com", "evil.example") is not None


def test_a_link_opens_once_and_the_cookie_is_this_processes_own(caplog: pytest.LogCaptureFixture) -> None:
    ours, theirs = Visitors(), Visitors()
    with caplog.at_level("WARNING", "headroom"):
        ours.print_link("http://localhost:1")
        ours.print_link("http://localhost:1")
    assert len(caplog.messages) == 1
    token = caplog.messages[0].rpartition("token=")[2]
    assert not ours.take_link(token[:-1])
    assert not theirs.take_link(token)
    assert ours.take_link(token)
    assert not ours.take_link(token)
    cookie = ours.cookie("owner")
    assert ours.kind(cookie) == "owner"
    assert theirs.kind(cookie) is None
    assert ours.kind(ours.cookie("demo").replace("demo", "owner", 1)) is None
    assert ours.kind(ours.cookie("owner", now=1_000_000.0), now=1_000_000.0 + 12 * 3600 + 1) is None
    ours.end(cookie)
    assert ours.kind(cookie) is None
    for nonsense in ("", ".", "owner", "owner.1.x.", "owner.x.y." + "0" * 64, "\x00"):
        assert ours.kind(nonsense) is None


def test_cookies_that_cannot_be_read_are_none() -> None:
    assert cookies_of("a=1; b=2") == {"a": "1", "b": "2"}
    assert cookies_of('a="\x01; ;;=') == {}


def test_a_rate_gives_a_burst_then_a_pace_to_each_by_itself() -> None:
    now = [0.0]
    rate = Rate(burst=3, a_minute=60, clock=lambda: now[0])
    assert [rate.wait("a") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert rate.wait("a") == pytest.approx(1.0)
    assert rate.wait("b") == 0.0
    now[0] = 1.5
    assert rate.wait("a") == 0.0
    assert rate.wait("a") > 0.0


class Kept:
    """Uploaded files as Streamlit keeps them."""

    def __init__(self, **sizes: int) -> None:
        self.file_storage = {one: {"f": type("File", (), {"data": b"0" * size})} for one, size in sizes.items()}

    def remove_session_files(self, session_id: str) -> None:
        del self.file_storage[session_id]


def test_uploads_of_a_visit_that_is_over_are_let_go_and_a_short_absence_is_not_the_end() -> None:
    uploads, kept = Uploads(10, 20), Kept(here=5, gone=5)
    assert uploads.let_go(kept, {"here": True, "gone": False}, 100.0) == []
    assert uploads.let_go(kept, {"here": True, "gone": True}, 100.0 + GRACE_SECONDS) == []  # came back in between
    assert uploads.let_go(kept, {"here": True, "gone": False}, 200.0) == []
    assert uploads.let_go(kept, {"here": True, "gone": False}, 200.0 + GRACE_SECONDS) == ["gone"]
    assert list(kept.file_storage) == ["here"]


def test_streamlits_own_settings_leave_no_other_door() -> None:
    said = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["server"]
    assert said["address"] == "127.0.0.1"
    assert said["enableAgentApi"] is False
    assert said["enableXsrfProtection"] is True
    assert said["maxWidgetStateSize"] <= 5
    assert said["maxMessageSize"] <= 50
