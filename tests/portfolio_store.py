"""A store with the sample portfolio, made once for every test that looks at pages."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from data.sample import fill
from data.store import Store

AS_OF = dt.date(2026, 11, 22)


def sample_store(original: Path, copy: Path) -> Path:
    """A copy of the sample store that a test may change; ``original`` is made when it is not there yet."""
    if not original.exists():
        store = Store(original, memory_limit="500MB", threads=2)
        fill(store, as_of=AS_OF)
        store.checkpoint()
        store.close()
    shutil.copy(original, copy)
    return copy
