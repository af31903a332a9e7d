"""`python -m tests.benchmarks [NAME]`: the figures the README and the docs may quote."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

NAMES = ("import", "store", "traffic", "risk", "calibration", "changes", "fleet", "pages")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=NAMES, help="one of them (default: all)")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size, such as 0.01 for a try")
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    options = parser.parse_args()
    from tests.benchmarks import (
        calibration,
        concurrent_changes,
        fleet_speed,
        import_usage,
        page_speed,
        risk_speed,
        store_reads,
        traffic_accuracy,
        traffic_speed,
    )

    with tempfile.TemporaryDirectory(prefix="headroom-benchmark-") as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if options.name in (None, "import"):
            import_usage.measure(folder, options.scale)
        if options.name in (None, "store"):
            store_reads.measure(folder, options.scale)
        if options.name in (None, "traffic"):
            traffic_speed.measure(options.scale)
            traffic_accuracy.measure()
        if options.name in (None, "risk"):
            risk_speed.measure(options.scale)
        if options.name in (None, "calibration"):
            calibration.measure(options.scale)
        if options.name in (None, "changes"):
            concurrent_changes.measure(folder, options.scale)
        if options.name in (None, "fleet"):
            fleet_speed.measure(folder, options.scale)
        if options.name in (None, "pages"):
            page_speed.measure(folder, options.scale)
    return 0


if __name__ == "__main__":
    sys.exit(main())
