"""Where a proof's store is: a file of its folder, or a database of a PostgreSQL server that writes to disk for sure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from unittest.mock import patch

from data.store import Address
from tests import postgres_server
from tests.store_maker import ON_POSTGRESQL


def in_a_hurry() -> AbstractContextManager[object]:
    """One person may file as many requests within the hour as a proof takes."""
    return patch("limits.pace.REQUESTS_AN_HOUR", 1_000_000)


@contextmanager
def new_store(path: Path) -> Iterator[Address]:
    """The address of an empty store: ``path``, or with HEADROOM_TEST_ENGINE=postgresql a database."""
    if not ON_POSTGRESQL:
        yield path
        return
    with postgres_server.running(durable=True) as server:
        yield server.database()
