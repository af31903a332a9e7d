"""`make fuzz`: python -m tests.fuzz [--files 10000] [--seed 0] [--only SEED]"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.run import Findings, file_of, fuzz


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1_000_000, help="the first file's; each further one has the next")
    parser.add_argument("--only", type=int, help="the file of one seed, shown and judged")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.files)
    if options.only is not None:
        seeds = range(options.only, options.only + 1)
        sys.stdout.write(f"{file_of(options.only)}\n")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="headroom-fuzz-") as folder:
        findings = fuzz(Path(folder), seeds, tell=_tell)
    _report(findings, time.monotonic() - began)
    return 1 if findings.wrong else 0


def _tell(done: int, findings: Findings) -> None:
    if done % 500 == 0:
        sys.stderr.write(f"{done:,} files: {dict(findings.words)}, {findings.most_mb:,.0f} MB\n")


def _report(findings: Findings, seconds: float) -> None:
    lines = [
        f"{findings.words.total():,} files in {seconds:,.0f} s: "
        + ", ".join(f"{count:,} {word}" for word, count in findings.words.most_common()),
        "; ".join(f"{kind} {count:,}" for kind, count in sorted(findings.kinds.items())),
        f"slowest {findings.slowest[0]:.1f} s (seed {findings.slowest[1]}), memory at most {findings.most_mb:,.0f} MB",
        *(f"  {count:>6,} {reason}" for reason, count in findings.reasons.most_common(40)),
        *(f"WRONG seed {seed}: {what}" for seed, what in findings.wrong),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
