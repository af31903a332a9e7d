"""Where webhooks may go: the open network by https; what is within only where whoever runs the server names it."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import BadInput
from limits.webhooks.addressing import own_hosts, resolved, target_of
from limits.webhooks.posting import _wait, post


def at(*addresses: str):
    return lambda _host, _port: list(addresses)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "172.16.4.4",
        "192.168.1.1",
        "169.254.169.254",  # where clouds keep their machines' passwords
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.8",
        "64:ff9b::a9fe:a9fe",
        "2002:a00:8::1",
        "2001:0:53aa:64c:0:fbff:f5ff:fff7",
    ],
)
def test_no_name_leads_into_the_own_network(address: str) -> None:
    for found in ((address,), ("93.184.216.34", address)):
        with pytest.raises(BadInput, match="HEADROOM_WEBHOOK_HOSTS=hooks"):
            target_of("https://hooks.example.com/x", allowed=frozenset(), resolve=at(*found))


def test_a_host_of_ones_own_is_told_once_it_is_named() -> None:
    allowed = own_hosts({"HEADROOM_WEBHOOK_HOSTS": "erp.internal, 127.0.0.1"})
    found = target_of("https://erp.internal:8443/in?a=b", allowed=allowed, resolve=at("10.0.0.8"))
    assert (found.url, found.host_header) == ("https://10.0.0.8:8443/in?a=b", "erp.internal:8443")
    with pytest.raises(BadInput, match="not on the open network"):
        target_of("https://other.internal/", allowed=allowed, resolve=at("10.0.0.8"))


def test_the_address_that_was_checked_is_the_one_that_is_connected_to() -> None:
    found = target_of("https://hooks.example.com/x", allowed=frozenset(), resolve=at("93.184.216.34"))
    assert (found.url, found.host_header, found.host) == (
        "https://93.184.216.34:443/x",
        "hooks.example.com",
        "hooks.example.com",
    )
    six = target_of("https://hooks.example.com", allowed=frozenset(), resolve=at("2606:2800:220:1::1"))
    assert six.url == "https://[2606:2800:220:1::1]:443/"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://hooks.example.com/", "https://"),
        ("http://erp.internal/", "https://"),  # named, and not this machine
        ("ftp://hooks.example.com/", "not a valid URL"),
        ("https:///x", "not a valid URL"),
        ("https://hooks.example.com:99999/", "not a valid URL"),
        ("https://hooks.example.com:0/", "not a valid URL"),
        ("https://[::1", "not a valid URL"),
        ("https://me:secret@hooks.example.com/", "a name, a password"),
        ("https://hooks.example.com/#here", "a name, a password"),
        ("https://hooks.example.com/a b", "spaces"),
        ("https://hooks.example.com/\x00", "spaces"),
        ("https://hooks.example.com/" + "x" * 1_000, "more than"),
        ("https://b\u00fccher.example/", "ASCII"),
    ],
)
def test_an_address_that_cannot_be_told_says_why(url: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        target_of(url, allowed=frozenset({"erp.internal"}), resolve=at("93.184.216.34"))


def test_a_host_that_nobody_knows_is_said() -> None:
    def nobody(_host: str, _port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(BadInput, match=r"hooks\.example is not known"):
        target_of("https://hooks.example/", allowed=frozenset(), resolve=nobody)
    assert resolved("127.0.0.1", 443) == ["127.0.0.1"]


def test_a_certificate_that_is_not_the_hosts_is_refused() -> None:
    import ssl
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL")
    server.socket = context.wrap_socket(server.socket, server_side=True)  # it has no certificate at all
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    url = f"https://localhost:{server.server_address[1]}/"
    found = target_of(url, allowed=frozenset({"localhost"}), resolve=at("127.0.0.1"))
    said = post(found, {}, b"{}")
    thread.join()
    server.server_close()
    assert said.status is None
    assert "not reached" in said.answer
    assert "SSL" in said.answer


def test_how_long_to_wait_is_read_as_seconds_and_as_a_date() -> None:
    assert _wait("120") == dt.timedelta(seconds=120)
    assert _wait("999999999999") == dt.timedelta(days=1)
    assert _wait("Wed, 21 Oct 2099 07:28:00 GMT") == dt.timedelta(days=1)
    assert _wait("Wed, 21 Oct 2015 07:28:00 GMT") == dt.timedelta(0)
    for nothing in ("", "soon", "-5", "\udcff"):
        assert _wait(nothing) is None
