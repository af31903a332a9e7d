"""What a set of limits lets through, path by path and month by month, with promised and asked numbers on top.

In every month the dynamic limit cuts dynamic demand, each campaign's limit its own, and the network limit all of them
together. Numbers asked of the network limit pass that one only. A limit that is *filled* is used up in every month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.risk.joint import JointDemand, JointUsage
from forecasting.risk.lifts import DYNAMIC, NETWORK, Lift, Place, lifted

FloatArray = npt.NDArray[np.float64]

TOLERANCE = 1e-9  # sums of floats


@dataclass(frozen=True)
class MonthLimits:
    """Limits by month of the horizon, numbers: float (months,) each, campaigns (campaigns, months)."""

    network: FloatArray
    dynamic: FloatArray
    campaigns: FloatArray

    def of(self, place: Place) -> FloatArray:
        """float (months,): the limit at that place."""
        if place == NETWORK:
            return self.network
        return self.dynamic if place == DYNAMIC else self.campaigns[place]

    def with_limit(self, place: Place, limit: FloatArray) -> MonthLimits:
        """The limits with another one, float (months,), at that place."""
        if place == NETWORK:
            return MonthLimits(limit, self.dynamic, self.campaigns)
        if place == DYNAMIC:
            return MonthLimits(self.network, limit, self.campaigns)
        campaigns = self.campaigns.copy()
        campaigns[place] = limit
        return MonthLimits(self.network, self.dynamic, campaigns)

    def raised(self, place: Place, by: FloatArray | float) -> MonthLimits:
        """The limits with one of them higher by so many numbers, one or (months,)."""
        return self.with_limit(place, self.of(place) + by)


def part_demand(demand: JointDemand, place: Place, lifts: Sequence[Lift]) -> FloatArray:
    """Demand for what a dynamic or campaign limit counts, with its lifts, float (paths, months)."""
    own = demand.dynamic if place == DYNAMIC else demand.campaigns[place]  # type: ignore[index]
    return lifted(own, [lift for lift in lifts if lift.place == place])


def all_use(
    demand: JointDemand, limits: MonthLimits, lifts: Sequence[Lift] = (), filled: Place | None = None
) -> JointUsage:
    """What the limits let through of demand and lifts, the one at ``filled`` used up in every month."""
    places: list[Place] = list(range(len(demand.campaigns)))
    wanted = [part_demand(demand, place, lifts) for place in places]
    cut = [
        _let_through(own, limits.of(place), float(demand.campaigns_used[index]), fill=filled == place)
        for index, (place, own) in enumerate(zip(places, wanted, strict=True))
    ]
    dynamic = part_demand(demand, DYNAMIC, lifts)
    cut_dynamic = _let_through(dynamic, limits.dynamic, float(demand.dynamic_used), fill=filled == DYNAMIC)
    together = cut_dynamic + np.sum(cut, axis=0) if cut else cut_dynamic
    all_wanted = lifted(together, [lift for lift in lifts if lift.place == NETWORK])
    used = float(demand.dynamic_used) + float(demand.campaigns_used.sum())
    network = _let_through(all_wanted, limits.network, used, fill=filled == NETWORK)
    campaigns = np.array(cut) if cut else np.zeros((0, *cut_dynamic.shape))
    return JointUsage(
        dynamic=cut_dynamic,
        campaigns=campaigns,
        network=network,
        dynamic_turned_away=cut_dynamic < dynamic,
        campaigns_turned_away=campaigns < np.array(wanted) if cut else np.zeros(campaigns.shape, dtype=bool),
        network_turned_away=network < all_wanted,
    )


@dataclass(frozen=True)
class Beside:
    """One limit with all the others held: what is used for any value of it, without working the others out again.

    others   what the other limits let through, float (paths, months); for the network limit all parts together
    own      demand for what the limit counts; unused for the network limit
    lifts    what is promised of this limit, ``network_lifts`` of the network's
    """

    place: Place
    others: FloatArray
    own: FloatArray
    lifts: tuple[Lift, ...]
    network_lifts: tuple[Lift, ...]
    own_used: float
    all_used: float

    @property
    def wanted(self) -> FloatArray:
        """What the limit cuts off, with what is promised, float (paths, months)."""
        return lifted(self.others if self.place == NETWORK else self.own, self.lifts)

    def use(
        self, own_limit: FloatArray, network_limit: FloatArray, more: Sequence[Lift] = (), *, fill: bool = False
    ) -> FloatArray:
        """Numbers used by the network, float (paths, months), with ``more`` on top of this limit's demand."""
        if self.place == NETWORK:
            wanted = lifted(self.others, (*self.lifts, *more))
            return _let_through(wanted, own_limit, self.all_used, fill=fill)
        own = _let_through(lifted(self.own, (*self.lifts, *more)), own_limit, self.own_used, fill=fill)
        wanted = lifted(self.others + own, self.network_lifts)
        return _let_through(wanted, network_limit, self.all_used, fill=False)


def beside(demand: JointDemand, limits: MonthLimits, lifts: Sequence[Lift], place: Place) -> Beside:
    """The limit at that place, the others held at ``limits``."""
    own_lifts = tuple(lift for lift in lifts if lift.place == place)
    network_lifts = tuple(lift for lift in lifts if lift.place == NETWORK)
    all_used = float(demand.dynamic_used) + float(demand.campaigns_used.sum())
    parts = all_use(demand, limits, [lift for lift in lifts if lift.place != NETWORK])
    together = parts.dynamic + parts.campaigns.sum(axis=0)
    if place == NETWORK:
        return Beside(place, together, together, own_lifts, network_lifts, all_used, all_used)
    if place == DYNAMIC:
        return Beside(
            place,
            parts.campaigns.sum(axis=0),
            demand.dynamic,
            own_lifts,
            network_lifts,
            float(demand.dynamic_used),
            all_used,
        )
    return Beside(
        place,
        together - parts.campaigns[place],
        demand.campaigns[place],
        own_lifts,
        network_lifts,
        float(demand.campaigns_used[place]),
        all_used,
    )


def free_numbers(wanted: FloatArray, limit: FloatArray, months: npt.NDArray[np.bool_], confidence: float) -> int:
    """The largest whole f with P(wanted <= limit - f in each of these months) >= confidence; 0 if there is none.

    Args:
        wanted: float (paths, months), numbers.
        limit: float (months,), numbers.
        months: bool (months,), at least one of them True.
        confidence: ratio in (0, 1).
    """
    left = np.sort((limit[months] - wanted[:, months]).min(axis=1))
    may_fail = len(left) - int(np.ceil(confidence * len(left) - TOLERANCE))
    numbers = left[may_fail]
    return max(0, int(np.floor(numbers + TOLERANCE))) if np.isfinite(numbers) else 0


def _let_through(wanted: FloatArray, limit: FloatArray, used: float, *, fill: bool) -> FloatArray:
    cut = np.broadcast_to(limit, wanted.shape).copy() if fill else np.minimum(wanted, limit)
    if used and cut.shape[1]:
        cut[:, 0] = np.maximum(cut[:, 0], used)
    return np.asarray(cut, dtype=np.float64)
