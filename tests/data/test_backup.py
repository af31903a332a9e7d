"""Online backups: one moment of a store, whole, while others write; sound before it has a name."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from data.__main__ import main
from data.errors import BadInput, HeadroomError, StoreUnreachable
from data.store import Store
from data.tables.settings import set_setting
from data.upkeep import backup
from data.upkeep.backup import back_up, backups, schedule
from data.upkeep.check import Violation, violations
from tests.data.test_sample import sums
from tests.limits.world import fill
from tests.portfolio_store import sample_store

NOW = dt.datetime(2026, 11, 25, 22, 15, tzinfo=dt.UTC)


@pytest.fixture
def filled(tmp_path: Path) -> Store:
    return Store(sample_store(tmp_path / "headroom.duckdb"), memory_limit="500MB", threads=2)


@pytest.fixture(scope="module")
def small_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "headroom.duckdb"
    with closing(Store(path, memory_limit="500MB", threads=1)) as store:
        store.write(fill)
        store.checkpoint()
    return path


@pytest.fixture
def small(small_original: Path, tmp_path: Path) -> Iterator[Store]:
    """Two networks: for what is done with a backup, whatever is in it."""
    path = tmp_path / "headroom.duckdb"
    shutil.copy(small_original, path)
    with closing(Store(path, memory_limit="500MB", threads=1)) as store:
        yield store


def note(store: Store, version: int) -> None:
    at = NOW.replace(tzinfo=None)
    store.write(lambda cursor: set_setting(cursor, "noted", str(version), version=version, by="test", at=at))


def test_a_backup_opens_as_a_store_that_holds_the_same(filled: Store) -> None:
    made = back_up(filled, now=NOW)
    assert made.path == Path(filled.name).parent / "backups" / "headroom-20261125T221500Z.duckdb"
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name]  # nothing half made is left
    copy = Store(made.path, memory_limit="500MB", threads=2)
    assert sums(filled) == sums(copy)
    with filled.reading() as ours, copy.reading() as theirs:
        assert ours.sequences() == theirs.sequences()
    assert violations(copy) == []
    note(copy, 1)  # and goes on as one
    copy.close()
    filled.close()


def test_a_backup_made_while_others_write_is_one_moment_of_it(filled: Store) -> None:
    stop, written, began = threading.Event(), [], threading.Event()

    def write() -> None:
        while not stop.is_set():
            note(filled, len(written) + 1)
            written.append(len(written) + 1)
            began.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert began.wait(60)
    before = len(written)
    made = back_up(filled, now=NOW)
    after = len(written)
    stop.set()
    writer.join()
    assert after > before  # nobody waited for it
    copy = Store(made.path)
    with copy.reading() as cursor:
        found = [version for (version,) in cursor.rows("SELECT version FROM settings WHERE name = 'noted' ORDER BY 1")]
        assert found == list(range(1, len(found) + 1))
        assert before <= len(found) <= after + 1
        # A write and what it counts belong together: the copy holds both or neither.
        assert copy.data_version() == 1 + len(found)
    copy.close()
    filled.close()


def test_the_oldest_go_and_only_this_stores(small: Store) -> None:
    folder = Path(small.name).parent / "backups"
    folder.mkdir()
    others = folder / "other-20250101T000000Z.duckdb"
    others.write_text("of another store")
    mine = folder / "headroom-notes.duckdb"
    mine.write_text("no backup")
    for hour in range(4):
        back_up(small, now=NOW + dt.timedelta(hours=hour), keep=2)
    kept = [NOW + dt.timedelta(hours=3), NOW + dt.timedelta(hours=2)]
    assert [one.made_at for one in backups(small)] == kept
    assert others.exists()
    assert mine.exists()


def test_a_copy_that_is_not_sound_is_not_kept(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "violations_within", lambda cursor: [Violation("sums", "acme", "differs")])
    with pytest.raises(StoreUnreachable, match="not sound"):
        back_up(small, now=NOW)
    assert backups(small) == []
    assert list((Path(small.name).parent / "backups").iterdir()) == []


def test_a_store_that_breaks_an_invariant_is_backed_up_all_the_same_and_says_so(small: Store) -> None:
    small.write(lambda cursor: cursor.execute("UPDATE limits SET version = version + 5 WHERE network_id = 'acme'"))
    own = violations(small)
    assert own
    assert set(back_up(small, now=NOW).violations) == set(own)


def test_the_store_can_write_to_its_backups_and_nowhere_else(small: Store, tmp_path: Path) -> None:
    back_up(small, now=NOW)
    for target in (tmp_path / "else.duckdb", tmp_path / "backups" / ".." / "else.duckdb", tmp_path / "backups-2" / "x"):
        with pytest.raises(StoreUnreachable, match="cannot be written"):
            small.copy_to(target)
        assert not target.exists()
    for sql in ("COPY limits TO '/tmp/limits.csv'", "SELECT * FROM read_csv('/etc/passwd')", "INSTALL httpfs"):
        with small.reading() as cursor, pytest.raises(duckdb.Error):
            cursor.rows(sql)


def test_a_folder_that_cannot_be_written_is_said_and_leaves_nothing(small: Store) -> None:
    (Path(small.name).parent / "backups").write_text("a file where the folder should be")
    with pytest.raises(HeadroomError, match="cannot be written"):
        back_up(small, now=NOW)


def test_the_command_makes_one_where_it_is_told(
    small: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small.close()
    monkeypatch.setenv("HEADROOM_DB", small.name)
    assert main(["backup", str(tmp_path / "it's here")]) == 0
    assert len(list((tmp_path / "it's here").glob("headroom-*.duckdb"))) == 1
    assert "is backed up to" in capsys.readouterr().out


def test_on_postgresql_the_command_says_what_to_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEADROOM_DB", "postgresql://headroom:secret@127.0.0.1:1/headroom")
    assert main(["backup"]) == 2
    said = capsys.readouterr().err
    assert "pg_dump" in said
    assert "secret" not in said


def test_there_is_a_schedule_when_it_is_asked_for() -> None:
    assert schedule({}).every is None
    asked = schedule({"HEADROOM_BACKUP_HOURS": "6", "HEADROOM_BACKUP_KEEP": "3"})
    assert (asked.every, asked.keep) == (dt.timedelta(hours=6), 3)
    for name, wrong in (("HEADROOM_BACKUP_HOURS", "often"), ("HEADROOM_BACKUP_KEEP", "0")):
        with pytest.raises(BadInput, match=name):
            schedule({name: wrong})
