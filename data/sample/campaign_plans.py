"""How many static numbers a campaign wishes to have on each day."""

from __future__ import annotations

import numpy as np

from data.sample.days import Days, Flags, Ints
from data.sample.story import Campaign

_DAYS_A_MONTH = 30.44


def wished_by_day(campaign: Campaign, days: Days, chance: np.random.Generator) -> Ints:
    """The stock a customer would hold if no limit stood in the way."""
    count = len(days.dates)
    added = chance.poisson(campaign.added_a_month / _DAYS_A_MONTH, count)
    released = chance.poisson(campaign.released_a_month / _DAYS_A_MONTH, count)
    running = _running(campaign, days, chance)
    change = np.where(running, added - released, 0)
    change[0] = 0
    return np.where(running, np.maximum(campaign.numbers + np.cumsum(change), 1), 0)


def first_day(campaign: Campaign, days: Days) -> int:
    """The day the campaign is set up and gets its limit."""
    return 0 if campaign.from_months_ago is None else days.first_day_of(campaign.from_months_ago)


def _running(campaign: Campaign, days: Days, chance: np.random.Generator) -> Flags:
    running = np.ones(len(days.dates), dtype=np.bool_)
    running[: first_day(campaign, days)] = False
    if campaign.to_months_ago is not None:
        running[days.first_day_of(campaign.to_months_ago) :] = False
    if campaign.only_in_months:
        calendar_month = days.dates.astype("datetime64[M]").astype(np.int64) % 12 + 1
        running &= np.isin(calendar_month, campaign.only_in_months)
    if campaign.burst_probability is not None:
        running &= _bursts(campaign.burst_probability, days, chance)
    return running


def _bursts(probability: float, days: Days, chance: np.random.Generator) -> Flags:
    """Short runs within a month, as of a fair or a recall: from its first half for one to two weeks."""
    bursting = np.zeros(len(days.dates), dtype=np.bool_)
    for start in np.nonzero(days.starts_month)[0]:
        happens, begin, length = chance.random() < probability, chance.integers(2, 12), chance.integers(6, 15)
        if happens:
            bursting[start + begin : start + begin + length] = True
    return bursting
