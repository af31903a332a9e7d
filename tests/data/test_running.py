"""Running work when the process ends: nothing new begins, what runs is waited for, what takes too long is undone."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest

from data import kept
from data.errors import ShuttingDown
from data.store import Cursor, Store
from data.tables.settings import set_setting, setting

AT = dt.datetime(2026, 11, 25, tzinfo=dt.UTC).replace(tzinfo=None)


class Long:
    """A write that goes on until it is let go."""

    def __init__(self, store: Store) -> None:
        self.store, self.begun, self.go = store, threading.Event(), threading.Event()
        self.error: Exception | None = None
        self.thread = threading.Thread(target=self._work)
        self.thread.start()
        assert self.begun.wait(60)

    def _work(self) -> None:
        try:
            with self.store.running.work("an import"), self.store.transaction() as cursor:
                set_setting(cursor, "half", "1", version=1, by="test", at=AT)
                self.begun.set()
                while not self.go.is_set():
                    cursor.rows("SELECT 1")
                    time.sleep(0.005)
        except Exception as error:  # noqa: BLE001 - whatever ends it is looked at by the test
            self.error = error


def stored(store: Store) -> bool:
    with store.reading() as cursor:
        return setting(cursor, "half") is not None


def test_work_that_ends_in_time_is_waited_for_and_named(store: Store) -> None:
    long = Long(store)
    threading.Timer(0.3, long.go.set).start()
    (ended,) = store.running.wait(60)
    assert (ended.what, ended.outcome) == ("an import", "finished")
    assert ended.took_seconds >= 0.2
    long.thread.join()
    assert stored(store)


def test_nothing_new_begins_and_what_runs_may_go_on(store: Store) -> None:
    long = Long(store)
    store.running.close()
    with pytest.raises(ShuttingDown, match="nothing was changed"):
        store.write(lambda cursor: set_setting(cursor, "new", "1", version=1, by="test", at=AT))
    with pytest.raises(ShuttingDown), store.transaction():
        pass
    long.go.set()
    long.thread.join()
    assert long.error is None
    assert stored(store)
    with store.reading() as cursor:
        assert setting(cursor, "new") is None


def test_work_that_takes_too_long_is_rolled_back_whatever_it_does_next(store: Store) -> None:
    long = Long(store)
    (late,) = store.running.wait(0.1)
    assert late.outcome is None
    store.abandon()
    long.go.set()  # it would commit now
    long.thread.join()
    assert long.error is not None
    assert not stored(store)


def test_what_was_abandoned_at_its_commit_is_known_to_be_rolled_back(store: Store) -> None:
    kept.begin()
    with pytest.raises(ShuttingDown, match="nothing of it was stored"):
        store.write(lambda _: vars(store._engine).update(_abandoned=True))
    assert kept.outcome() == "rolled back"


def test_a_piece_of_work_is_one_however_many_writes_it_makes(store: Store) -> None:
    def work(cursor: Cursor) -> list[str]:
        return store.running.now()

    with store.running.work("a round"):
        assert store.write(work) == ["a round"]
        store.running.close()
        store.write(work)  # part of what began before
    assert store.running.now() == []


def test_a_write_is_called_by_its_use_case(store: Store) -> None:
    def decide_request() -> list[str]:
        def work(cursor: Cursor) -> list[str]:
            return store.running.now()

        return store.write(work)

    assert decide_request() == ["test a write is called by its use case"]
