"""A real dashboard for tests of the server: no browser, only what a program can send it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.serving import dashboard
from tests.server.asking import Served
from tests.server.with_tokens import Worlds
from tests.store_maker import StoreMaker


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample portfolio, shown to anybody on this machine."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "headroom.toml").write_text("[server]\nupload_mb_each = 3\nupload_mb_all = 5\n", encoding="utf-8")
    with dashboard(folder) as address:
        yield Served(address, folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture(scope="module")
def worlds(lasting_stores: StoreMaker) -> Worlds:
    return Worlds(lasting_stores)
