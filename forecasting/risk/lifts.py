"""Numbers that come on top of demand: what somebody asks for, and what was promised.

With demand D, a limit L before and x numbers on top, demand as asked is max(D, min(D, L) + x): whoever was turned away
at L takes its place before anything is added. Numbers that website sessions need come on top of the demand itself,
D + x, because the sessions do not care for the limit. What was promised earlier is a floor: no month is projected below
what was used when it was granted and what was granted, max(D, used + x).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# Which limit: the network's, the dynamic one, or the campaign at that index.
Place = Literal["network", "dynamic"] | int
NETWORK: Final = "network"
DYNAMIC: Final = "dynamic"


@dataclass(frozen=True)
class Lift:
    """Numbers on top of what one limit counts.

    place     the limit they pass
    months    bool (months,): the months they are wanted in
    numbers   x, one number or float (paths, months), numbers, >= 0
    before    float (months,): the limit that demand would be cut at without them, numbers
    used      what was used of the limit in the month they were granted or asked in, numbers
    on_top    whether they come on top of the demand itself: what sessions need
    is_floor  whether only the floor ``used + x`` is projected: a promise of which newer usage is known
    """

    place: Place
    months: BoolArray
    numbers: FloatArray | float
    before: FloatArray = field(repr=False)
    used: float
    on_top: bool = False
    is_floor: bool = False

    def as_floor(self) -> Lift:
        """The lift once newer usage is known: only its floor is projected."""
        return replace(self, is_floor=True)


def lifted(demand: FloatArray, lifts: Sequence[Lift]) -> FloatArray:
    """Demand with the numbers of these lifts, in their order, float (paths, months); the demand itself without any.

    A floor stands on the one before it: who was granted 10 and then 20 more was promised 30.
    """
    wanted = demand
    floor = np.zeros(demand.shape[1])
    for lift in lifts:
        numbers = np.broadcast_to(np.asarray(lift.numbers, dtype=np.float64), demand.shape)
        least = np.maximum(lift.used, floor) + numbers
        if lift.is_floor:
            raised = np.maximum(wanted, least)
        else:
            base = wanted if lift.on_top else np.minimum(wanted, lift.before)
            raised = np.maximum(wanted, base + numbers)
        wanted = np.where(lift.months, raised, wanted)
        floor = np.where(lift.months, least.max(axis=0), floor)
    return wanted
