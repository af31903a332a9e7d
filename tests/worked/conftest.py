"""Commands run in a store of their own, with the clock on the day after the facts."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from data import __main__ as data_door
from data.store import Store
from limits import __main__ as limits_door
from limits import clock
from tests.worked.case import AS_OF, CASES, Case, Network, Run, case, fill

DOORS = {"data": data_door.main, "limits": limits_door.main}
NOW = dt.datetime.combine(AS_OF + dt.timedelta(days=1), dt.time(15), dt.UTC)
Opened = Callable[[], closing[Store]]
Filled = Callable[[str], tuple[Case, dict[str, Network]]]
Filling = Callable[[Sequence[Network]], Path]


@pytest.fixture(autouse=True)
def pinned_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What time it is in every case: the day after the facts."""
    monkeypatch.setattr(clock, "_now", lambda: NOW)


@pytest.fixture(scope="session")
def filling(tmp_path_factory: pytest.TempPathFactory) -> Filling:
    """Puts networks into a new store by imports and commands; gives its file, for tests to copy."""

    def work(networks: Sequence[Network]) -> Path:
        folder = tmp_path_factory.mktemp("worked")
        store = folder / "worked.duckdb"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "_now", lambda: NOW)
            patch.setenv("HEADROOM_DB", str(store))
            fill(folder / "files", networks, _said_by_command)
        return store

    return work


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without anything, for tests to copy."""
    path = tmp_path_factory.mktemp("worked") / "empty.duckdb"
    Store(path).close()
    return path


@pytest.fixture(scope="session")
def all_cases(filling: Filling) -> Path:
    """A store with every case that an import takes, side by side, for tests to copy."""
    cases = [case(path.name.partition("-")[0]) for path in sorted(CASES.glob("*.toml"))]
    assert {found["as_of"] for found in cases} == {AS_OF}
    return filling([network for found in cases for network in found["network"] if not network.get("is_refused")])


@pytest.fixture
def store_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_store: Path) -> Path:
    """The store that the commands of a test work on, which has nothing yet."""
    path = tmp_path / "worked.duckdb"
    shutil.copy(empty_store, path)
    monkeypatch.setenv("HEADROOM_DB", str(path))
    return path


@pytest.fixture
def run(store_file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(door: str, *arguments: object) -> tuple[int, Any]:
        code = DOORS[door]([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        if code:
            return code, captured.out + captured.err
        return code, json.loads(captured.out) if "--json" in arguments else captured.out

    return command


def _said_by_command(door: str, *arguments: object) -> tuple[int, str]:
    with redirect_stdout(io.StringIO()) as said:
        code = DOORS[door]([str(argument) for argument in arguments])
    return code, said.getvalue()


@pytest.fixture
def opened(store_file: Path) -> Opened:
    """Opens the store that the commands of a test work on; it has to be closed before the next command."""
    return lambda: closing(Store(Path(os.environ["HEADROOM_DB"])))


@pytest.fixture
def filled(store_file: Path, all_cases: Path) -> Filled:
    """Fills the store with every case; gives the one of this name and its networks by id."""

    def work(name: str) -> tuple[Case, dict[str, Network]]:
        shutil.copy(all_cases, store_file)
        facts = case(name)
        return facts, {network["id"]: network for network in facts["network"]}

    return work
