"""The outlook of one network, worked out once: while its past is the same, so is its outlook, whatever limit is tried.

Whoever decides a request asks for it several times over: to look, to weigh, to decide, and to look again.
"""

from __future__ import annotations

import pickle
from dataclasses import fields
from functools import lru_cache
from typing import Final

from limits.outlook.fleet_lesson import FleetLesson
from limits.outlook.known_past import Past
from limits.outlook.outlook import Outlook, outlooks

KEPT: Final = 16  # of the networks asked for last; a few megabytes each at most


def outlook_of(past: Past, horizon: int, *, seed: int, lesson: FleetLesson | None) -> Outlook:
    """See `outlooks`; its paths are shared, and nobody may change them."""
    known = tuple(getattr(past, field.name) for field in fields(past))  # and not what was derived from them
    return _outlook(pickle.dumps((known, horizon, seed, lesson)))


@lru_cache(maxsize=KEPT)
def _outlook(asked: bytes) -> Outlook:
    """``asked`` is all that an outlook depends on, as bytes of our own making."""
    known, horizon, seed, lesson = pickle.loads(asked)
    outlook = outlooks({"": Past(*known)}, {"": horizon}, seed=seed, lesson=lesson)[""]
    for paths in (outlook.static, outlook.dynamic, *outlook.campaigns.values()):
        paths.flags.writeable = False
    return outlook
