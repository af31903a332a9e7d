"""`python -m data backup`: through the dashboard that owns the store where one runs, else directly."""

from __future__ import annotations

import shutil
from pathlib import Path

from data.caller import CALLER
from data.door import tell
from data.errors import BadInput, HeadroomError, NotAllowed, StoreError
from data.local_socket import ask, found_socket
from data.store import Store, store_address
from data.upkeep.backup import ON_A_SERVER, Backup, back_up

_BY_CODE: dict[int, type[HeadroomError]] = {2: BadInput, 3: StoreError, 4: NotAllowed}


def run_backup(folder: Path | None) -> int:
    """Makes a backup and says where it is; 1 where the store itself breaks an invariant."""
    address, caller = store_address(), CALLER.get()
    path, broken = _for_a_caller(folder) or _by_the_dashboard(folder) or _directly(folder)
    name = caller.store_name if caller else address if isinstance(address, Path) else "The store"
    tell(f"{name} is backed up to {path}.")
    if broken:
        tell(f"The store breaks {broken:,} of its invariants, and so does the backup: python -m data check lists them.")
    return 1 if broken else 0


def _for_a_caller(folder: Path | None) -> tuple[Path, int] | None:
    """In a dashboard, for whoever asked it from elsewhere."""
    caller = CALLER.get()
    if caller is None:
        return None
    made = back_up(caller.store)
    return (_moved(made.path, folder) if folder else made.path), len(made.violations)


def _by_the_dashboard(folder: Path | None) -> tuple[Path, int] | None:
    address = store_address()
    socket = found_socket(address) if isinstance(address, Path) else None
    answer = ask(socket, "POST", "/backup") if socket else None
    if answer is None:
        return None
    status, said = answer
    if status != 201:
        raise _BY_CODE.get(int(said.get("exit_code", 3)), StoreError)(str(said.get("detail", said)))
    made = Path(said["path"])
    return (_moved(made, folder) if folder else made), int(said["violations"])


def _directly(folder: Path | None) -> tuple[Path, int]:
    address = store_address()
    if not isinstance(address, Path):
        raise BadInput(ON_A_SERVER)
    store = Store(address, backups=folder, begin=False)
    try:
        made: Backup = back_up(store)
    finally:
        store.close()
    return made.path, len(made.violations)


def _moved(made: Path, folder: Path) -> Path:
    """The dashboard may write to its own folder only; what it wrote is moved on by who asked."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = folder / f"{made.name}.partial"
        shutil.copyfile(made, partial)
        partial.chmod(0o600)
        target = partial.rename(folder / made.name)
        made.unlink()
    except OSError as error:
        raise BadInput(f"{folder} cannot be written ({error.strerror or error}); the backup is at {made}.") from error
    return target
