"""What pages remember of the store: of one version, each value once, and nothing that one of many could change."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Never

import numpy as np
import pytest

from views.visit.memory import Memory


def test_a_value_is_worked_out_once_for_a_version_and_anew_for_the_next() -> None:
    memory, made = Memory(10), []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [memory.get(("store", 1), "key", make) for _ in range(3)] == [0, 0, 0]
    assert memory.get(("store", 1), "other", make) == 1
    assert memory.get(("store", 2), "key", make) == 2
    assert len(memory) == 1


def test_an_older_version_is_worked_out_and_takes_the_place_of_nothing() -> None:
    memory = Memory(10)
    assert memory.get(("store", 2), "key", lambda: "new") == "new"
    assert memory.get(("store", 1), "key", lambda: "old") == "old"
    assert memory.get(("store", 2), "key", lambda: "again") == "new"


def test_another_store_has_nothing_of_the_one_before() -> None:
    memory = Memory(10)
    memory.get(("one", 5), "key", lambda: "one")
    assert memory.get(("two", 5), "key", lambda: "two") == "two"
    assert memory.get(("one", 5), "key", lambda: "one again") == "one again"


def test_what_nobody_asked_for_longest_is_let_go() -> None:
    memory = Memory(2)
    for key in ("a", "b", "a", "c"):
        memory.get(("store", 1), key, key.upper)
    assert len(memory) == 2
    assert memory.get(("store", 1), "a", lambda: "made anew") == "A"
    assert memory.get(("store", 1), "b", lambda: "made anew") == "made anew"


def test_what_many_want_at_once_is_worked_out_by_one() -> None:
    memory, together, made = Memory(10), threading.Barrier(8), []

    def make() -> str:
        made.append(threading.get_ident())
        return "value"

    def ask(_: int) -> str:
        together.wait()
        return memory.get(("store", 1), "key", make)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(8))) == {"value"}
    assert len(made) == 1


def test_what_fails_is_tried_again_by_the_next() -> None:
    memory = Memory(10)

    def fail() -> Never:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        memory.get(("store", 1), "key", fail)
    assert memory.get(("store", 1), "key", lambda: "value") == "value"


@dataclass(frozen=True)
class _Paths:
    of_campaigns: dict[str, np.ndarray]
    months: tuple[np.ndarray, ...]


def test_arrays_that_many_share_cannot_be_changed() -> None:
    shared = Memory(10).get(("store", 1), "key", lambda: _Paths({"spring": np.zeros(3)}, (np.ones(2),)))
    for array in (shared.of_campaigns["spring"], shared.months[0]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5.0
