"""What every test may use: a real store in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from data.store import Store

# A busy machine is no defect, and the same tests give the same answer twice.
settings.register_profile("headroom", deadline=None, derandomize=True)
settings.load_profile("headroom")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "headroom.duckdb", memory_limit="500MB", threads=2)
    yield opened
    opened.close()
