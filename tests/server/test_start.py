"""A server that cannot begin says why in one line and ends, as a command does."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from data.store import Store
from tests.browser.serving import ROOT, STARTS_WITHIN_SECONDS, free_port


def refused(store: Path, **environment: str) -> str:
    """What a dashboard over that store says before it ends."""
    ended = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(free_port())],
        cwd=ROOT,
        env={**os.environ, "HEADROOM_DB": str(store), **environment},
        capture_output=True,
        text=True,
        timeout=STARTS_WITHIN_SECONDS,
        check=False,
    )
    assert ended.returncode == 2, ended
    return ended.stderr.strip()


def test_a_number_that_cannot_be_meant_and_a_store_in_use_are_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "headroom.duckdb"
    assert refused(path, HEADROOM_ROUND_MINUTES="²") == (
        "HEADROOM_ROUND_MINUTES is '²': give whole minutes from 0 to 1,440; 0 for no rounds."
    )
    assert not path.exists()
    with closing(Store(path)):
        said = refused(path)
    assert said.startswith(f"The store {path} is open in another process")
    assert "\n" not in said


def test_a_process_that_a_dashboard_starts_opens_no_store(tmp_path: Path) -> None:
    """Python's own pool of processes imports the file that was run once more, under another name."""
    path = tmp_path / "headroom.duckdb"
    program = "import runpy; runpy.run_path('dashboard.py', run_name='__mp_main__')"
    environment = {**os.environ, "HEADROOM_DB": str(path)}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)
    assert not path.exists()
