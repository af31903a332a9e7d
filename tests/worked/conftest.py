"""Commands run in a store of their own, with the clock on the day after the facts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data import __main__ as data_door
from data.store import Store
from limits import __main__ as limits_door
from limits import clock
from tests.worked.case import Case, Network, Run, case, day_after, fill

DOORS = {"data": data_door.main, "limits": limits_door.main}
Opened = Callable[[], closing[Store]]
Filled = Callable[..., tuple[Case, dict[str, Network]]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    path = tmp_path / "worked.duckdb"
    Store(path).close()
    monkeypatch.setenv("HEADROOM_DB", str(path))

    def command(door: str, *arguments: object) -> tuple[int, Any]:
        code = DOORS[door]([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        if code:
            return code, captured.out + captured.err
        return code, json.loads(captured.out) if "--json" in arguments else captured.out

    return command


@pytest.fixture
def opened(run: Run) -> Opened:
    """Opens the store that the commands of a test work on; it has to be closed before the next command."""
    return lambda: closing(Store(Path(os.environ["HEADROOM_DB"])))


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Filled:
    """Fills the store with a case by name, or with some of its networks; gives the case and its networks by id."""

    def work(name: str, *network_ids: str) -> tuple[Case, dict[str, Network]]:
        facts = case(name)
        monkeypatch.setattr(clock, "_now", lambda: day_after(facts))
        networks = [network for network in facts["network"] if not network_ids or network["id"] in network_ids]
        fill(tmp_path / "files", facts, networks, run)
        return facts, {network["id"]: network for network in networks}

    return work
