"""What pages work out from the store, kept as long as the store's data is of the same version."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import is_dataclass
from typing import Any, TypeVar, cast

import numpy as np

T = TypeVar("T")
# What most of a value is made of, and what holds nothing.
_HOLD_NOTHING = (str, int, float, dt.date, type(None))


class _Place:
    """Where one value stands, or will stand once it is worked out."""

    def __init__(self) -> None:
        self.making = threading.Lock()
        self.is_made = False
        self.value: Any = None


class Memory:
    """Values of one version of one store, at most so many: the ones that nobody asked for longest are let go.

    Threads share it, and what two of them want at once is worked out by one. Nothing in it is copied: whoever reads a
    value must not change it, and cannot change its arrays.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._of: tuple[str, int] | None = None
        self._kept: OrderedDict[Hashable, _Place] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(
        self,
        of: tuple[str, int],
        key: Hashable,
        make: Callable[[], T],
        waiting: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> T:
        """The value of this key in that version (a store's name, a number); ``waiting`` goes on while it is made.

        An older version than the newest one that was asked for is worked out for whoever asks, and not kept.
        """
        place = self._place(of, key)
        if not place.is_made:
            with waiting(), place.making:
                if not place.is_made:
                    place.value = make()
                    seal(place.value)
                    place.is_made = True
        return cast("T", place.value)

    def _place(self, of: tuple[str, int], key: Hashable) -> _Place:
        with self._lock:
            if self._of is None or self._of[0] != of[0] or self._of[1] < of[1]:
                self._kept.clear()
                self._of = of
            if self._of != of:
                return _Place()
            place = self._kept.get(key)
            if place is None:
                place = self._kept[key] = _Place()
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
            return place


def seal(value: object) -> None:
    """Makes every array in it read only."""
    if isinstance(value, _HOLD_NOTHING):
        return
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, Mapping):
        for part in value.values():
            seal(part)
    elif isinstance(value, list | tuple):
        for part in value:
            seal(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in vars(value).values():
            seal(part)
