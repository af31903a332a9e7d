"""The fleet on a Spark cluster: the same function on the same rows, one shuffle, nothing to install but the libraries.

Exactly one shuffle, and nothing before it depends on the order of rows: a lost executor's work can then be done again
by another with the same outcome. The package itself travels with the job as a zip file.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa

from forecasting.fleet.answers import Settings
from forecasting.fleet.parquet import WITHOUT_ZONE, FleetInput
from forecasting.fleet.tables import ANSWER, CONTRACT_COLUMNS, LONG, USAGE_COLUMNS, answer_table

PARTITIONS = 200
KNOCK_SECONDS = 10


def session(*, master: str = "", connect: str = "") -> Any:
    """A Spark session on a master (local[2], spark://…, yarn, k8s://…) or through Spark Connect (sc://…)."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else workers run whatever python3 they find
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise FleetInput(f"{missing.name} is not installed: pip install -r requirements-spark.txt") from missing
    _knock(connect or master)
    builder = SparkSession.builder.appName("headroom-fleet").config("spark.sql.session.timeZone", "UTC")
    try:
        if connect:
            return builder.remote(connect).getOrCreate()
        if "local" in master or "127.0.0.1" in master:
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
            builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        return builder.master(master).config("spark.sql.adaptive.enabled", "false").getOrCreate()
    except (PySparkException, OSError) as error:
        first = str(error).splitlines()[0]
        raise FleetInput(
            f"Spark cannot be reached at {connect or master}: {first}. Is Java 17 there, and the address right?"
        ) from error


def _knock(address: str) -> None:
    """Spark itself tries an address that nobody answers at for ten minutes."""
    place = urlsplit(address)
    if place.scheme not in ("sc", "spark") or place.hostname is None or place.port is None:
        return
    try:
        socket.create_connection((place.hostname, place.port), timeout=KNOCK_SECONDS).close()
    except OSError as error:
        raise FleetInput(
            f"Nobody answers at {address} ({error}). Is the cluster running, and the address right?"
        ) from error


def run_spark(
    spark: Any,
    usage: str,
    contracts: str,
    out: str,
    *,
    settings: Settings,
    next_month: dt.date | None = None,
    partitions: int = PARTITIONS,
) -> int:
    """Answers a fleet as `run_here` does, on the cluster's own storage; returns how many networks there are."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    months, periods = spark.read.parquet(usage), spark.read.parquet(contracts)
    _check(months, usage, USAGE_COLUMNS)
    _check(periods, contracts, CONTRACT_COLUMNS)
    if next_month is None:
        last = months.agg(f.max(f.to_date("billing_month"))).collect()[0][0]
        if last is None:
            raise FleetInput(f"{usage} has no row with a billing month, so there is nothing to forecast from.")
        next_month = (dt.date(last.year, last.month, 1) + dt.timedelta(days=32)).replace(day=1)
    with tempfile.TemporaryDirectory(prefix="headroom-fleet-") as folder:
        _ship(spark, Path(folder))  # first: a function knows only what was sent before it was handed over
        long = _long(months, f).unionByName(_long(periods, f)).repartition(partitions, "network_id")
        answers = long.mapInArrow(_part(next_month, settings), _ddl())
        answers.write.mode("errorifexists").parquet(out)
    return int(spark.read.parquet(out).count())


def _part(next_month: dt.date, settings: Settings) -> Any:
    """The function of one partition: all rows of some whole networks in, their answers out."""
    first = (next_month.year - 1970) * 12 + next_month.month - 1

    def work_out(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        given = list(batches)
        if given:
            rows = pa.Table.from_batches(given).select(LONG.names).cast(LONG)
            yield from answer_table(rows, first, settings).to_batches()

    return work_out


def _long(frame: Any, f: Any) -> Any:
    """The columns of LONG, NULL where the frame has none."""
    types = {"string": "string", "date32[day]": "date", "double": "double", "bool": "boolean"}
    return frame.select(
        [
            (f.col(field.name) if field.name in frame.columns else f.lit(None))
            .cast(types[str(field.type)])
            .alias(field.name)
            for field in LONG
        ]
    )


def _ddl() -> str:
    types = {"string": "string", "int64": "bigint", "date32[day]": "date", "double": "double"}
    types |= {str(pa.list_(pa.date32())): "array<date>"}
    return ", ".join(f"{f.name} {types.get(str(f.type), 'array<double>')}" for f in ANSWER)


def _check(frame: Any, place: str, needed: dict[str, str]) -> None:
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise FleetInput(f"{place} has no column {', '.join(missing)}; it has {', '.join(frame.columns)}.")
    for name, kind in frame.dtypes:
        if needed.get(name) == "date" and kind == "timestamp":  # Spark's name of one that has a zone
            raise FleetInput(f"{place}: column {name} is a timestamp with time zone, and must be a date{WITHOUT_ZONE}")


def _ship(spark: Any, folder: Path) -> None:
    """Sends this package to every executor, so that nothing of ours need be installed there.

    The driver hands out the archive in ``folder`` for as long as executors come, so it must stay until the job is done.
    """
    package = Path(__file__).parents[1]
    archive = folder / "headroom_forecasting.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(package.rglob("*")):
            if file.suffix in (".py", ".npz", ".json"):
                packed.write(file, Path("forecasting") / file.relative_to(package))
    spark.addArtifacts(str(archive), pyfile=True)
