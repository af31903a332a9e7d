"""A dashboard as whoever reaches its port sees it."""

from __future__ import annotations

import http.client
import stat
import time

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus

from data.local_socket import socket_path
from tests.server.asking import Served, ask_socket, until

KB = 1_000


def upload(demo: Served, session: str, size: int, cookies: str, name: str = "a") -> int:
    """The status of an upload as Streamlit's page makes it; the two XSRF values are anybody's own to choose."""
    mark = "2|00000000|00000000000000000000000000000000|1764064800"
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n' + b"0" * size + b"\r\n--x--\r\n"
    return demo.ask(
        f"/_stcore/upload_file/{session}/{name}",
        "PUT",
        body,
        Cookie=f"_streamlit_xsrf={mark}; {cookies}",
        X_Xsrftoken=mark,
        Content_Type="multipart/form-data; boundary=x",
    ).status


def test_streamlit_finds_the_server_in_the_entry_file(demo: Served) -> None:
    answer = demo.ask("/health/ready")
    assert answer.header("content-type") == "application/json"  # Streamlit's page has status 200 too
    said = answer.json()
    assert (answer.status, said["status"]) == (200, "ready")
    assert said["door"]["mode"] == "demo"
    assert said["store"]["ok"]
    assert said["rounds"]["made"] == "never: HEADROOM_ROUND_MINUTES is 0"


@pytest.mark.parametrize("path", ["/api", "/api/v1", "/api/v2/x"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_unknown_paths_of_the_api_answer_problem_documents(demo: Served, path: str, method: str) -> None:
    answer = demo.ask(path, method)
    assert (answer.status, answer.header("content-type")) == (404, "application/problem+json")
    assert answer.json()["status"] == 404
    assert answer.json()["title"] == "Not found"


def test_the_doors_of_streamlit_for_agents_and_monitors_are_shut(demo: Served) -> None:
    for path in ("/metrics", "/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"):
        answer = demo.ask(path)
        assert (answer.status, answer.header("content-type")) == (404, "application/problem+json"), path


def test_the_local_socket_is_its_users_own_and_has_the_metrics(demo: Served) -> None:
    path = socket_path(demo.store)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for target in ("/metrics", "/_stcore/metrics"):
        answer = ask_socket(path, target)
        assert answer.status == 200
        assert "session_events_total" in answer.text
    assert ask_socket(path, "/nothing").json()["status"] == 404


def test_answers_on_a_connection_that_is_kept_do_not_wait(demo: Served) -> None:
    kept, took = http.client.HTTPConnection("127.0.0.1", demo.port, timeout=60), []
    for number in range(40):
        connection = kept if number % 2 else http.client.HTTPConnection("127.0.0.1", demo.port, timeout=60)
        began = time.perf_counter()
        connection.request("GET", "/api/none")
        connection.getresponse().read()
        took.append(time.perf_counter() - began)
        if connection is not kept:
            connection.close()
    kept.close()
    # 44 ms more, each of them, without TCP_NODELAY; the busier the machine, the longer both take.
    assert sorted(took[1::2])[10] < sorted(took[::2])[10] + 0.022


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "a@localhost", "", "[x"]
)
def test_a_foreign_host_is_refused_on_every_path(demo: Served, host: str) -> None:
    for path in ("/", "/_stcore/health", "/_stcore/host-config", "/static/none.js", "/api/x", "/health/ready"):
        assert demo.ask(path, Host=host).status in {400, 403}, (host, path)
    with pytest.raises(InvalidStatus, match="40"), demo.visit(Host=host or " ", Origin=f"http://{host}"):
        pass


def test_a_page_of_another_site_may_ask_nothing(demo: Served) -> None:
    own = f"http://localhost:{demo.port}"
    assert demo.ask("/health/ready", Host=f"localhost:{demo.port}", Origin=own).status == 200
    for origin in ("http://evil.example", f"http://127.0.0.1:{demo.port}", "http://localhost:1", "null"):
        assert demo.ask("/health/ready", Host=f"localhost:{demo.port}", Origin=origin).status == 403, origin
        with pytest.raises(InvalidStatus), demo.visit(Origin=origin.replace("127.0.0.1", "localhost")):
            pass


@pytest.mark.parametrize(
    "header", ["X_Forwarded_For", "X_Forwarded_Proto", "X_Forwarded_Host", "Forwarded", "X_Real_IP"]
)
def test_without_a_sign_in_nothing_is_served_through_a_proxy(demo: Served, header: str) -> None:
    answer = demo.ask("/", **{header: "10.0.0.1"})
    assert answer.status == 403
    assert "came through a proxy" in answer.text
    assert "came through a proxy" in demo.log()


def test_every_answer_tells_the_browser_to_be_careful(demo: Served) -> None:
    for path in ("/", "/api/x", "/_stcore/health", "/health/ready"):
        answer = demo.ask(path, Accept="text/html")
        assert "frame-ancestors 'none'" in answer.header("content-security-policy")
        assert "'unsafe-eval'" not in answer.header("content-security-policy")
        assert "script-src 'self' 'sha256-" in answer.header("content-security-policy")
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.header("referrer-policy") == "no-referrer"
        assert "camera=()" in answer.header("permissions-policy")
        assert answer.header("strict-transport-security") == ""  # there is no TLS here
        for key, value in answer.headers:
            if key.lower() == "set-cookie":
                assert "samesite" in value.lower()
                assert "httponly" in value.lower() or value.startswith("_streamlit_xsrf"), value


def test_an_upload_needs_the_cookie_of_a_visitor(demo: Served) -> None:
    with demo.visit() as (_, session):
        assert upload(demo, session, KB, "") == 401
        assert upload(demo, session, KB, "headroom_visitor=demo.1764064800.x.00") == 401
        assert upload(demo, session, KB, demo.visitor()) == 204


def test_a_visit_may_upload_no_more_than_the_file_beside_the_store_says(demo: Served) -> None:
    cookies = demo.visitor()
    with demo.visit() as (_, one):
        assert upload(demo, one, 400 * KB, cookies, "a") == 204  # which others find in their way for a while
        assert upload(demo, one, 2_700 * KB, cookies, "b") == 413  # beyond 3 MB of one visit


@pytest.mark.long
def test_a_visit_may_upload_so_much_and_all_visits_together_so_much(demo: Served) -> None:
    cookies = demo.visitor()
    with demo.visit() as (_, one), demo.visit() as (_, two):
        assert upload(demo, one, 2_000 * KB, cookies, "a") == 204
        assert upload(demo, one, 2_000 * KB, cookies, "b") == 413  # beyond 3 MB of one visit
        assert upload(demo, two, 2_500 * KB, cookies, "c") == 204
        with demo.visit() as (_, three):
            assert upload(demo, three, 2_000 * KB, cookies, "d") == 413  # beyond 5 MB in all
    # Two visits are over: what they uploaded is let go, and there is room again.
    gone = [f"the uploads of visit {visit} were let go" for visit in (one, two)]
    until(lambda: all(words in demo.log() for words in gone), "uploads of visits that are over are let go")
    with demo.visit() as (_, four):
        assert upload(demo, four, 2_900 * KB, cookies, "e") == 204


def test_a_browser_that_never_stops_talking_is_disconnected(demo: Served) -> None:
    with demo.visit() as (channel, _):
        beat = BackMsg()
        beat.app_heartbeat = True
        for _ in range(260):
            channel.send(beat.SerializeToString())
        until(lambda: "was disconnected" in demo.log(), "a visit that floods is disconnected")


def test_a_body_that_is_no_upload_is_bounded(demo: Served) -> None:
    assert demo.ask("/api/x", "POST", b"0" * 1_100_000).status == 413


def test_signing_in_has_a_pace(demo: Served) -> None:
    answers = [demo.ask("/open?token=guess").status for _ in range(25)]
    assert answers[0] == 403
    assert answers[-1] == 429
    assert demo.ask("/health/ready").status == 200
