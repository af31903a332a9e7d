"""`python -m tests.benchmarks [NAME]`: the figures the README and the docs may quote."""

from __future__ import annotations

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

FOLDER, SCALE = "folder", "scale"
# By name, the modules that measure and what each is given; a module is imported when it is wanted.
BENCHMARKS: dict[str, dict[str, tuple[str, ...]]] = {
    "import": {"import_usage": (FOLDER, SCALE)},
    "store": {"store_reads": (FOLDER, SCALE)},
    "traffic": {"traffic_speed": (SCALE,), "traffic_accuracy": ()},
    "risk": {"risk_speed": (SCALE,)},
    "calibration": {"calibration": (SCALE,)},
    "changes": {"concurrent_changes": (FOLDER, SCALE)},
    "fleet": {"fleet_speed": (FOLDER, SCALE)},
    "api": {"api_speed": (FOLDER, SCALE)},
    "pages": {"page_speed": (FOLDER, SCALE)},
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=BENCHMARKS, help="one of them (default: all)")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size, such as 0.01 for a try")
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="headroom-benchmark-") as temporary:
        given = {FOLDER: options.folder or Path(temporary), SCALE: options.scale}
        given[FOLDER].mkdir(parents=True, exist_ok=True)
        for name in [options.name] if options.name else BENCHMARKS:
            for module, wanted in BENCHMARKS[name].items():
                import_module(f"tests.benchmarks.{module}").measure(*(given[one] for one in wanted))
    return 0


if __name__ == "__main__":
    sys.exit(main())
