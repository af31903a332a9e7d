"""The command-line door: words or data on stdout, one line of what went wrong on stderr, exit codes that mean it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.store import Store
from limits.__main__ import main
from tests.limits.world import ADMIN, CSM, TODAY, VIEWER

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(kept_open: Store, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def data(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def change(to: str, *more: str, email: str = CSM) -> tuple[str, ...]:
    return ("change", "acme", "--kind", "network", "--to", to, "--as", email, "--reason", "season", *more)


def test_status_says_limits_usage_headroom_risk_and_answer(run: Run) -> None:
    answer = data(run("status", "acme", "--json"))
    assert answer["as_of"] == "2026-11-20"
    network = answer["limits"][0]
    assert (network["kind"], network["limit"], network["usage"], network["headroom"]) == ("network", 120, 95, 25)
    assert network["answer"]["limit_now"] == 120
    assert 0 <= network["answer"]["as_history"]["risk"] <= 1
    assert "suggestion" not in network
    assert answer["contract"]["periods"][0]["number_months"] == 1200
    assert len(answer["forecast"]["total"]["p90"]) == len(answer["forecast"]["months"])
    words = run("status", "acme")[1]
    assert "limit of campaign Spring" in words
    assert "20 Nov 2026" in words


def test_explain_names_the_limit_in_the_way_and_exits_with_1(run: Run) -> None:
    code, out, _ = run("explain", "acme", "--kind", "static", "--campaign", "spring", "--count", "5")
    assert code == 1
    assert "limit of campaign Spring is in the way" in out
    assert "Super User" in out
    assert run("explain", "acme", "--kind", "dynamic", "--count", "5")[0] == 0


def test_a_change_is_seen_in_status_and_history(run: Run) -> None:
    done = data(run(*change("140", "--expect", "1", "--json")))
    assert (done["old_limit"], done["new_limit"], done["version"]) == (120, 140, 2)
    assert data(run("status", "acme", "--json"))["limits"][0]["limit"] == 140
    assert data(run("history", "acme", "--json"))[0]["change_id"] == done["change_id"]
    assert "120 -> 140" in run("history", "acme")[1]


def test_the_same_change_id_changes_once(run: Run) -> None:
    first = data(run(*change("140", "--change-id", "c1", "--json")))
    assert data(run(*change("140", "--change-id", "c1", "--json"))) == first
    assert data(run("status", "acme", "--json"))["limits"][0]["version"] == 2


def test_exit_codes_tell_what_went_wrong(run: Run) -> None:
    assert run(*change("140", "--expect", "7"))[0] == 1
    assert run(*change("-4"))[0] == 2
    assert run("status", "nowhere")[0] == 2
    assert run(*change("140", email=VIEWER))[0] == 4
    assert run(*change("140", email="nobody@example.com"))[0] == 4


def test_an_error_is_one_line_on_stderr(run: Run) -> None:
    code, out, err = run(*change("-4"))
    assert (code, out) == (2, "")
    assert err.startswith("change: -4 cannot be a limit")
    assert err.count("\n") == 1


def test_a_store_in_use_exits_with_3_and_the_way_out(tmp_path: Path) -> None:
    store = Store(tmp_path / "in_use.duckdb", memory_limit="500MB", threads=2)
    command = [sys.executable, "-m", "limits", "triage"]
    environment = {**os.environ, "HEADROOM_DB": str(store.address)}
    second = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    store.close()
    assert second.returncode == 3
    assert "open in another process" in second.stderr
    assert second.stderr.count("\n") == 1


def test_a_store_that_cannot_be_there_exits_with_3(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a file").write_text("", encoding="utf-8")
    monkeypatch.setenv("HEADROOM_DB", str(tmp_path / "a file" / "here.duckdb"))
    code, _, err = run("triage")
    assert code == 3
    assert "here.duckdb" in err


def test_triage_lists_all_networks_by_risk(run: Run) -> None:
    rows = data(run("triage", "--json"))
    assert {r["network_id"] for r in rows} == {"acme", "bolt"}
    assert all(r["reason"] for r in rows)


def ask(*more: str, email: str = VIEWER) -> tuple[str, ...]:
    return (
        "request", "acme", "--kind", "network", "--more", "60", "--from", "2026-12", "--as", email,
        "--reason", "posters", *more,
    )  # fmt: skip


def test_a_request_is_filed_and_decided_from_the_command_line(run: Run) -> None:
    filed = data(run(*ask("--json")))
    assert (filed["request_id"], filed["status"], filed["from_month"]) == ("R-1", "filed", "2026-12-01")
    code, _, err = run(*ask())
    assert code == 2
    assert "R-1" in err
    decided = data(run("decide", "R-1", "part", "--to", "130", "--now", "--as", CSM, "--note", "half", "--json"))
    assert (decided["request"]["status"], decided["change"]["new_limit"]) == ("part", 130)
    assert data(run("history", "acme", "--json"))[0]["request_id"] == "R-1"
    assert data(run("status", "acme", "--json"))["limits"][0]["limit"] == 130
    assert run("decide", "R-1", "approve", "--as", CSM, "--note", "again")[0] == 1  # decided already
    assert run("decide", "R-9", "approve", "--as", CSM, "--note", "which?")[0] == 4  # may exist elsewhere


def test_who_may_not_decide_or_file_exits_with_4(run: Run) -> None:
    assert run(*ask())[0] == 0
    assert run("decide", "R-1", "approve", "--as", VIEWER, "--note", "please")[0] == 4
    assert run(*ask(email="nobody@example.com"))[0] == 4


def test_a_change_for_a_later_day_is_planned(run: Run) -> None:
    far = f"{TODAY.year + 1}-03-01"
    until = far.replace("-03-", "-04-")
    planned = data(run(*change("140", "--on", far, "--until", until, "--change-id", "c1", "--json")))
    assert (planned["scheduled_id"], planned["on_date"], planned["until_date"]) == ("c1", far, until)
    assert planned["status"] == "waiting"
    assert data(run("status", "acme", "--json"))["limits"][0]["limit"] == 120
    assert run(*change("140", "--on", "2020-01-01"))[0] == 2
    with pytest.raises(SystemExit) as caught:
        run(*change("140", "--on", "soon"))
    assert caught.value.code == 2


def test_alerts_tell_what_crossed_since_the_last_run(run: Run) -> None:
    first = data(run("alerts", "--json"))
    assert {c["network_id"] for c in first["crossed"]} == {"acme"}
    assert first["previous_run"] is None
    again = data(run("alerts", "--json"))
    assert (again["crossed"], again["previous_run"]) == ([], first["ran_at"])
    assert "0 alerts to tell" in run("alerts")[1]


def test_the_policy_is_shown_to_all_and_set_by_an_admin(run: Run) -> None:
    assert data(run("policy", "--json"))["fast_lane"]["is_on"] is False
    assert run("policy", "--fast-lane", "on")[0] == 2  # who?
    assert run("policy", "--fast-lane", "on", "--as", CSM)[0] == 4
    assert run("policy", "--fast-lane", "on", "--most-percent", "5", "--as", ADMIN)[0] == 0
    shown = data(run("policy", "--json"))
    assert (shown["fast_lane"]["is_on"], shown["fast_lane"]["most_share"], shown["set_by"]) == (True, 0.05, ADMIN)
    assert "on: it grants" in run("policy")[1]
    assert run("policy", "--fast-lane", "off", "--expect", "0", "--as", ADMIN)[0] == 1


def test_the_journal_lists_decisions_and_sums_them_up(run: Run) -> None:
    assert "No request was decided yet." in run("journal")[1]
    run(*ask())
    run("decide", "R-1", "approve", "--as", CSM, "--note", "fine")
    answer = data(run("journal", "--json"))
    assert [d["request"]["request_id"] for d in answer["decisions"]] == ["R-1"]
    assert answer["summaries"][0]["approved"] == 1
    assert "R-1 approved (network limit, 120 -> 155)" in run("journal", "--network", "acme")[1]


def test_a_list_is_changed_whole_or_refused_with_its_rows(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("network_id,kind,to,reason,expect\nacme,network,140,season,1\nacme,dynamic,60,season,9\n")
    code, out, err = run("bulk", str(file), "--as", CSM, "--json")
    assert (code, err.count("\n")) == (2, 1)
    assert [(r["row"], r["column"], r["value"]) for r in json.loads(out)["rejections"]] == [(3, "expect", "9")]
    file.write_text("network_id,kind,to,reason,expect\nacme,network,140,season,1\n")
    assert "dry run" in run("bulk", str(file), "--as", CSM, "--dry-run")[1]
    (made,) = data(run("bulk", str(file), "--as", CSM, "--json"))["changes"]
    assert data(run("undo", made["change_id"], "--as", CSM, "--reason", "wrong list", "--json"))["new_limit"] == 120
    assert run("bulk", str(tmp_path / "none.csv"), "--as", CSM)[0] == 2
    assert run("undo", made["change_id"], "--as", VIEWER, "--reason", "no")[0] == 4
