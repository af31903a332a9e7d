"""Commands asked of a dashboard elsewhere: with a token, as its person alone, with no more than that person may."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from data.__main__ import main as data_main
from data.store import Store
from limits.__main__ import main as limits_main
from limits.actors import actor
from limits.people import make_token
from tests.browser.serving import ROOT, dashboard
from tests.portfolio_store import sample_store

CSM, ADMIN = "nora.feld@example.com", "kim.arden@example.com"
SUPER_USER, THEIRS = "rita.pike@ironvale-parts.example.org", "ironvale-parts"
Said = tuple[int, str, str]
Run = Callable[..., Said]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("elsewhere")
    path = sample_store(folder / "headroom.duckdb")
    store, secrets = Store(path), {}
    for name, email, scopes in (
        ("csm", CSM, ["read", "change"]),
        ("admin", ADMIN, ["read", "import"]),
        ("customer", SUPER_USER, ["read", "import"]),
        ("nothing", CSM, ["request"]),
    ):
        secrets[name] = make_token(store, actor(store, email), name, scopes)[1]
    store.close()
    with dashboard(folder, store=str(path)) as address:
        yield address, secrets


@pytest.fixture
def run(
    elsewhere: tuple[str, dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    address, secrets = elsewhere
    monkeypatch.setenv("HEADROOM_SERVER", address)
    monkeypatch.setenv("HEADROOM_DB", str(tmp_path / "none.duckdb"))
    monkeypatch.chdir(tmp_path)

    def command(who: str, program: str, *arguments: str) -> Said:
        monkeypatch.setenv("HEADROOM_TOKEN", secrets.get(who, who))
        code = {"data": data_main, "limits": limits_main}[program](arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


def test_a_command_reads_what_the_tokens_person_may_see_and_no_more(run: Run) -> None:
    assert run("csm", "limits", "status", "summit-hvac")[0] == 0
    mine = json.loads(run("customer", "limits", "triage", "--json")[1])
    assert [row["network_id"] for row in mine] == [THEIRS]
    code, _, err = run("customer", "limits", "status", "summit-hvac")
    assert code == 4
    assert run("customer", "limits", "status", "nowhere")[2] == err.replace("summit-hvac", "nowhere")
    assert run("admin", "limits", "status", "nowhere")[0] == 2
    code, _, err = run("nothing", "limits", "triage")
    assert (code, "this needs read" in err) == (4, True)


def test_a_command_acts_as_the_tokens_person_alone(run: Run) -> None:
    change = ("limits", "change", "summit-hvac", "--kind", "network", "--reason", "x", "--json", "--to")
    done = run("csm", *change, "3456", "--as", CSM)
    assert done[0] == 0, done[2]
    assert json.loads(done[1])["changed_by"] == CSM
    code, _, err = run("csm", *change, "1", "--as", "tomas.reyes@example.com")
    assert (code, "cannot act with it" in err) == (4, True)
    code, _, err = run("admin", *change, "1", "--as", ADMIN)
    assert (code, "this needs change" in err) == (4, True)


def test_files_go_there_and_come_back_for_an_admin(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("network_id,starts_at,sessions\nsummit-hvac,2026-11-20,5000\n")
    code, out, err = run("admin", "data", "import", "t.csv", "--as-of", "2026-11-22")
    assert (code, "Imported." in out) == (0, True), err
    assert run("admin", "data", "export", "out")[0] == 0
    assert (tmp_path / "out" / "manifest.json").is_file()
    code, out, err = run("admin", "data", "backup", "copies")
    assert code == 0, err
    assert len(list((tmp_path / "copies").glob("*.duckdb"))) == 1
    assert run("admin", "data", "check")[0] == 0
    for command in (("import", "t.csv"), ("export", "other"), ("check",), ("users", "list")):
        assert run("customer", "data", *command)[0] == 4, command
        assert run("csm", "data", *command)[0] == 4, command
    assert not (tmp_path / "other").exists()
    assert run("customer", "limits", "alerts")[0] == 4
    assert run("admin", "data", "tokens", "list", "--as", ADMIN)[0] == 4
    for command in (("sample",), ("restore", "out")):
        assert run("admin", "data", *command)[0] == 3, command


def test_what_is_wrong_with_the_way_there_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = run("nonsense", "limits", "triage")
    assert (code, "token" in err) == (4, True)
    code, _, err = run("", "limits", "triage")
    assert (code, "HEADROOM_TOKEN" in err) == (2, True)
    monkeypatch.setenv("HEADROOM_SERVER", "http://127.0.0.1:9")
    code, _, err = run("csm", "limits", "triage")
    assert (code, "cannot be reached" in err) == (3, True)
    for wrong in ("headroom.example.com", "ftp://x", "http://headroom.example.com", "https://me@headroom.example.com"):
        monkeypatch.setenv("HEADROOM_SERVER", wrong)
        assert run("csm", "limits", "triage")[0] == 2, wrong


@pytest.mark.parametrize(
    ("statuses", "exit_code"),
    [((400, 413, 422), 2), ((401, 403, 404), 4), ((409, 412, 428), 1), ((429, 500, 502, 503, 504), 3)],
)
@pytest.mark.parametrize("body", [b'{"detail": "The way out."}', b"<html>a proxy</html>", b"[]", b""])
def test_what_the_way_there_answers_is_an_exit_code(
    statuses: tuple[int, ...],
    exit_code: int,
    body: bytes,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HEADROOM_TOKEN", "t")
    for status in statuses:

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self, status: int = status) -> None:
                self.close_connection = True
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        with HTTPServer(("127.0.0.1", 0), Answers) as server:
            monkeypatch.setenv("HEADROOM_SERVER", f"http://127.0.0.1:{server.server_port}")
            answering = threading.Thread(target=server.handle_request)
            answering.start()
            assert limits_main(("triage",)) == exit_code, status
            answering.join()
        said = capsys.readouterr().err
        assert ("The way out." if b"detail" in body else f"Status {status}, and not in Headroom's words") in said


def test_the_api_says_what_a_command_prints_as_json(elsewhere: tuple[str, dict[str, str]], run: Run) -> None:
    address, secrets = elsewhere
    at, network = f"{address}/api/v1/networks/summit-hvac", "summit-hvac"

    def api(path: str, asked: dict[str, object] | None = None) -> Any:
        method = "GET" if asked is None else "POST"
        headers = {"Authorization": f"Bearer {secrets['csm']}"}
        answer = httpx.request(method, at + path, headers=headers, json=asked, timeout=120)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def command(*arguments: str) -> Any:
        return json.loads(run("csm", "limits", *arguments, "--json")[1])

    def without(rows: Iterable[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
        return [{name: value for name, value in row.items() if name not in names} for row in rows]

    status = command("status", network)
    own = without(status["limits"], "answer", "full_by_month")
    assert without(api("/limits")["items"], "network_id", "as_of") == own
    assert without(api("/answers")["items"], "kind", "campaign_id") == [one["answer"] for one in status["limits"]]
    assert without([api("/contract")], "network_id", "as_of") == [status["contract"]]
    command("change", network, "--kind", "network", "--to", "3457", "--reason", "x", "--as", CSM)
    made = command("history", network)
    assert (made[0]["changed_by"], made[0]["token"]) == (CSM, "csm")
    assert without(api("/audit?page_size=1000")["items"], "changed_at") == without(made, "changed_at")
    assert "by nora.feld@example.com with the token csm: x" in run("csm", "limits", "history", network)[1]
    asked = {"kind": "network", "more": 20, "from_month": "2026-12"}
    assert api(":weigh", asked) == command("weigh", network, "--kind", "network", "--more", "20", "--from", "2026-12")
    room = command("explain", network, "--kind", "dynamic", "--count", "5")
    assert without([api(":explain", {"number_type": "dynamic", "count": 5})], "as_of") == [room]


def test_no_command_takes_a_path_that_a_server_would_look_for_among_its_own_files() -> None:
    doors = [
        ROOT / "data" / "__main__.py",
        ROOT / "limits" / "__main__.py",
        *(ROOT / "limits" / "commands").glob("*.py"),
    ]
    for path in doors:
        for line in path.read_text().splitlines():
            if re.search(r"add_argument\(.*type=Path", line):
                assert "what the export wrote" in line, f"{path.name}: {line.strip()}"
