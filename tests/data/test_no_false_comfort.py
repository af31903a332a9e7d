""" "Nothing was stored" is said only of what was rolled back; after a commit it is said what stands."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from data import kept
from data.__main__ import main
from data.door import enter
from data.errors import BadInput, StoreUnreachable
from data.store import Cursor, Store
from data.upkeep.export import export_store
from tests.limits.world import CSM, fill

ROOT = Path(__file__).parents[2]
STANDS = "what was stored by then stands: look at it before you repeat this"
NOT_KNOWN = "whether it was stored is not known: look before you repeat it"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "headroom.duckdb"
    Store(path).close()
    monkeypatch.setenv("HEADROOM_DB", str(path))
    return path


def add(cursor: Cursor) -> None:
    cursor.execute("INSERT INTO networks (network_id, name, time_zone) VALUES ('acme', 'Acme', 'UTC')")


def count_networks(store: Store) -> int:
    with store.reading() as cursor:
        return int(cursor.value("SELECT count(*) FROM networks"))


def said_by(work: Callable[[], int], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = enter("do", work, debug=False)
    return code, capsys.readouterr().err


@pytest.mark.parametrize("error", [RuntimeError("broken"), KeyboardInterrupt(), BrokenPipeError()], ids=repr)
def test_an_error_after_a_commit_says_that_it_stands(
    store: Store, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    def work() -> int:
        store.write(add)
        raise error

    code, said = said_by(work, capsys)
    assert count_networks(store) == 1
    assert "nothing" not in said.lower()
    if isinstance(error, BrokenPipeError):
        assert (code, said) == (0, ""), "done, and nobody listens"
    else:
        assert STANDS in said


@pytest.mark.parametrize("error", [RuntimeError("broken"), KeyboardInterrupt(), BrokenPipeError()], ids=repr)
def test_an_error_within_a_transaction_says_that_nothing_was_stored(
    store: Store, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    def work(cursor: Cursor) -> int:
        add(cursor)
        raise error

    code, said = said_by(lambda: store.write(work), capsys)
    assert count_networks(store) == 0
    assert code != 0
    assert "nothing was stored" in said


def test_what_a_command_refuses_after_a_commit_tells_that_the_commit_stands(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        store.write(add)
        raise BadInput("The second half cannot be.")

    assert "do: The second half cannot be. What was stored before this stands" in said_by(work, capsys)[1]


def test_a_refusal_within_a_transaction_after_another_ones_commit_speaks_for_itself(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(cursor: Cursor) -> int:
        raise BadInput("Nothing was changed.")

    def work() -> int:
        store.write(add)
        return store.write(refuse)

    assert said_by(work, capsys)[1] == "do: Nothing was changed.\n"


def test_each_command_counts_anew(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.write(add)

    def work() -> int:
        raise KeyboardInterrupt

    assert said_by(work, capsys)[1] == "do: stopped, nothing was stored.\n"


def test_an_interrupt_at_the_commit_leaves_it_open(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commit may have been made when the interrupt came; here it was."""
    store = Store(database)

    def committed_and_interrupted(_engine: object, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("COMMIT")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("data.engines.duckdb_file.DuckDBFile._commit", committed_and_interrupted)

        def work() -> int:
            store.write(add)
            return 0

        code, said = said_by(work, capsys)
    assert code == 130
    assert NOT_KNOWN in said
    assert count_networks(store) == 1
    store.close()


def test_an_error_of_the_disk_at_the_commit_leaves_it_open_and_a_failed_commit_does_not(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(database)

    class Fails:
        def __init__(self, connection: duckdb.DuckDBPyConnection, error: duckdb.Error) -> None:
            self._connection, self._error = connection, error

        def execute(self, sql: str, *values: object) -> object:
            if sql == "COMMIT":
                raise self._error
            return self._connection.execute(sql, *values)

    commit = type(store._engine)._commit  # type: ignore[attr-defined]
    for error, said, outcome in (
        (duckdb.IOException("Could not write file: No space left"), "not known", "not known"),
        (duckdb.TransactionException("Failed to commit: Could not write"), "nothing of this change", "rolled back"),
    ):
        kept.begin()
        with monkeypatch.context() as patched:
            patched.setattr(
                type(store._engine), "_commit", lambda self, connection, e=error: commit(self, Fails(connection, e))
            )
            with pytest.raises(StoreUnreachable, match=said):
                store.write(add)
        assert kept.outcome() == outcome
        assert count_networks(store) == 0
    store.close()


def unwritable(_store: Store) -> None:
    raise duckdb.IOException("Could not write file: No space left on device")


@pytest.mark.usefixtures("few_networks")
def test_a_checkpoint_that_fails_after_the_sample_was_stored_says_that_it_stands(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Store, "checkpoint", unwritable)
    assert main(["sample", "--as-of", "2026-11-22"]) == 3
    said = capsys.readouterr().err
    assert "No space left" in said
    assert STANDS in said
    store = Store(database)
    assert count_networks(store) == 4
    store.close()


def test_a_checkpoint_that_fails_after_a_restore_says_that_it_stands(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    original = Store(tmp_path / "original.duckdb")
    original.write(fill)
    export_store(original, tmp_path / "export", now=dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
    original.close()
    monkeypatch.setattr(Store, "checkpoint", unwritable)
    assert main(["restore", str(tmp_path / "export")]) == 3
    assert STANDS in capsys.readouterr().err
    store = Store(database)
    assert count_networks(store) == 2
    store.close()


def command(*arguments: str, **streams: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", *arguments], env=os.environ | {"PYTHONUNBUFFERED": ""}, cwd=ROOT, text=True, **streams
    )  # type: ignore[call-overload, no-any-return]


CHANGE = ("limits", "change", "acme", "--kind", "network", "--to", "130", "--as", CSM, "--reason", "season")


def limit_now(database: Path) -> int:
    store = Store(database)
    try:
        with store.reading() as cursor:
            return int(cursor.value("SELECT limit_numbers FROM limits WHERE network_id = 'acme' AND kind = 'network'"))
    finally:
        store.close()


@pytest.fixture
def filled(database: Path) -> Path:
    store = Store(database)
    store.write(fill)
    store.close()
    return database


def test_an_answer_that_cannot_be_printed_does_not_hide_what_was_changed(filled: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = command(*CHANGE, stdout=full, stderr=subprocess.PIPE)
        said = ended.communicate()[1]
    assert limit_now(filled) == 130
    assert ended.returncode == 3
    assert "No space left" in said
    assert STANDS in said
    assert said.count("\n") == 1


def test_a_change_that_nobody_listens_to_is_made_and_ends_well(filled: Path) -> None:
    ended = command(*CHANGE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert ended.stdout is not None
    ended.stdout.close()
    assert ended.stderr is not None
    with ended.stderr:
        assert ended.stderr.read() == ""
    assert ended.wait() == 0
    assert limit_now(filled) == 130


def test_an_import_whose_progress_nobody_reads_is_not_called_done_when_it_was_taken_back(
    database: Path, tmp_path: Path
) -> None:
    (tmp_path / "networks.csv").write_text("network_id,name,time_zone\nacme,Acme,UTC\n", encoding="utf-8")
    ended = command(
        "data",
        "import",
        str(tmp_path / "networks.csv"),
        "--progress",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert ended.stderr is not None
    ended.stderr.close()
    code = ended.wait()
    store = Store(database)
    assert (count_networks(store), code) in ((0, 1), (1, 0))
    store.close()


# Where it is said that nothing was stored or changed, and why that is known there. A new sentence belongs here, with
# a test that it is not said after a commit.
SENTENCES = {
    "data/kept.py": "counted",
    "data/data_mark.py": "documentation of a mark of what a network's data are",
    "data/imports/loading/frozen_months.py": "a closed month that the import leaves, whether it is committed or not",
    "data/running.py": "before the work began",
    "limits/administration/contracts.py": "raised within the transaction that it ends",
    "limits/changes/dividing.py": "before the first change, of one transaction",
    "limits/commands/user_commands.py": "a list of changes that is empty",
    "data/door.py": "nothing said by itself",
    "data/errors.py": "raised within the transaction that it ends",
    "data/tables/limits.py": "raised within the transaction that it ends",
    "data/upkeep/restore.py": "raised within the transaction that it ends",
    "data/engines/duckdb_file.py": "its own transaction, before the commit or where the commit was refused",
    "data/engines/postgresql.py": "its own transaction before the commit, or the turn before the transaction",
    "data/commands/import_command.py": "a dry run",
    "data/imports/run.py": "documentation of errors that end the transaction",
    "limits/changes/change.py": "raised within the transaction that it ends",
    "limits/requests/decide.py": "raised within the transaction that it ends",
    "limits/requests/thread.py": "raised within the transaction that it ends",
    "limits/administration/setting_changes.py": "raised within the transaction that it ends",
    "limits/commands/scenario_commands.py": "there was nothing to change",
    "limits/commands/team_text.py": "a dry run",
    "limits/traffic/traffic.py": "a file that is only looked at",
    "views/api/files.py": "documentation of a dry run",
    "views/pages/bulk_changes.py": "a dry run",
    "views/pages/import_data.py": "a dry run",
    "views/visit/session.py": "counted",
    "limits/commands/pack_commands.py": "compares a pack with now",
    "limits/outlook/foreseeing.py": "documentation of a forecast",
    "views/forms/traffic_inputs.py": "a file that is only looked at",
    "data/imports/traffic_file.py": "a file that is only looked at",
}
COMFORT = re.compile(r"nothing (of \w+ (change )?)?(was|is|will be)? ?(changed|stored|restored|kept)", re.IGNORECASE)


def test_every_sentence_that_comforts_stands_where_it_is_known_to_be_true() -> None:
    found = {
        str(path.relative_to(ROOT))
        for room in ("data", "limits", "views")
        for path in (ROOT / room).rglob("*.py")
        if COMFORT.search(re.sub(r'"\s*\n\s*f?"', "", path.read_text(encoding="utf-8")))
    }
    assert found <= SENTENCES.keys(), f"a new one in {sorted(found - SENTENCES.keys())}"
