"""The key that webhooks' secrets are made with: beside the store and never in it, so that no backup or export signs."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from data.errors import BadInput, StoreUnreachable
from data.store import Store

KEY: Final = "HEADROOM_WEBHOOK_KEY"
SHORTEST_KEY: Final = 32  # characters
_SUFFIX: Final = ".webhook-key"


def webhook_key(store: Store, environment: Mapping[str, str] = os.environ) -> bytes:
    """What HEADROOM_WEBHOOK_KEY holds, or the file beside the store, which is made when it is first needed."""
    said = environment.get(KEY, "").strip()
    if said:
        if len(said) < SHORTEST_KEY:
            raise BadInput(f"{KEY} has {len(said)} characters; give at least {SHORTEST_KEY}: openssl rand -hex 32")
        return said.encode()
    if not isinstance(store.address, Path):
        raise BadInput(
            f"A store on a server has no folder for the key of webhooks: set {KEY} to the same secret for every "
            "process that uses it, such as `openssl rand -hex 32` prints."
        )
    path = store.address.with_name(store.address.name + _SUFFIX)
    try:
        return _read(path) if path.exists() else _make(path)
    except OSError as error:
        raise StoreUnreachable(
            f"{path} cannot be read or made ({error.strerror or error}): webhooks need it."
        ) from error


def _read(path: Path) -> bytes:
    key = path.read_bytes().strip()
    if len(key) < SHORTEST_KEY:
        raise BadInput(f"{path} is no key of webhooks. Remove it, then rotate the secrets: `limits webhooks rotate`.")
    return key


def _make(path: Path) -> bytes:
    """Written whole or not at all, for this user alone; of two who make one, the first one's counts."""
    made = secrets.token_hex(32).encode()
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    partial.touch(mode=0o600)
    try:
        partial.write_bytes(made + b"\n")
        path.hardlink_to(partial)
    except FileExistsError:
        return _read(path)
    finally:
        partial.unlink()
    return made
