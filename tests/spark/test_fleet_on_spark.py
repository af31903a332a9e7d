"""On a cluster the answers are those of one machine, to the last bit, though an executor dies."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from forecasting.fleet.answers import Settings
from forecasting.fleet.here import run_here
from tests.forecasting.fleet_rows import simulated, write_fleet

ROOT = Path(__file__).parents[2]
MISSING = [
    name
    for name, there in (("Java", shutil.which("java")), ("pyspark", importlib.util.find_spec("pyspark")))
    if not there
]
JAVA = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
PATIENCE_SECONDS = 240

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(
        bool(MISSING) and not os.environ.get("CI"),
        reason=f"needs {' and '.join(MISSING)} (apt-get install default-jre-headless; requirements-spark.txt)",
    ),
]


def on_spark(files: tuple[str, str], out: Path, where: list[str], *, partitions: int) -> subprocess.Popen[str]:
    """The command, started from a folder that has nothing of ours: the workers live on what travels with the job."""
    command = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from forecasting.__main__ import main; sys.exit(main())",
    ]
    given = ["fleet", "--usage", files[0], "--contracts", files[1], "--out", str(out), "--partitions", str(partitions)]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | JAVA
    return subprocess.Popen(
        [*command, *given, *where],
        cwd=out.parent,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def finish(job: subprocess.Popen[str]) -> str:
    said, _ = job.communicate(timeout=PATIENCE_SECONDS)
    assert job.returncode == 0, said[-3000:]
    return said


def assert_equal(here: pa.Table, there: pa.Table) -> None:
    a, b = here.sort_by("network_id"), there.sort_by("network_id")
    assert a.num_rows == b.num_rows
    for name in a.column_names:
        x, y = a[name], b[name].cast(a[name].type)
        if pa.types.is_list(x.type):
            x, y = pa.chunked_array([x.combine_chunks().flatten()]), pa.chunked_array([y.combine_chunks().flatten()])
        if pa.types.is_floating(x.type):
            np.testing.assert_array_equal(x.to_numpy(), y.to_numpy(), err_msg=name)
        else:
            assert x.to_pylist() == y.to_pylist(), name


def test_a_cluster_gives_the_answers_of_this_machine(tmp_path: Path) -> None:
    usage, contracts = simulated(200)
    files = write_fleet(tmp_path, usage, contracts)
    run_here(*files, tmp_path / "here", settings=Settings(), workers=1)
    said = finish(on_spark(files, tmp_path / "there", ["--spark", "local[2]"], partitions=4))
    assert "200 networks" in said
    assert_equal(pq.read_table(tmp_path / "here"), pq.read_table(tmp_path / "there"))


def executors(job: subprocess.Popen[str]) -> list[psutil.Process]:
    """The processes of the cluster that Python workers belong to."""
    return [p for p in psutil.Process(job.pid).children(recursive=True) if _is_executor(p)]


def _is_executor(process: psutil.Process) -> bool:
    try:
        return process.name() == "java" and "CoarseGrainedExecutorBackend" in " ".join(process.cmdline())
    except psutil.Error:  # it ended while it was looked at
        return False


def at_work(executor: psutil.Process) -> bool:
    """Whether it has handed rows to a Python worker of its own."""
    try:
        return any("python" in p.name() and p.cpu_times().user > 1 for p in executor.children(recursive=True))
    except psutil.Error:
        return False


@pytest.mark.kill
def test_an_executor_that_dies_costs_time_and_nothing_else(tmp_path: Path) -> None:
    usage, contracts = simulated(4000, months=12)
    files = write_fleet(tmp_path, usage, contracts)
    run_here(*files, tmp_path / "here", settings=Settings())
    job = on_spark(files, tmp_path / "there", ["--spark", "local-cluster[2,1,1024]"], partitions=60)
    until = time.monotonic() + PATIENCE_SECONDS
    while not (busy := [e for e in executors(job) if at_work(e)]):
        assert job.poll() is None, job.communicate()[0][-3000:]
        assert time.monotonic() < until, "no executor ever got to work"
        time.sleep(0.1)
    busy[0].kill()
    assert not (tmp_path / "there" / "_SUCCESS").exists()  # it died in the middle
    finish(job)
    assert_equal(pq.read_table(tmp_path / "here"), pq.read_table(tmp_path / "there"))


def test_a_cluster_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    files = write_fleet(tmp_path, *simulated(2))
    job = on_spark(files, tmp_path / "there", ["--connect", "sc://127.0.0.1:9"], partitions=2)
    said, _ = job.communicate(timeout=PATIENCE_SECONDS)
    assert job.returncode == 2
    assert "sc://127.0.0.1:9" in said
    assert "Traceback" not in said
