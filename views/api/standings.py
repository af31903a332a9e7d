"""Where networks stand, worked out once for each version of the store: a list in pages is one piece of work."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from typing import Final

from data.store import Store
from limits.actors import Actor
from limits.advice import NetworkStanding, network_standing

KEPT: Final = 4  # each holds the simulated demand behind its figures


class Standings:
    """The newest of them; days change what is planned and due, so each is good for its hour."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str, str, str], NetworkStanding] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, store: Store, person: Actor, network_id: str) -> NetworkStanding:
        """What ``network_standing`` says now, to this person."""
        hour = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H}"
        key = (store.data_version(), hour, person.email, network_id)  # asked before: what comes later has another
        with self._lock:
            if (known := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return known
        standing = network_standing(store, person, network_id)
        with self._lock:
            self._kept[key] = standing
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return standing
