"""`python -m data`: what a script and a person get from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.__main__ import main
from data.store import Store
from data.upkeep.export import TABLES
from tests.data.given_files import GOOD, write


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "headroom.duckdb"
    monkeypatch.setenv("HEADROOM_DB", str(path))
    return path


@pytest.fixture
def good_database(good_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With the good portfolio as of 2026-11-22."""
    monkeypatch.setenv("HEADROOM_DB", str(good_file))
    return good_file


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_a_good_import_ends_with_0_and_says_what_it_did(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", *write(tmp_path), "--as-of", "2026-11-22") == 0
    out, err = capsys.readouterr()
    assert f"{tmp_path / 'numbers.csv'}: 4 rows of numbers as of 2026-11-22, 4 changed" in out
    assert err == ""


def test_a_rejected_import_ends_with_2_and_one_line_a_rejection(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write(tmp_path, users=GOOD["users"].replace("csm", "chief"))
    listed = tmp_path / "rejected.csv"
    assert run("import", *bad, "--rejections", listed) == 2
    out, err = capsys.readouterr()
    assert out == ""
    first, second, last = err.splitlines()
    assert first.startswith(f"{bad[0]} row 2, role 'chief': is no role; use viewer or super_user")
    assert second.startswith(f"{bad[0]} row 3, network_id 'acme': is no network")
    assert last == "import: 2 values rejected, nothing stored. Correct the files and import them again."
    assert listed.read_text(encoding="utf-8").splitlines()[1].startswith(f"{bad[0]},2,role,chief,is no role")


def test_json_tells_the_same_to_a_script(database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", *write(tmp_path), "--as-of", "2026-11-22", "--json") == 0
    done = json.loads(capsys.readouterr().out)
    assert done["stored"] is True
    assert {file["table"] for file in done["files"]} == set(GOOD)
    assert run("import", *write(tmp_path, users=GOOD["users"].replace("csm", "chief")), "--json") == 2
    refused = json.loads(capsys.readouterr().out)
    assert (refused["stored"], refused["rejected_count"]) == (False, 1)
    assert refused["rejections"] == [
        {
            "file": str(tmp_path / "users.csv"),
            "row": 2,
            "column": "role",
            "value": "chief",
            "reason": "is no role; use viewer or super_user or csm or planner or admin",
        }
    ]


def test_a_fall_ends_with_2_and_names_the_months(
    good_database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fewer = write(tmp_path, numbers=GOOD["numbers"].replace("2026-10-15,", "2026-10-15,2026-10-31"))
    assert run("import", *fewer, "--as-of", "2026-11-22") == 2
    assert "acme 2026-11: 2 numbers stored, 1 after this import" in capsys.readouterr().err
    assert run("import", *fewer, "--as-of", "2026-11-22", "--allow-decrease", "--dry-run") == 0
    assert "Nothing was stored: a dry run." in capsys.readouterr().out
    assert run("import", *fewer, "--as-of", "2026-11-22") == 2


def test_a_closed_month_stays_unless_it_is_corrected(
    good_database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fewer = write(tmp_path, monthly_usage=GOOD["monthly_usage"].replace("9,3", "8,3"))
    assert run("import", *fewer) == 0
    assert "note: Jun 2025 of bolt is closed and stays 12; the file says 11." in capsys.readouterr().out
    assert run("import", *fewer, "--correct", "2025-06") == 2
    assert "needs a reason" in capsys.readouterr().err
    assert run("import", *fewer, "--correct", "2025-06", "--reason", "counted twice") == 0
    store = Store(good_database, memory_limit="200MB", threads=1)
    with store.reading() as cursor:
        assert cursor.rows("SELECT network_id, old_static, new_static, reason FROM month_corrections") == [
            ("bolt", 9, 8, "counted twice")
        ]
    store.close()


def test_progress_is_shown_on_request_and_never_in_between(
    good_database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", *write(tmp_path, users=GOOD["users"]), "--as-of", "2026-11-22", "--progress") == 0
    err = capsys.readouterr().err
    assert "Reading" in err
    assert "100% Done" in err


def test_a_locked_store_ends_with_3_and_the_way_out(database: Path, tmp_path: Path) -> None:
    owner = Store(database, memory_limit="200MB", threads=1)
    try:
        found = subprocess.run(
            [sys.executable, "-m", "data", "import", *map(str, write(tmp_path))],
            env={**os.environ, "HEADROOM_DB": str(database)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        owner.close()
    assert found.returncode == 3
    assert found.stderr.count("\n") == 1
    assert "is open in another process" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_traceback_is_shown_only_for_debug(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", tmp_path / "nothing.csv", "--debug") == 2
    assert "Traceback" in capsys.readouterr().err
    assert run("import", tmp_path / "nothing.csv") == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("option", [("--as-of", "22.11.2026"), ("--month", "2026-13"), ("--month", "2026-10-01")])
def test_a_wrong_option_ends_with_2(
    database: Path, option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("import", "x.csv", *option)
    assert ended.value.code == 2
    assert f"'{option[1]}' is no" in capsys.readouterr().err


def test_check_ends_with_1_and_a_list_where_something_does_not_hold(
    good_database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check") == 0
    store = Store(good_database)
    with store.transaction() as cursor:
        cursor.execute("DELETE FROM limits WHERE network_id = 'bolt' AND kind = 'dynamic'")
    store.close()
    capsys.readouterr()
    assert run("check") == 1
    assert "bolt: has no dynamic limit" in capsys.readouterr().out


@pytest.mark.usefixtures("few_networks")
def test_the_sample_fills_only_an_empty_store(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sample", "--as-of", "2026-11-22", "--seed", "3") == 0
    assert run("sample", "--if-empty") == 0
    assert run("sample") == 2
    assert "only an empty store" in capsys.readouterr().err


def test_an_export_is_restored_by_command(
    good_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", tmp_path / "out") == 0
    assert run("export", tmp_path / "out") == 2
    assert run("restore", tmp_path / "out") == 2
    monkeypatch.setenv("HEADROOM_DB", str(tmp_path / "second.duckdb"))
    assert run("restore", tmp_path / "out") == 0
    assert run("check") == 0
    assert f"rows of {len(TABLES)} tables restored into" in capsys.readouterr().out
