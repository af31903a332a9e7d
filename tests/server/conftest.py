"""A real dashboard for tests of the server: no browser, only what a program can send it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.serving import dashboard
from tests.server.asking import Served


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample portfolio, shown to anybody on this machine."""
    folder = tmp_path_factory.mktemp("demo")
    with dashboard(folder, environment={"HEADROOM_UPLOAD_MB_EACH": "3", "HEADROOM_UPLOAD_MB_ALL": "5"}) as address:
        yield Served(address, folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
