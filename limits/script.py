"""``headroom``: one script for every door, installed with the project; it works from any folder."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from data.called import SCRIPT
from data.door import OneLineParser

DASHBOARD = Path(__file__).parents[1] / "dashboard.py"


def main(arguments: Sequence[str] | None = None) -> int:
    """Goes through the door that is named first; what follows is its own."""
    command_line = list(sys.argv[1:] if arguments is None else arguments)
    chosen: str = _parser().parse_args(command_line[:1]).door
    return DOORS[chosen](command_line[1:])


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog=SCRIPT,
        description="Limits, forecasts and changes of call-tracking numbers.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {SCRIPT} {name:<12} {door.__doc__}" for name, door in DOORS.items()),
    )
    parser.add_argument("door", choices=DOORS, metavar="DOOR", help=f"one of {', '.join(DOORS)}; `--help` after it")
    return parser


def _data(command_line: list[str]) -> int:
    """What goes into the store and out of it: sample, import, export, backup, users, check ..."""
    from data.__main__ import main as enter

    return enter(command_line)


def _limits(command_line: list[str]) -> int:
    """Limits, headroom and changes: status, explain, triage, change, request, decide ..."""
    from limits.__main__ import main as enter

    return enter(command_line)


def _forecasting(command_line: list[str]) -> int:
    """The engine alone: benchmark, fleet."""
    from forecasting.__main__ import main as enter

    return enter(command_line)


def _fleet(command_line: list[str]) -> int:
    """Forecasts, risk and safe limits of a whole fleet from Parquet files; short for `forecasting fleet`."""
    return _forecasting(["fleet", *command_line])


def _serve(command_line: list[str]) -> int:
    """Serves the dashboard on this machine."""
    parser = OneLineParser(prog=f"{SCRIPT} serve", description="Serves the dashboard of the store HEADROOM_DB names.")
    parser.add_argument("--port", type=int, default=8501, metavar="N", help="default %(default)s")
    parser.add_argument("--address", metavar="ADDRESS", help="another than this machine alone; asks for a sign-in")
    parser.add_argument("--demo", action="store_true", help="lets everybody choose who they are, on sample data only")
    options = parser.parse_args(command_line)
    if options.demo:
        os.environ["HEADROOM_DEMO"] = "1"
    code = _data(["sample", "--if-empty"]) if options.demo else 0
    if code == 0:
        # -P: a folder named data or limits where somebody happens to stand is not this project's.
        line = [sys.executable, "-P", "-m", "streamlit", "run", str(DASHBOARD), "--server.port", str(options.port)]
        sys.stdout.flush()
        os.execv(sys.executable, [*line, *(["--server.address", options.address] if options.address else [])])
    return code


DOORS: dict[str, Callable[[list[str]], int]] = {
    "data": _data,
    "limits": _limits,
    "forecasting": _forecasting,
    "fleet": _fleet,
    "serve": _serve,
}
