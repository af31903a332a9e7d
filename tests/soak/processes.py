"""Processes that are killed: how they are started, how far they got, and whether a transaction was open."""

from __future__ import annotations

import mmap
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.store import Address, Cursor, Store

ROOT = Path(__file__).parents[2]


class Marked(Store):
    """A store that marks in a file, which outlives the process, that a transaction is open."""

    def __init__(self, path: Path, address: Address) -> None:
        mark = path.with_suffix(".mark")
        mark.write_bytes(b"0")
        with mark.open("r+b") as file:
            self._mark = mmap.mmap(file.fileno(), 1)
        super().__init__(address, memory_limit="500MB", threads=2)

    @contextmanager
    def transaction(self, *, changes_figures: bool = True) -> Iterator[Cursor]:
        with super().transaction(changes_figures=changes_figures) as cursor:
            self._mark[0:1] = b"1"
            yield cursor
        self._mark[0:1] = b"0"


def address_of(text: str) -> Address:
    """A store as it was named to a process."""
    return text if "://" in text else Path(text)


def acknowledge(path: Path, line: str) -> None:
    """Says what is done where a kill cannot take it back."""
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def acknowledged(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def run_and_kill(
    module: str, store: Path, address: Address, randomness: random.Random, *, longest_seconds: float
) -> tuple[bool, bool]:
    """Starts the module on the store at ``address``, kills it a random while after it began to work.

    Its notes are beside ``store``.
    Says whether it was killed, not done before, and whether a transaction was open then.
    """
    command = [sys.executable, "-m", module, str(store), str(address), str(randomness.randrange(10**9))]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child, child.stdout:
        began = child.stdout.readline()
        assert began, f"{module} ended before it began: exit {child.wait()}"
        time.sleep(randomness.uniform(0, longest_seconds))
        child.send_signal(signal.SIGKILL)
        killed = child.wait() == -signal.SIGKILL
    return killed, killed and store.with_suffix(".mark").read_bytes() == b"1"
