"""A mistyped HEADROOM_DB makes no store: it is said that there is none, and how to begin one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.__main__ import main as data_main
from data.errors import StoreMissing
from data.store import Store, open_store
from data.upkeep.export import export_store
from limits.__main__ import main as limits_main
from tests.data.given_files import GOOD, write
from tests.limits.world import CSM, fill
from tests.postgres_server import Server

Run = Callable[..., tuple[int, str, str]]
READING = [
    ("status", "acme"),
    ("status", "acme", "--json"),
    ("explain", "acme", "--kind", "dynamic", "--count", "1"),
    ("triage",),
    ("history", "acme"),
    ("alerts",),
    ("journal",),
    ("policy",),
    ("pack", "acme"),
    ("scenario", "show", "acme"),
    ("change", "acme", "--kind", "network", "--to", "5", "--as", CSM, "--reason", "x"),
]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(path: Path, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("HEADROOM_DB", str(path))
        main = data_main if arguments[0] in ("sample", "import", "export", "restore", "check") else limits_main
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.mark.parametrize("arguments", [*READING, ("check",), ("export", "somewhere")], ids=" ".join)
def test_a_command_that_begins_no_store_says_that_there_is_none(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    code, out, err = run(tmp_path / "mistyped.duckdb", *arguments)
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert f"There is no store at {tmp_path / 'mistyped.duckdb'}." in err
    assert "`python -m data sample`" in err
    assert "`python -m data import FILE...`" in err
    assert list(tmp_path.iterdir()) == []


def test_what_was_probably_meant_is_named(run: Run, tmp_path: Path) -> None:
    Store(tmp_path / "headroom.duckdb").close()
    assert f"Did you mean {tmp_path / 'headroom.duckdb'}?" in run(tmp_path / "headrom.duckdb", "triage")[2]
    assert "Did you mean" not in run(tmp_path / "x.duckdb", "triage")[2]


def test_an_empty_file_is_no_store(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.duckdb").touch()
    assert "There is no store" in run(tmp_path / "empty.duckdb", "triage")[2]
    assert (tmp_path / "empty.duckdb").read_bytes() == b""


@pytest.mark.parametrize("arguments", [("triage",), ("sample",), ("import", "x.csv"), ("restore", "x")], ids=" ".join)
def test_a_folder_that_does_not_exist_is_said_and_not_made(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    code, _, err = run(tmp_path / "no" / "such" / "store.duckdb", *arguments)
    assert code == 3
    assert f"the folder {tmp_path / 'no' / 'such'} does not exist" in err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_store(run: Run, tmp_path: Path) -> None:
    code, _, err = run(tmp_path, "triage")
    assert (code, "is a folder" in err) == (3, True)


def test_an_import_begins_a_store_and_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.duckdb"
    files = (*map(str, write(tmp_path)), "--as-of", "2026-11-22")
    code, out, err = run(path, "import", *files, "--json")
    assert code == 0
    assert out.startswith("{")
    assert err == f"At {path} there was no store, and a new one was begun.\n"
    assert run(path, "triage")[0] == 0
    again = write(tmp_path, users=GOOD["users"])
    assert "there was no store" not in run(path, "import", *map(str, again))[1], "it is there now"


@pytest.mark.usefixtures("few_networks")
def test_the_sample_and_a_restore_begin_a_store_and_say_so(run: Run, tmp_path: Path) -> None:
    assert "a new one was begun" in run(tmp_path / "sample.duckdb", "sample", "--as-of", "2026-11-22")[1]
    original = Store(tmp_path / "original.duckdb")
    original.write(fill)
    export_store(original, tmp_path / "export")
    original.close()
    assert "a new one was begun" in run(tmp_path / "back.duckdb", "restore", str(tmp_path / "export"))[1]
    assert run(tmp_path / "back.duckdb", "check")[0] == 0


def refused(folder: Path) -> list[str]:
    return [*map(str, write(folder, users=GOOD["users"].replace("csm", "chief"))), "--as-of", "2026-11-22"]


def test_an_import_that_is_refused_leaves_no_store_behind(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.duckdb"
    assert run(path, "import", *refused(tmp_path))[0] == 2
    assert run(path, "import", str(tmp_path / "no.csv"))[0] == 2
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ".csv"] == []


def test_a_dry_run_begins_no_store(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.duckdb"
    files = write(tmp_path, **{name: GOOD[name] for name in ("networks", "limits", "campaigns")})
    code, out, _ = run(path, "import", *map(str, files), "--as-of", "2026-11-22", "--dry-run")
    assert (code, "Nothing was stored: a dry run." in out) == (0, True)
    assert "there is no store yet, and none was begun" in out
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ".csv"] == []


def test_a_refused_import_leaves_a_store_that_was_there(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.duckdb"
    Store(path).close()
    assert run(path, "import", *refused(tmp_path))[0] == 2
    assert path.exists()


def test_an_empty_database_of_a_server_is_no_store_either(postgres: Server) -> None:
    address = postgres.database()
    with pytest.raises(StoreMissing, match=r"holds no store.*data sample"):
        open_store(address, begin=False)
    assert postgres.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", address.rpartition("/")[2]) == [
        (0,)
    ]
    store = open_store(address)
    assert store.was_begun
    store.close()
    again = open_store(address, begin=False)
    assert not again.was_begun
    again.close()
