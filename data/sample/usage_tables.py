"""The facts of the sample portfolio as Arrow tables: numbers, usage, totals, the months' course, and traffic."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.sample.columns import Row, table_of
from data.sample.promo_numbers import identify, usage_of
from data.sample.simulation import History, streams

COURSE_MONTHS = 12  # closed months whose course was kept
DAILY_DAYS = 365
HOURLY_DAYS = 60


def numbers_and_usage(histories: list[History], seed: int) -> tuple[pa.Table, pa.Table]:
    """Every number with its span, and a usage row for every month of it."""
    numbers, usage = [], []
    for position, history in enumerate(histories):
        if not history.story.totals_only:
            own_numbers, own_usage = _detail(history, position, seed)
            numbers.append(own_numbers)
            usage.append(own_usage)
    return pa.concat_tables(numbers), pa.concat_tables(usage)


def _detail(history: History, position: int, seed: int) -> tuple[pa.Table, pa.Table]:
    story, days = history.story, history.days
    chance = streams(seed, story.network_id)
    identified = identify(history.used, position, chance["numbers"])
    campaigns = np.array([campaign.campaign_id for campaign in story.campaigns] or [""])
    pools = np.array([pool.ring_pool_id for pool in story.pools] or [""])
    last = len(campaigns) - 1, len(pools) - 1
    promo_number = pa.array(identified.promo_number, pa.string())
    numbers = pa.table(
        {
            "network_id": pa.repeat(story.network_id, len(identified.place)),
            "promo_number": promo_number,
            "number_type": np.where(identified.static, "static", "dynamic"),
            "campaign_id": np.where(identified.static, campaigns[np.minimum(identified.place, last[0])], ""),
            "ring_pool_id": np.where(identified.static, "", pools[np.minimum(identified.place, last[1])]),
            "first_used_on": days.dates[identified.first_day],
            "released_on": pa.array(days.dates[identified.released_day], mask=identified.released_day < 0),
        }
    )
    rows = usage_of(story, identified, days, sessions=history.sessions, chance=chance["calls"])
    usage = pa.table(
        {
            "network_id": pa.repeat(story.network_id, len(rows.number)),
            "promo_number": promo_number.take(pa.array(rows.number)),
            "billing_month": days.months[rows.month],
            "calls": rows.calls,
        }
    )
    return numbers, usage


def totals_table(histories: list[History]) -> pa.Table:
    """Totals where there is no number: the network known by totals only, and the months without any use."""
    totals: list[Row] = []
    for history in histories:
        months = history.days.months.tolist()
        static = history.days.last_of_months(history.used.static_used).tolist()
        dynamic = history.days.last_of_months(history.used.dynamic_used).sum(axis=1).tolist()
        own = history.story.network_id
        for month, by_campaign, pooled in zip(months, static, dynamic, strict=True):
            if history.story.totals_only:
                campaigns = zip(history.story.campaigns, by_campaign, strict=True)
                totals += [(own, month, campaign.campaign_id, used, 0) for campaign, used in campaigns]
                totals.append((own, month, "", 0, pooled))
            elif sum(by_campaign) + pooled == 0:
                totals.append((own, month, "", 0, 0))
    return table_of("usage_totals", totals)


def course_table(histories: list[History]) -> pa.Table:
    """What each month's totals were as of the days imports described: every night, or once a week, and at its end."""
    tables = []
    for history in histories:
        days = history.days
        kept = days.month >= days.running - COURSE_MONTHS
        if history.story.course == "weekly":
            kept &= (days.dates.astype(np.int64) % 7 == 3) | days.ends_month  # Sundays
        kept[-1] = False  # the as-of date's own row is written with the summary
        tables.append(
            pa.table(
                {
                    "network_id": pa.repeat(history.story.network_id, int(kept.sum())),
                    "billing_month": days.months[days.month[kept]],
                    "as_of": days.dates[kept],
                    "static_used": history.used.static_used.sum(axis=1)[kept],
                    "dynamic_used": history.used.dynamic_used.sum(axis=1)[kept],
                }
            )
        )
    return pa.concat_tables(tables)


def traffic_table(histories: list[History]) -> pa.Table:
    """Sessions in the network's local time: closed months, the days of a year, the hours of sixty days."""
    tables = []
    for history in histories:
        days, sessions = history.days, history.sessions
        if sessions is None:
            continue
        by_day = sessions.sum(axis=1)
        by_month = np.bincount(days.month, weights=by_day).astype(np.int64)
        hours = days.dates[-HOURLY_DAYS:, None] + np.arange(24).astype("timedelta64[h]")
        grains = {
            "month": (days.months[:-1], by_month[:-1]),
            "day": (days.dates[-DAILY_DAYS:], by_day[-DAILY_DAYS:]),
            "hour": (hours.ravel(), sessions[-HOURLY_DAYS:].ravel()),
        }
        for grain in history.story.traffic_grains:
            starts_at, count = grains[grain]
            tables.append(
                pa.table(
                    {
                        "network_id": pa.repeat(history.story.network_id, len(count)),
                        "grain": pa.repeat(grain, len(count)),
                        "starts_at": starts_at.astype("datetime64[us]"),
                        "sessions": count,
                    }
                )
            )
    return pa.concat_tables(tables)
