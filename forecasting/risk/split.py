"""A network limit divided fairly over its campaigns and its dynamic numbers, in whole numbers (max-min fair).

Everybody keeps what they use. Above that, one number at a time goes to whoever has least among those below their need,
so nobody gets more by taking from somebody who has less. What no need asks for stays unassigned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

Rule = Literal["enough", "too little", "usage alone"]
DYNAMIC: Final = ""  # stands for the dynamic numbers where campaigns stand by their id


@dataclass(frozen=True)
class Claim:
    """A campaign, or the dynamic numbers: whole numbers it uses now, and whole numbers it is forecast to need."""

    campaign_id: str
    usage: int
    need: int

    def __post_init__(self) -> None:
        for name, value in (("usage", self.usage), ("need", self.need)):
            if value < 0 or value != int(value):
                raise ValueError(f"{name} of {_name(self)} must be a whole number >= 0, got {value}")


@dataclass(frozen=True)
class FairSplit:
    """Limits by campaign id; with what is unassigned they add up exactly to what was divided.

    rule     enough: every need is met; too little: some is not; usage alone: none is over
    """

    limits: dict[str, int]
    unassigned: int
    rule: Rule


def fair_split(numbers: int, claims: Sequence[Claim]) -> FairSplit:
    """Divide so many numbers; of those who have equally little the first campaign id goes first, dynamic last.

    All are filled up to one common level, none below its usage or beyond its need; what is left below the next level
    goes one each. That is one number at a time, without counting them one by one. The order of the claims changes
    nothing.

    Raises ValueError for a campaign named twice, no claim at all, or numbers below the claims' usage.
    """
    ordered = sorted(claims, key=lambda claim: (claim.campaign_id == DYNAMIC, claim.campaign_id))
    for one, following in pairwise(ordered):
        if one.campaign_id == following.campaign_id:
            raise ValueError(f"campaigns must be named once, got {_name(one)} twice")
    if not ordered:
        raise ValueError(f"numbers must be divided across at least one campaign, got none for {numbers}")
    used = sum(claim.usage for claim in ordered)
    if numbers != int(numbers) or numbers < used:
        raise ValueError(f"numbers must be a whole number >= {used}, what is used, got {numbers}")
    needs = [max(claim.need, claim.usage) for claim in ordered]
    level = _level(int(numbers), ordered, needs)
    limits = {claim.campaign_id: _filled(level, claim, need) for claim, need in zip(ordered, needs, strict=True)}
    left = int(numbers) - sum(limits.values())
    for claim, need in zip(ordered, needs, strict=True):
        if left and limits[claim.campaign_id] == level < need:
            limits[claim.campaign_id] += 1
            left -= 1
    if numbers >= sum(needs):
        rule: Rule = "enough"
    else:
        rule = "too little" if numbers > used else "usage alone"
    return FairSplit(limits, left, rule)


def _level(numbers: int, claims: Sequence[Claim], needs: Sequence[int]) -> int:
    """The highest whole level up to which all can be filled."""
    low, high = 0, max(needs)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(_filled(middle, claim, need) for claim, need in zip(claims, needs, strict=True)) <= numbers:
            low = middle
        else:
            high = middle - 1
    return low


def _filled(level: int, claim: Claim, need: int) -> int:
    return min(max(level, claim.usage), need)


def _name(claim: Claim) -> str:
    return f"campaign {claim.campaign_id}" if claim.campaign_id != DYNAMIC else "the dynamic numbers"
