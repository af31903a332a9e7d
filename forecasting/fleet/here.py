"""The fleet on this machine: DuckDB brings a network's rows together, every core works out some networks at a time.

Memory is bounded by the bucket, not by the fleet: rows are first written out by buckets of whole networks.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from forecasting.fleet.answers import Settings
from forecasting.fleet.parquet import FleetInput, check_files, files_of, has_column
from forecasting.fleet.tables import LONG, answer_table

ROWS_A_BUCKET = 400_000
MEMORY_LIMIT = "700MB"
Progress = Callable[[int, int, str], None]  # buckets done, of how many, what is being done


def run_here(
    usage: str,
    contracts: str,
    out: Path,
    *,
    settings: Settings,
    next_month: dt.date | None = None,
    workers: int | None = None,
    progress: Progress = lambda _done, _all, _what: None,
) -> int:
    """Writes the answers as Parquet files into a new folder, all or nothing; returns how many networks there are.

    Args:
        usage, contracts: files, folders or patterns.
        out: the folder; it must not be there yet, or be empty.
        next_month: the first month ahead; without it, the one after the last month of usage.
    """
    check_files(usage, contracts)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FleetInput(f"{out} is there already and not empty: name another folder with --out.")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as made:
        work = Path(made)
        progress(0, 1, "reading")
        first = _month(next_month or last_month(usage)) + (0 if next_month else 1)
        buckets = _into_buckets(usage, contracts, work / "in")
        networks = _work_out(buckets, work / "out", first, settings, workers or os.cpu_count() or 1, progress)
        if out.exists():
            out.rmdir()
        shutil.move(work / "out", out)
    return networks


def last_month(usage: str) -> dt.date:
    """The last billing month that usage is reported of."""
    with duckdb.connect() as database:
        newest = database.read_parquet(files_of(usage)).aggregate("max(billing_month)::date").fetchall()[0][0]
    if newest is None:
        raise FleetInput(f"{usage} has no row with a billing month, so there is nothing to forecast from.")
    return dt.date(newest.year, newest.month, 1)


def _month(day: dt.date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def _into_buckets(usage: str, contracts: str, folder: Path) -> list[Path]:
    """The rows of both tables as one long table, each network whole in one of the files."""
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "preserve_insertion_order": "false"}) as database:
        months = database.read_parquet(files_of(usage))
        periods = database.read_parquet(files_of(contracts))
        rows = int(months.aggregate("count(*)").fetchall()[0][0])
        buckets = max(1, -(-rows // ROWS_A_BUCKET))
        at_limit = "at_limit" if has_column(usage, "at_limit") else "false"
        given = {
            "months": {**dict.fromkeys(LONG.names, "NULL"), "at_limit": at_limit}
            | {n: n for n in ("network_id", "billing_month", "static_used", "dynamic_used")},
            "periods": dict.fromkeys(LONG.names, "NULL")
            | {n: n for n in ("network_id", "starts_on", "ends_on", "number_months", "network_limit")},
        }
        long = months.project(_columns(given["months"], buckets)).union(
            periods.project(_columns(given["periods"], buckets))
        )
        long.write_parquet(str(folder), partition_by=["bucket"], compression="snappy")
    return sorted(folder.glob("bucket=*"))


def _columns(given: dict[str, str], buckets: int) -> str:
    types = {"string": "VARCHAR", "date32[day]": "DATE", "double": "DOUBLE", "bool": "BOOLEAN"}
    columns = [f"CAST({given[f.name]} AS {types[str(f.type)]}) AS {f.name}" for f in LONG]
    return ", ".join([*columns, f"hash(CAST(network_id AS VARCHAR)) % {buckets} AS bucket"])


def _work_out(
    buckets: list[Path], folder: Path, first: int, settings: Settings, workers: int, progress: Progress
) -> int:
    folder.mkdir()
    networks = 0
    with ProcessPoolExecutor(min(workers, len(buckets)), mp_context=get_context("spawn")) as pool:
        tasks = [
            pool.submit(_bucket, bucket, folder / f"part-{i:05d}.parquet", first, settings)
            for i, bucket in enumerate(buckets)
        ]
        for done, task in enumerate(as_completed(tasks), start=1):
            networks += task.result()
            progress(done, len(tasks), f"{networks:,} networks")
    return networks


def _bucket(source: Path, target: Path, first: int, settings: Settings) -> int:
    """One bucket from file to file; in a process of its own."""
    tables = [pq.read_table(file, schema=LONG, partitioning=None) for file in sorted(source.glob("*.parquet"))]
    table = answer_table(pa.concat_tables(tables), first, settings)
    pq.write_table(table, target, compression="zstd")
    return int(table.num_rows)
