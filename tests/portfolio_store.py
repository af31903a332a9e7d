"""A store with the sample portfolio, made once for every test that looks at pages."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from data.sample import fill
from data.store import Store

if TYPE_CHECKING:
    from tests.postgres_server import Server

AS_OF = dt.date(2026, 11, 22)
_ORIGINAL = "sample_store"


def sample_store(original: Path, copy: Path) -> Path:
    """A copy of the sample store that a test may change; ``original`` is made when it is not there yet."""
    if not original.exists():
        store = Store(original, memory_limit="500MB", threads=2)
        fill(store, as_of=AS_OF)
        store.checkpoint()
        store.close()
    shutil.copy(original, copy)
    return copy


def sample_database(server: Server) -> str:
    """The same on a PostgreSQL server: a database of its own, the original of which is made once."""
    if not server.has(_ORIGINAL):
        server.sql(f"CREATE DATABASE {_ORIGINAL} TEMPLATE template0")
        store = Store(server.url(_ORIGINAL))
        fill(store, as_of=AS_OF)
        store.close()
    return server.database(_ORIGINAL)
