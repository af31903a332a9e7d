"""Backups of a store that a dashboard owns: by command through its socket, and by itself on a schedule."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.store import Store
from data.upkeep.check import violations
from tests.browser.serving import ROOT, dashboard
from tests.server.asking import PATIENCE_SECONDS, Served, until


def command(store: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "data", *arguments],
        cwd=ROOT,
        env={**os.environ, "HEADROOM_DB": str(store)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@pytest.mark.long
def test_a_running_dashboard_backs_up_when_it_is_asked_and_on_its_schedule(tmp_path: Path) -> None:
    settings = {"HEADROOM_BACKUP_HOURS": "1", "HEADROOM_BACKUP_KEEP": "2"}
    with dashboard(tmp_path, environment=settings) as address:
        served, folder = Served(address, tmp_path), tmp_path / "backups"
        until(lambda: len(list(folder.glob("headroom-*.duckdb"))) == 1, "the first of the schedule is made")
        assert command(served.store, "check").returncode == 0  # asked of the dashboard, which owns the file
        for _ in range(3):
            time.sleep(1)  # their names tell seconds
            asked = command(served.store, "backup")
            assert asked.returncode == 0, asked.stderr
            assert "is backed up to" in asked.stdout
        assert len(list(folder.glob("headroom-*.duckdb"))) == 2  # the oldest went
        time.sleep(1)
        assert command(served.store, "backup", str(tmp_path / "far" / "away")).returncode == 0
        (made,) = (tmp_path / "far" / "away").iterdir()
        assert made.stat().st_mode & 0o777 == 0o600
    copy = Store(made)
    assert violations(copy) == []
    with copy.reading() as cursor:
        assert cursor.value("SELECT count(*) FROM networks") == 42
    copy.close()
    # The socket went with the dashboard: the command opens the store by itself again.
    assert not (tmp_path / "headroom.duckdb.sock").exists()
    assert command(served.store, "backup").returncode == 0
