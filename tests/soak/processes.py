"""Processes that are killed: how they are started, how far they got, and whether a transaction was open."""

from __future__ import annotations

import mmap
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from data.store import Address, Cursor, Store

Work = Callable[[Path, Address, int, Connection], None]  # the store's notes, the store, a seed, whom to tell it began

_FORKING = get_context("forkserver")


class Marked(Store):
    """A store that marks in a file, which outlives the process, that a transaction is open."""

    def __init__(self, path: Path, address: Address) -> None:
        mark = path.with_suffix(".mark")
        mark.write_bytes(b"0")
        with mark.open("r+b") as file:
            self._mark = mmap.mmap(file.fileno(), 1)
        super().__init__(address, memory_limit="500MB", threads=2)

    @contextmanager
    def transaction(self, *, changes_figures: bool | Callable[[], bool] = True) -> Iterator[Cursor]:
        with super().transaction(changes_figures=changes_figures) as cursor:
            self._mark[0:1] = b"1"
            yield cursor
        self._mark[0:1] = b"0"


def acknowledge(path: Path, line: str) -> None:
    """Says what is done where a kill cannot take it back."""
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def acknowledged(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def run_and_kill(
    work: Work, store: Path, address: Address, randomness: random.Random, *, longest_seconds: float
) -> tuple[bool, bool]:
    """Starts the work on the store at ``address`` in a process of its own, kills it a random while after it began.

    Its notes are beside ``store``. Processes are forked from one that has loaded everything and opened nothing: a
    thousand kills are then a thousand times the work, and not the start of Python.
    Says whether it was killed, not done before, and whether a transaction was open then.
    """
    _FORKING.set_forkserver_preload([work.__module__])
    began, telling = _FORKING.Pipe(duplex=False)
    with began:
        with telling:
            child = _FORKING.Process(target=work, args=(store, address, randomness.randrange(10**9), telling))
            child.start()
        try:
            began.recv()
        except EOFError:
            child.join()
            raise AssertionError(f"{work.__module__} ended before it began: exit {child.exitcode}") from None
        time.sleep(randomness.uniform(0, longest_seconds))
        child.kill()
        child.join()
    killed = child.exitcode == -signal.SIGKILL
    child.close()
    return killed, killed and store.with_suffix(".mark").read_bytes() == b"1"
