"""The one store of this process. Streamlit's caches are no place for it: any visitor's browser may clear those."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from functools import cache

from data.config_file import ConfigFile, config_file
from data.errors import HeadroomError
from data.store import Address, Store, open_store, store_address

_lock = threading.Lock()
_opened: list[Store] = []


def store() -> Store:
    """The store that HEADROOM_DB names, opened once; another name closes it and opens the other."""
    address = store_address()
    with _lock:
        if _opened and _opened[0].address != address:
            _opened.pop().close()
        if not _opened:
            _opened.append(open_store(address))
        return _opened[0]


def serving() -> Mapping[str, str]:
    """How this process serves: its environment, and beside it what the store's `headroom.toml` says, read once.

    A store or a file that cannot be used is told by whoever opens the store.
    """
    try:
        return _config(store_address()).serving(os.environ)
    except HeadroomError:
        return os.environ


@cache
def _config(address: Address) -> ConfigFile:
    return config_file(address)


def close() -> None:
    """Lets go of the store, as a process does that ends."""
    with _lock:
        while _opened:
            _opened.pop().close()
