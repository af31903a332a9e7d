"""``python -m forecasting fleet``: the job as a command, with its progress, its summary and errors of one line."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from forecasting.defaults import CONFIDENCE, RISK

if TYPE_CHECKING:
    from forecasting.fleet.answers import Settings


BAD_INPUT = 2
BAR = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--usage", required=True, metavar="PARQUET", help="file, folder or pattern: a row a network and month"
    )
    parser.add_argument(
        "--contracts", required=True, metavar="PARQUET", help="the same: a row a network and allotment period"
    )
    parser.add_argument("--out", required=True, metavar="DIR", help="a new folder for the answers, a row a network")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--spark", default="", metavar="MASTER", help="on a Spark cluster: spark://host:7077, yarn, local[2] …"
    )
    where.add_argument(
        "--connect", default="", metavar="ADDRESS", help="on a Spark cluster by Spark Connect: sc://host:15002"
    )
    parser.add_argument(
        "--from",
        dest="first",
        type=_month,
        metavar="MONTH",
        help="first month ahead (default: after the last of usage)",
    )
    parser.add_argument(
        "--risk", type=_ratio, default=RISK, help="overage risk that a safe limit may carry (default: %(default)s)"
    )
    parser.add_argument(
        "--confidence", type=_ratio, default=CONFIDENCE, help="how surely the need holds demand (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--lesson", metavar="FILE", help="what all networks taught a store, as `limits lesson --json` writes it"
    )
    parser.add_argument("--workers", type=int, metavar="N", help="processes on this machine (default: its cores)")
    parser.add_argument(
        "--partitions", type=int, default=200, metavar="N", help="of the cluster's one shuffle (default: %(default)s)"
    )
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")


def run(options: argparse.Namespace) -> int:
    from forecasting.fleet.answers import Settings
    from forecasting.fleet.lesson_file import read_lesson
    from forecasting.fleet.parquet import FleetInput

    started = time.monotonic()
    try:
        lesson = read_lesson(options.lesson) if options.lesson else None
        settings = Settings(options.risk, options.confidence, options.seed, lesson)
        networks = _on_spark(options, settings) if options.spark or options.connect else _here(options, settings)
    except FleetInput as error:
        if options.debug:
            raise
        print(f"fleet: {error}", file=sys.stderr)
        return BAD_INPUT
    seconds = time.monotonic() - started
    print(f"{networks:,} networks in {seconds:,.1f} s, in {options.out}.")
    for line in summary(options.out):
        print(line)
    return 0


def _here(options: argparse.Namespace, settings: Settings) -> int:
    from forecasting.fleet.here import run_here

    bar = ProgressBar(sys.stderr)
    try:
        return run_here(
            options.usage,
            options.contracts,
            Path(options.out),
            settings=settings,
            next_month=options.first,
            workers=options.workers,
            progress=bar.show,
        )
    finally:
        bar.close()


def _on_spark(options: argparse.Namespace, settings: Settings) -> int:
    from forecasting.fleet.spark import run_spark, session

    spark = session(master=options.spark, connect=options.connect)
    try:
        return run_spark(
            spark,
            options.usage,
            options.contracts,
            options.out,
            settings=settings,
            next_month=options.first,
            partitions=options.partitions,
        )
    finally:
        spark.stop()


def summary(out: str) -> list[str]:
    """How many networks came to which verdict, and what kept others from one; nothing where the files are elsewhere."""
    import pyarrow.parquet as pq

    from forecasting.fleet.parquet import files_of
    from forecasting.fleet.tables import STATES

    counts: Counter[tuple[str, str | None]] = Counter()
    for file in files_of(out):
        table = pq.read_table(file, columns=["state", "verdict"])
        counts.update(zip(table["state"].to_pylist(), table["verdict"].to_pylist(), strict=True))
    return [
        f"{count:>12,}  {verdict if state == 'ok' else f'{verdict}: {STATES[state]}'}"
        for (state, verdict), count in sorted(counts.items(), key=lambda item: -item[1])
    ]


class ProgressBar:
    """One line that is written over, for a terminal; nothing for a file or a pipe."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = False
        self._started = time.monotonic()

    def show(self, done: int, of: int, what: str) -> None:
        if not self._stream.isatty():
            return
        share = done / of
        left = (time.monotonic() - self._started) * (1 - share) / share if share else 0.0
        bar = "#" * round(BAR * share)
        self._stream.write(f"\r[{bar:<{BAR}}] {share:4.0%}  {what:<24} about {left:,.0f} s left ")
        self._stream.flush()
        self._shown = True

    def close(self) -> None:
        if self._shown:
            self._stream.write("\n")


def _month(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{text}-01" if len(text) == 7 else text).replace(day=1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no month: write it as 2026-12") from None


def _ratio(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no ratio between 0 and 1")
    return value
