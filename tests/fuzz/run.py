"""Many files, one after the other, each from its own seed."""

from __future__ import annotations

import resource
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from data.imports import import_files
from data.store import Store
from tests.fuzz import mutations
from tests.fuzz.judging import AS_OF, NOW, Judge, Outcome, Wrong
from tests.fuzz.tables import PORTFOLIO, sound
from tests.fuzz.writing import Written, written

_FILES_A_STORE = 100
MOST_SECONDS = 60.0


@dataclass
class Findings:
    """What became of the files; ``wrong`` names seeds, so that each can be looked at by itself."""

    words: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, 0)
    most_mb: float = 0.0


def file_of(seed: int) -> Written:
    """The file of a seed: a sound table with none to four things done to it, and sometimes to its bytes."""
    random = Random(seed)
    table = sound(random)
    for _ in range(random.choice((0, 0, 1, 1, 1, 3))):
        table = mutations.of_table(random, table)
    made = written(random, table)
    content = made.content
    for _ in range(random.choice((0, 0, 0, 0, 1, 3))):
        content = mutations.of_bytes(random, content) or content
    return Written(made.suffix, content, made.codec, made.delimiter)


def fuzz(folder: Path, seeds: range, *, tell: Callable[[int, Findings], None] | None = None) -> Findings:
    findings = Findings()
    with _judges(folder) as next_judge:
        for place, seed in enumerate(seeds):
            judge = next_judge()
            began = time.monotonic()
            try:
                given = file_of(seed)
                outcome = judge.judge(given)
            except Wrong as wrong:
                findings.wrong.append((seed, str(wrong)))
                outcome = Outcome("wrong")
            except Exception as error:  # noqa: BLE001 - of the judge itself: told, and the next file is judged
                findings.wrong.append((seed, f"the judge failed: {type(error).__name__}: {error}"))
                outcome = Outcome("wrong")
            took = time.monotonic() - began
            if took > MOST_SECONDS:
                findings.wrong.append((seed, f"it took {took:.0f} s"))
            findings.words[outcome.word] += 1
            findings.kinds[f"{given.suffix} {outcome.word}"] += 1
            findings.reasons[_kind_of(outcome.reason)] += bool(outcome.reason)
            findings.slowest = max(findings.slowest, (took, seed))
            findings.most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            if tell:
                tell(place + 1, findings)
    return findings


@contextmanager
def _judges(folder: Path) -> Iterator[Callable[[], Judge]]:
    """A fresh copy of the same store every hundred files, so that what one file left is small."""
    origin = folder / "origin.duckdb"
    store = Store(origin, memory_limit="500MB", threads=1)
    files = []
    for name, text in PORTFOLIO.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        files.append(path)
    import_files(store, files, as_of=AS_OF, imported_by="ann@vendor.example", now=NOW)
    store.close()
    used = 0
    opened: Store | None = None
    judge: Judge | None = None

    def next_judge() -> Judge:
        nonlocal used, opened, judge
        if used % _FILES_A_STORE == 0 or judge is None:
            if opened is not None:
                opened.close()
            copy = folder / "copy.duckdb"
            copy.unlink(missing_ok=True)
            shutil.copy(origin, copy)
            opened = Store(copy, memory_limit="500MB", threads=1)
            judge = Judge(opened)
        used += 1
        return judge

    try:
        yield next_judge
    finally:
        if opened is not None:
            opened.close()


def _kind_of(reason: str) -> str:
    """A reason without its figures and values, for counting."""
    return " ".join("#" if any(c.isdigit() for c in word) else word for word in reason.split()[:7])
