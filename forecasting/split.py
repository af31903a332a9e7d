"""A network limit divided across its campaigns by forecast need, in whole numbers that add up exactly.

Every campaign keeps what it uses. Above that floor, when there is enough for every need, what is over is spread in
proportion to need; when there is too little, campaigns are filled up from below to one common level, none beyond its
need (max-min fair: nobody gets more by taking from somebody who has less).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Rule = Literal["enough", "too little", "usage alone"]


@dataclass(frozen=True)
class CampaignNeed:
    """One campaign: whole numbers it uses now, and whole numbers it is forecast to need."""

    campaign_id: str
    usage: int
    need: int

    def __post_init__(self) -> None:
        for name, value in (("usage", self.usage), ("need", self.need)):
            if value < 0 or value != int(value):
                raise ValueError(f"{name} of campaign {self.campaign_id} must be a whole number >= 0, got {value}")


@dataclass(frozen=True)
class FairSplit:
    """Limits by campaign, adding up exactly to what was divided.

    rule     enough: every need is met; too little: max-min fair below the needs; usage alone: none is over
    level    the common level campaigns were filled up to where there is too little, in numbers; else None
    """

    limits: dict[str, int]
    rule: Rule
    level: float | None


def fair_split(numbers: int, campaigns: Sequence[CampaignNeed]) -> FairSplit:
    """Divide so many numbers across the campaigns.

    Shares that are not whole are rounded down, and the numbers left over go one each to the largest remainders
    (Hamilton's rule); equal remainders in order of campaign_id. The order of the campaigns changes nothing.

    Raises ValueError for a campaign named twice, no campaign at all, or numbers below the campaigns' usage.
    """
    ordered = sorted(campaigns, key=lambda campaign: campaign.campaign_id)
    names = [campaign.campaign_id for campaign in ordered]
    for one, following in pairwise(names):
        if one == following:
            raise ValueError(f"campaigns must be named once, got {one} twice")
    if not ordered:
        raise ValueError(f"numbers must be divided across at least one campaign, got none for {numbers}")
    floors = np.array([campaign.usage for campaign in ordered], dtype=np.int64)
    needs = np.maximum(np.array([campaign.need for campaign in ordered], dtype=np.int64), floors)
    if numbers != int(numbers) or numbers < floors.sum():
        raise ValueError(f"numbers must be a whole number >= {floors.sum()}, the campaigns' usage, got {numbers}")
    level = None
    rule: Rule = "enough"
    if numbers >= needs.sum():
        over = float(numbers - needs.sum())
        weights = needs.astype(np.float64) if needs.sum() else np.ones(len(needs))
        shares = needs + over * weights / weights.sum()
    else:
        rule = "too little" if numbers > floors.sum() else "usage alone"
        level = water_level(float(numbers), floors.astype(np.float64), needs.astype(np.float64))
        shares = np.clip(level, floors, needs)
    limits = _whole(shares, int(numbers))
    return FairSplit(dict(zip(names, limits.tolist(), strict=True)), rule, level)


def water_level(total: float, floors: FloatArray, caps: FloatArray) -> float:
    """The level w with sum(clip(w, floors, caps)) = total, for floors.sum() <= total <= caps.sum().

    The sum is piecewise linear in w with bends at floors and caps, so it is inverted exactly between two bends.
    """
    bends = np.unique(np.concatenate([floors, caps]))
    sums = np.clip(bends[:, None], floors, caps).sum(axis=1)
    above = int(np.searchsorted(sums, total, side="left"))
    if above == 0:
        return float(bends[0])
    slope = (sums[above] - sums[above - 1]) / (bends[above] - bends[above - 1])
    return float(bends[above - 1] + (total - sums[above - 1]) / slope)


def _whole(shares: FloatArray, total: int) -> IntArray:
    down = np.floor(shares + 1e-9)
    remainders = np.round(shares - down, 9)  # so that equal shares tie in spite of rounding errors
    left = total - int(down.sum())
    order = np.argsort(-remainders, kind="stable")
    down[order[:left]] += 1
    return down.astype(np.int64)
