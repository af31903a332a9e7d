"""``python -m tests.soak``: runs the proofs and prints their figures; exit 1 where one fails.

``patches --times 10000`` is the whole race of PATCHes, ``beside --times 86400`` a day at one dashboard.
HEADROOM_TEST_ENGINE=postgresql makes ``race``, ``patches`` and ``killed`` on PostgreSQL.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.soak import backed_up, beside, full_disk, killed, patches, planned, race, sessions

PROOFS: dict[str, tuple[Callable[[Path, int], str], int]] = {
    "race": (race.prove, 200),
    "patches": (patches.prove, 400),
    "killed": (killed.prove, 100),
    "planned": (planned.prove, 40),
    "backed-up": (backed_up.prove, 20),
    "full-disk": (full_disk.prove, 3),
    "sessions": (sessions.prove, 40),
    "beside": (beside.prove, 600),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("proofs", nargs="*", choices=[*PROOFS, []], help="all of them where none is named")
    parser.add_argument("--times", type=int, help="how often, or how many")
    options = parser.parse_args()
    failed = False
    for name in options.proofs or PROOFS:
        prove, times = PROOFS[name]
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="headroom-soak-") as folder:
            try:
                said = prove(Path(folder), options.times or times)
            except AssertionError as error:
                said, failed = f"FAILED: {error}", True
        print(f"{name}: {said} ({time.monotonic() - started:.0f} s)", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
