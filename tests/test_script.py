"""`headroom`: every door under one name, from any folder, with its store among the data of the user."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from data.default_place import default_path
from limits.script import DASHBOARD, main

ROOT = Path(__file__).parents[1]


@pytest.fixture
def as_script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(sys, "argv", ["/somewhere/bin/headroom"])
    monkeypatch.setenv("HEADROOM_DB", str(tmp_path / "mine.duckdb"))
    return tmp_path


def test_what_people_are_told_names_the_door_they_came_by(as_script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["limits", "triage"]) == 3
    said = capsys.readouterr().err
    assert "`headroom data sample`" in said
    assert "python -m" not in said
    with pytest.raises(SystemExit, match="2"):
        main(["limits", "explain", "acme", "--kind", "other", "--count", "5"])
    assert "`headroom limits explain --help`" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["status", "acme"],
        ["data", "sow"],
        ["limits", "explain", "acme"],
        ["fleet", "--usage", "u"],
        ["forecasting", "guess"],
        ["serve", "--port", "high"],
    ],
    ids=" ".join,
)
def test_a_wrong_argument_is_one_line_and_exit_code_2(
    as_script: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    said = capsys.readouterr()
    assert caught.value.code == 2
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "--help` tells what it takes." in said.err


def test_serve_runs_the_dashboard_out_of_reach_of_the_folder_one_stands_in(
    as_script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _program, line: ran.append(line))
    main(["serve", "--port", "8600", "--address", "0.0.0.0"])
    (line,) = ran
    assert line[1:5] == ["-P", "-m", "streamlit", "run"]
    assert line[5:] == [str(DASHBOARD), "--server.port", "8600", "--server.address", "0.0.0.0"]
    assert DASHBOARD.is_file()


def test_the_default_store_of_a_checkout_is_beside_its_code() -> None:
    assert default_path({"XDG_DATA_HOME": "/elsewhere"}) == ROOT / "data" / "headroom.duckdb"


@pytest.mark.slow
def test_the_wheel_is_whole_and_works_from_any_folder(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*build, str(tmp_path), str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("headroom-*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(installed)
    there = {path.relative_to(installed) for path in installed.rglob("*") if path.is_file()}
    ours = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    rooms = ("data/", "forecasting/", "limits/", "views/")
    assert {Path(name) for name in ours if name.startswith(rooms)} <= there
    assert {Path("dashboard.py"), Path(".streamlit/config.toml")} <= there
    assert not {path.parts[0] for path in there} & {"tests", "docs"}

    stands_in = tmp_path / "elsewhere"
    (stands_in / "data").mkdir(parents=True)  # a folder of that name is not this project's
    environment = {**os.environ, "PYTHONPATH": str(installed), "XDG_DATA_HOME": str(tmp_path / "home")}
    environment.pop("HEADROOM_DB", None)

    def headroom(*lines: str) -> list[str]:
        """What each says, one after the other in one process."""
        code = f"""import sys
from limits.script import main
for line in {lines!r}:
    sys.argv = ["headroom", *line.split()]
    if code := main():
        sys.exit(code)
    print("\\f", end="", flush=True)
"""
        line = [sys.executable, "-P", "-c", code]
        done = subprocess.run(line, cwd=stands_in, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.split("\f")[:-1]

    made, yes, status, checked = headroom(
        "data sample --as-of 2026-11-22",
        "limits explain falcon-roofing --kind dynamic --count 1",
        "limits status falcon-roofing --json",
        "data check",
    )
    assert str(tmp_path / "home" / "headroom" / "headroom.duckdb") in made
    assert yes.startswith("Yes")
    assert "answer" in status
    assert "is consistent" in checked
