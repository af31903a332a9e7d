"""The process that is killed: four threads make the changes that are due."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from limits.changes.schedule import apply_due
from tests.soak.planned import AFTER
from tests.soak.processes import Marked


def main(path: Path) -> None:
    store = Marked(path, path)
    print("began", flush=True)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: apply_due(store, now=AFTER), range(4)))
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
