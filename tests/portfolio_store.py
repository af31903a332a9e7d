"""A store with the sample portfolio, made once for every test that looks at pages."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from data.sample import fill
from data.store import Store

if TYPE_CHECKING:
    from tests.postgres_server import Server

AS_OF = dt.date(2026, 11, 22)
_ORIGINAL = "sample_store"


@cache
def _original() -> tuple[Path, tempfile.TemporaryDirectory[str]]:
    """Where this process keeps the sample store that all are copies of, until it ends."""
    folder = tempfile.TemporaryDirectory(prefix="headroom-sample-")
    path = Path(folder.name) / "sample.duckdb"
    store = Store(path, memory_limit="500MB", threads=2)
    fill(store, as_of=AS_OF)
    store.checkpoint()
    store.close()
    return path, folder


def sample_store(copy: Path) -> Path:
    """A copy of the sample store that a test may change."""
    shutil.copy(_original()[0], copy)
    return copy


def sample_database(server: Server) -> str:
    """The same on a PostgreSQL server: a database of its own, the original of which is made once."""
    if not server.has(_ORIGINAL):
        server.sql(f"CREATE DATABASE {_ORIGINAL} TEMPLATE template0")
        store = Store(server.url(_ORIGINAL))
        fill(store, as_of=AS_OF)
        store.close()
    return server.database(_ORIGINAL)
