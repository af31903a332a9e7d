"""The one store of this process. Streamlit's caches are no place for it: any visitor's browser may clear those."""

from __future__ import annotations

import threading

from data.store import Store, open_store, store_address

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


def close() -> None:
    """Lets go of the store, as a process does that ends."""
    with _lock:
        while _opened:
            _opened.pop().close()
