"""Several processes on one store: nothing lost, nothing twice, and what one writes the others see."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.sample import fill as fill_sample
from data.store import Store
from data.upkeep.check import violations
from data.upkeep.export import export_store
from data.upkeep.restore import restore_store
from limits.actors import OPERATOR, actor
from limits.advice.portfolio_rows import portfolio
from limits.changes.change import ChangeLimit
from limits.changes.planned_changes import schedule_change, scheduled_changes
from limits.network.limit_history import history
from limits.notice_texts import feed
from tests.limits.listening import Heard, web_server
from tests.limits.world import CSM
from tests.portfolio_store import AS_OF
from tests.postgres_server import Server
from tests.soak.due import AFTER
from tests.soak.planned import DAY, NOW, fill_planned
from tests.store_maker import StoreMaker, content

ROOT = Path(__file__).parents[2]
PLANS = 24
WITHIN_SECONDS = 60
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def maker(tmp_path: Path, postgres: Server) -> Iterator[StoreMaker]:
    made = StoreMaker(tmp_path, postgres)
    yield made
    made.close()


@pytest.fixture
def planned(maker: StoreMaker) -> Store:
    """A store with changes of limits whose day comes."""
    store = maker.new("planned")
    store.write(lambda cursor: fill_planned(cursor, PLANS))
    csm = actor(store, CSM)
    for i in range(PLANS):
        command = ChangeLimit(f"n{i}", "network", 50, "planned", change_id=f"plan-{i}")
        schedule_change(store, csm, command, DAY, now=NOW)
    return store


def process(store: Store, notify: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.postgresql.rounds_process", str(store.address), AFTER.isoformat()],
        cwd=ROOT,
        env={**os.environ, "HEADROOM_NOTIFY": notify},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def go_on(processes: list[subprocess.Popen[str]]) -> None:
    for one in processes:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()


def said(processes: list[subprocess.Popen[str]]) -> list[str]:
    return [one.stdout.readline().strip() for one in processes if one.stdout is not None]


def applied_count(store: Store) -> int:
    with store.reading() as cursor:
        return int(cursor.value("SELECT count(*) FROM scheduled_changes WHERE status = 'applied'"))


def test_of_three_processes_and_one_killed_each_plan_is_made_and_told_once(planned: Store) -> None:
    with web_server() as heard:
        _three_processes_one_killed(planned, heard)
    sent = "\n".join(message["message"] for message in heard.messages)
    lines = re.findall(r"^- (n\d+): network limit is 50 from 1 Dec 2026$", sent, re.MULTILINE)
    assert sorted(lines) == sorted(f"n{i}" for i in range(PLANS))
    csm = actor(planned, CSM)
    networks = [f"n{i}" for i in range(PLANS)]
    made = [c.change_id for n in networks for c in history(planned, OPERATOR, n) if c.change_id.startswith("plan-")]
    assert sorted(made) == sorted(f"plan-{i}" for i in range(PLANS))
    assert {c.status for n in networks for c in scheduled_changes(planned, csm, n)} == {"applied"}
    told = [n for n in feed(planned, csm, most=10_000) if n.topic == "scheduled change"]
    assert len(told) == PLANS
    assert violations(planned) == []


def _three_processes_one_killed(store: Store, heard: Heard) -> None:
    processes = [process(store, f"json://127.0.0.1:{heard.port}/hook") for _ in range(3)]
    try:
        assert said(processes) == ["began"] * 3
        go_on(processes)
        victim, *others = processes
        deadline = time.monotonic() + WITHIN_SECONDS
        while applied_count(store) < 3 and time.monotonic() < deadline:
            time.sleep(0.005)
        victim.send_signal(signal.SIGKILL)
        assert victim.wait() == -signal.SIGKILL
        assert said(others) == ["applied"] * 2
        go_on(others)
        assert "left to send: 0" in said(others)
    finally:
        for one in processes:
            one.kill()
            one.communicate()


@pytest.mark.long
def test_many_writers_of_several_processes_lose_no_update(maker: StoreMaker) -> None:
    address = maker.new("counted").address
    code = (
        "import sys; from data.store import Store; store = Store(sys.argv[1])\n"
        "def work(c):\n"
        "    seen = c.value('SELECT data_version FROM store_state')\n"
        "    c.execute('INSERT INTO settings VALUES ($1, $2, $3, $4, now())', 'n', seen + 1, '', sys.argv[2])\n"
        "for _ in range(50): store.write(work)\n"
        "store.close()"
    )
    commands = [[sys.executable, "-c", code, str(address), f"writer {i}"] for i in range(4)]
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda c: subprocess.run(c, cwd=ROOT, check=False, capture_output=True), commands))
    assert [one.returncode for one in ended] == [0] * 4, ended[0].stderr
    with maker.open(address).reading() as cursor:
        assert cursor.rows("SELECT version FROM settings ORDER BY version") == [(n,) for n in range(1, 201)]


@pytest.mark.long
def test_a_store_moves_from_the_file_to_the_server_and_back_unchanged(maker: StoreMaker, tmp_path: Path) -> None:
    file = Store(tmp_path / "file.duckdb", memory_limit="500MB", threads=2)
    fill_sample(file, seed=1, as_of=AS_OF)
    written = export_store(file, tmp_path / "from_file")
    server = maker.new("moved")
    restore_store(server, tmp_path / "from_file")
    assert violations(server) == []
    export_store(server, tmp_path / "from_server")
    back = Store(tmp_path / "back.duckdb", memory_limit="500MB", threads=2)
    restore_store(back, tmp_path / "from_server")
    tables = [table.name for table in written.tables]
    for store in (server, back):
        with file.reading() as before, store.reading() as after:
            for name in tables:
                assert content(after, name) == content(before, name), name
            assert after.sequences() == before.sequences()
    back.close()
    file.close()


def test_the_sample_portfolio_and_its_risks_are_the_same_on_both(maker: StoreMaker, tmp_path: Path) -> None:
    file = Store(tmp_path / "file.duckdb", memory_limit="500MB", threads=2)
    server = maker.new("sample")
    for store in (file, server):
        fill_sample(store, seed=0, as_of=AS_OF)
    assert portfolio(server, OPERATOR) == portfolio(file, OPERATOR)
    file.close()
