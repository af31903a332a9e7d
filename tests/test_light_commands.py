"""Commands that only read a few rows begin at once: they load no engine and nothing that draws or reads files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from data.store import Store
from tests.limits.world import fill

ROOT = Path(__file__).parents[1]
HEAVY = {
    *("numpy", "scipy", "pandas", "pyarrow", "pydantic", "streamlit", "plotly", "apprise"),
    *("pptx", "reportlab", "xlsxwriter"),
}
COMMANDS = (
    "limits explain acme --kind static --campaign spring --count 1",
    "limits explain acme --kind dynamic --count 1 --json",
    "limits history acme",
    "limits idle acme",
    "data check",
    "data users list",
)
RUN = """
import json, sys
from importlib import import_module
commands, heavy = map(json.loads, sys.argv[1:])
told = []
for command in commands:
    room, *arguments = command.split()
    code = import_module(f"{room}.__main__").main(arguments)
    told.append((command, code, sorted(set(heavy) & set(sys.modules))))
print(json.dumps(told))
"""


def test_a_command_that_only_reads_loads_neither_engine_nor_pages(tmp_path: Path) -> None:
    """One after the other in one process: the first that loads something is the one that does."""
    store = Store(tmp_path / "small.duckdb", memory_limit="500MB", threads=2)
    store.write(fill)
    store.close()
    environment = {**os.environ, "HEADROOM_DB": str(store.address)}
    line = [sys.executable, "-c", RUN, json.dumps(COMMANDS), json.dumps(sorted(HEAVY))]
    done = subprocess.run(line, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert [command for command, _, _ in told] == list(COMMANDS)
    assert [(command, loaded) for command, _, loaded in told if loaded] == []
    assert [command for command, code, _ in told if code not in (0, 1)] == []  # 1: no room for the number asked for


def test_help_of_every_door_loads_no_engine() -> None:
    for room in ("limits", "data"):
        line = [sys.executable, "-X", "importtime", "-m", room, "--help"]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
        loaded = {part.rpartition("|")[2].strip() for part in done.stderr.splitlines()}
        assert "argparse" in loaded
        assert not loaded & HEAVY, room
