"""A disk that fills up under a running dashboard: what does not fit is refused in words, and nothing else is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from data.store import Store
from data.upkeep.check import violations
from tests.browser.serving import ROOT, dashboard
from tests.portfolio_store import sample_store
from tests.server.asking import PATIENCE_SECONDS
from tests.small_disk import small_disk

CSM, NETWORK = "nora.feld@example.com", "summit-hvac"


def prove(folder: Path, times: int) -> str:
    """So many times: changes go through, the disk fills, a change is refused and reads go on, room is made again."""
    sample = sample_store(folder / "headroom.duckdb")
    with small_disk(megabytes=sample.stat().st_size // 2**20 + 16) as disk:
        store = disk / "headroom.duckdb"
        store.write_bytes(sample.read_bytes())
        acknowledged, refused = [], []
        with dashboard(folder, store=str(store)):
            for number in range(times):
                acknowledged.append(_change(store, number))
                assert acknowledged[-1] is None, f"a change with room on the disk: {acknowledged[-1]}"
                ballast = disk / "ballast"
                _fill(ballast)
                refused.append(_change_until_refused(store, number))
                assert _command(store, "limits", "status", NETWORK, "--json").returncode == 0, "reads do not go on"
                ballast.unlink()
        again = Store(store)
        assert violations(again) == [], violations(again)
        with again.reading() as cursor:
            kept = {row[0] for row in cursor.rows("SELECT change_id FROM limit_changes WHERE change_id LIKE 'room-%'")}
        again.close()
    assert kept >= {f"room-{number}" for number in range(times)}, "a change that was acknowledged is gone"
    assert all("disk" in said or "space" in said for said in refused), refused
    return (
        f"{times} times full under a running dashboard: {times} changes kept, {len(refused)} refused with: {refused[0]}"
    )


def _change(store: Path, number: int, name: str = "room") -> str | None:
    """None where it was made, else what was said."""
    limit = _limit(store)
    to = limit + 1 if number % 2 else limit - 1
    ended = _command(
        store, "limits", "change", NETWORK, "--kind", "network", "--to", str(to), "--as", CSM, "--reason", "soak",
        "--change-id", f"{name}-{number}",
    )  # fmt: skip
    return None if ended.returncode == 0 else ended.stderr.strip()


def _change_until_refused(store: Path, number: int) -> str:
    """A log may have room for a few more rows."""
    for more in range(200):
        if said := _change(store, number, f"full-{more}"):
            return said
    raise AssertionError("200 changes went into a disk that is full")


def _limit(store: Path) -> int:
    told = json.loads(_command(store, "limits", "status", NETWORK, "--json").stdout)
    return next(int(one["limit"]) for one in told["limits"] if one["kind"] == "network")


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65_536)
        except OSError:
            pass


def _command(store: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, env={**os.environ, "HEADROOM_DB": str(store)},
        capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
