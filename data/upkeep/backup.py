"""Online backups: one moment of a store as a file, verified before it counts, the oldest let go."""

from __future__ import annotations

import datetime as dt
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.engines.duckdb_file import reading_file
from data.errors import BadInput, StoreUnreachable
from data.serving_numbers import serving_number
from data.store import Store
from data.upkeep.check import Violation, violations, violations_within

ON_A_SERVER = (
    "A store on PostgreSQL is backed up by its server, while everything runs: pg_dump --format=custom "
    "--file=headroom.dump, with the address that HEADROOM_DB names."
)
_NAME = re.compile(r"-(\d{8}T\d{6}Z)\.duckdb")
_STAMP = "%Y%m%dT%H%M%SZ"
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Backup:
    """A backup that was verified; ``violations`` are the store's own, which a faithful copy has too."""

    path: Path
    made_at: dt.datetime
    byte_count: int
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """How often a running dashboard backs up by itself, and how many it keeps; None where it does not."""

    every: dt.timedelta | None
    keep: int


def schedule(environment: Mapping[str, str] = os.environ) -> Schedule:
    """What HEADROOM_BACKUP_HOURS and HEADROOM_BACKUP_KEEP say; no hours, no schedule."""
    hours = serving_number("backup_hours", environment)
    return Schedule(dt.timedelta(hours=hours) or None, serving_number("backup_keep", environment))


def back_up(store: Store, *, now: dt.datetime | None = None, keep: int | None = None) -> Backup:
    """Copies the store beside whatever is being written, proves the copy sound, and only then gives it its name."""
    folder = store.backups
    moment = (now or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)
    if folder is None:
        raise BadInput(ON_A_SERVER)
    with _one_at_a_time, store.running.work("a backup"):
        path = folder / f"{Path(str(store.address)).stem}-{moment:{_STAMP}}.duckdb"
        partial = path.with_suffix(".partial")
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if path.exists():
                raise BadInput(f"{path} is there already; a backup of this second was made. Try again.")
            partial.unlink(missing_ok=True)
            store.copy_to(partial)
            broken = _verified(partial, store)
            _keep_on_disk(partial)
            partial.rename(path)
            _keep_on_disk(folder)
        except OSError as error:
            raise StoreUnreachable(
                f"{path} cannot be written: {error.strerror or error}. No backup was made."
            ) from error
        finally:
            for left in folder.glob(f"{partial.name}*"):
                left.unlink(missing_ok=True)
        made = Backup(path, moment, path.stat().st_size, broken)
        for old in backups(store)[keep:] if keep else []:
            old.path.unlink(missing_ok=True)
        return made


def backups(store: Store) -> list[Backup]:
    """The store's backups in its folder, newest first."""
    folder = store.backups
    if folder is None or not folder.is_dir():
        return []
    in_folder = []
    for path in folder.glob(f"{Path(str(store.address)).stem}-*.duckdb"):
        if matched := _NAME.search(path.name):
            made_at = dt.datetime.strptime(matched[1], _STAMP).replace(tzinfo=dt.UTC)
            in_folder.append(Backup(path, made_at, path.stat().st_size))
    return sorted(in_folder, key=lambda backup: backup.made_at, reverse=True)


def _verified(path: Path, store: Store) -> tuple[Violation, ...]:
    """What the copy breaks; refused where the store itself does not break it."""
    with reading_file(path) as cursor:
        broken = violations_within(cursor)
    if made := set(broken) - set(violations(store) if broken else []):
        raise StoreUnreachable(f"The copy is not sound and was not kept: {min(map(str, made))}. Try again.")
    return tuple(broken)


def _keep_on_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
