"""The command-line door of the engine: ``python -m forecasting benchmark|fleet``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from forecasting.fleet.command import BAD_INPUT, add_arguments, run


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, as every other error is said."""

    def error(self, message: str) -> NoReturn:
        """Exit code 2: bad input."""
        said = f"{self.prog.split()[-1]}: {message.rstrip('.')}. `{self.prog} --help` tells what it takes.\n"
        self.exit(BAD_INPUT, said)


def main(arguments: list[str] | None = None) -> int:
    chosen = parser().parse_args(arguments)
    if chosen.command == "fleet":
        return run(chosen)
    if chosen.worlds:
        from forecasting.evaluation import benchmark_worlds

        benchmark_worlds.run(print)
        return 0
    try:
        from forecasting.evaluation import benchmark, benchmark_families, benchmark_speed, benchmark_tasks

        methods = list(benchmark.OWN)
        if chosen.against:
            from forecasting.evaluation import peers

            methods += peers.statsforecast_methods(chosen.windows)
    except ModuleNotFoundError as missing:
        print(f"{missing.name} is not installed: pip install -r requirements-benchmark.txt", file=sys.stderr)
        return BAD_INPUT
    benchmark.run(methods, print)
    benchmark_families.run(print)
    print()
    benchmark_tasks.run(print)
    print()
    benchmark_speed.run(print)
    modules = ["forecasting", *([chosen.against] if chosen.against else [])]
    for module in modules:
        print(f"import {module}: {benchmark.import_seconds(module):.2f} s")
    print(f"peak memory: {benchmark.peak_memory_mb():.0f} MB")
    return 0


def parser() -> argparse.ArgumentParser:
    """What the door takes."""
    called = "headroom forecasting" if Path(sys.argv[0]).stem == "headroom" else "python -m forecasting"
    made = OneLineParser(prog=called, description=__doc__)
    commands = made.add_subparsers(dest="command", required=True)
    bench = commands.add_parser("benchmark", help="accuracy, calibration and speed on public real series")
    bench.add_argument("--against", choices=["statsforecast"], help="run these methods on the same windows")
    bench.add_argument("--windows", type=int, default=300, help="windows for the slow methods (default: %(default)s)")
    bench.add_argument("--worlds", action="store_true", help="instead: is it right in every simulated world by itself?")
    add_arguments(commands.add_parser("fleet", help="forecast, risk and safe limits of a fleet from Parquet files"))
    return made


if __name__ == "__main__":
    sys.exit(main())
