"""Backups made while limits change as fast as they can: each opens as a whole store of one moment."""

from __future__ import annotations

import threading
from pathlib import Path

from data.store import Store
from data.upkeep.backup import back_up
from data.upkeep.check import violations
from data.upkeep.export import export_store
from data.upkeep.restore import restore_store
from limits.actors import OPERATOR, actor
from limits.changes import ChangeLimit, change_limit
from limits.network import history
from tests.limits.world import CSM, fill


def prove(folder: Path, backups: int) -> str:
    """Each backup holds the changes up to one, without a gap, passes every check, and restores to the same."""
    store = Store(folder / "busy.duckdb", memory_limit="500MB", threads=2)
    store.write(fill)
    csm, enough = actor(store, CSM), threading.Event()
    failed: list[BaseException] = []

    def change_on() -> None:
        number = 0
        try:
            while not enough.is_set():
                change_limit(
                    store, csm, ChangeLimit("acme", "network", 300 + number % 7, "soak", change_id=f"c{number}")
                )
                number += 1
        except BaseException as error:  # noqa: BLE001 - raised by whoever waits for the thread
            failed.append(error)

    writer = threading.Thread(target=change_on)
    writer.start()
    seen = []
    try:
        for number in range(backups):
            made = back_up(store)
            seen.append(_changes_in(made.path, folder / f"again-{number}"))
            made.path.unlink()
    finally:
        enough.set()
        writer.join()
    assert not failed, failed[0]
    assert seen == sorted(seen), f"a later backup holds less: {seen}"
    store.close()
    return (
        f"{backups} backups while {seen[-1]:,} changes were made; each holds every change up to one and none after, "
        "passes every check, and comes back equal through an export and a restore"
    )


def _changes_in(path: Path, again: Path) -> int:
    copy = Store(path, memory_limit="500MB", threads=2)
    assert violations(copy) == [], violations(copy)
    made = [c for c in history(copy, OPERATOR, "acme") if c.reason == "soak"]
    numbers = sorted(int(c.change_id.removeprefix("c")) for c in made)
    assert numbers == [*range(len(numbers))], f"a gap in {len(numbers)} changes"
    export_store(copy, again)
    restored = Store(again.with_suffix(".duckdb"), memory_limit="500MB", threads=2)
    restore_store(restored, again)
    assert history(restored, OPERATOR, "acme") == history(copy, OPERATOR, "acme")
    restored.close()
    copy.close()
    return len(numbers)
