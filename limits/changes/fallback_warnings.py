"""Limits that will fall back: to what, after which day, and how many static numbers have to be released by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from data.records import Network, ScheduledChange
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import scheduled as scheduled_store
from data.tables.releases import released_since
from limits.actors import Actor, refreshed, require
from limits.clock import day_of, present
from limits.kinds import LimitKey
from limits.months import day_words, month_of
from limits.network import A_DAY, limit_headrooms, of_limit, steps
from limits.notice_texts import notify
from limits.settings_in_force import settings_in
from limits.visibility import BOTH_SIDES


@dataclass(frozen=True)
class Fallback:
    """One limit that goes down on a day; ``to_release`` are the static numbers in use beyond the lower limit."""

    network: Network
    key: LimitKey
    name: str  # the campaign's
    change: ScheduledChange  # the way back, or the change that ends or lowers
    limit: int
    to: int
    last_day: dt.date
    in_use: int  # static and dynamic for a network limit; without what was released this month already
    to_release: int

    @property
    def sentence(self) -> str:
        what = (
            f"The {self.key.words(self.name)} falls from {self.limit:,} to {self.to:,} after {day_words(self.last_day)}"
        )
        if not self.to_release:
            return f"{what}; {self.in_use:,} {_are(self.in_use)} in use, so no static number has to be released."
        return (
            f"{what}: {self.to_release:,} static {_are(self.to_release, 'number has', 'numbers have')} to be released "
            f"by then ({self.in_use:,} in use). Nothing is released by itself."
        )


def fallbacks(cursor: Cursor, network: Network) -> list[Fallback]:
    """Every step down that is planned for this network, by its day."""
    planned = scheduled_store.scheduled(cursor, [network.network_id], only_waiting=True)
    if not planned or network.as_of is None:
        return []
    headrooms = {s.key: s for s in limit_headrooms(cursor, network)}
    released = released_since(cursor, network.network_id, month_of(network.as_of))
    static = sum(s.usage for s in headrooms.values() if s.key.of_campaign) - sum(released.values())
    planned_falls = []
    for key, headroom in headrooms.items():
        in_use = headroom.usage - _released(released, key)
        for step in steps(headroom.limit, of_limit(planned, key)):
            if step.limit < step.before:
                beyond = max(in_use - step.limit, 0)
                planned_falls.append(
                    Fallback(
                        network, key, headroom.name, step.change, step.before, step.limit, step.day - A_DAY, in_use,
                        0 if key.is_lent else min(beyond, max(static, 0)),
                    )
                )  # fmt: skip
    return sorted(planned_falls, key=lambda f: (f.last_day, f.key.kind, f.key.campaign_id))


def fallbacks_due(cursor: Cursor, day: dt.date, network_ids: list[str] | None = None) -> list[Fallback]:
    """Steps down that come soon after ``day`` while static numbers still have to be released."""
    warning_days = settings_in(cursor).fall_back_warning_days
    waiting = scheduled_store.waiting_networks(cursor)
    return [
        fallback
        for network in network_reads.networks(cursor)
        if network.network_id in waiting and (network_ids is None or network.network_id in network_ids)
        for fallback in fallbacks(cursor, network)
        if fallback.to_release and (fallback.last_day - day).days <= warning_days
    ]


def notify_of_fallbacks(store: Store, *, now: dt.datetime | None = None) -> list[Fallback]:
    """Tells both sides, once for each way back, where the numbers were not released in time."""
    moment = now or present()
    with store.reading() as cursor:
        warning_days = settings_in(cursor).fall_back_warning_days
        due = fallbacks_due(cursor, moment.astimezone(dt.UTC).date())
    if not due:
        return []

    def work(cursor: Cursor) -> list[Fallback]:
        told = []
        for fallback in due:
            network, key, last_day = fallback.network, fallback.key, fallback.last_day
            if (last_day - day_of(moment, network)).days > warning_days:
                continue
            subject = f"{network.name}: numbers to be released by {day_words(last_day)}"
            notice_id = f"fallback-{network.network_id}-{key.kind}-{key.campaign_id}-{last_day}"
            told_now = [
                notify(cursor, network, audience, "alert", subject, fallback.sentence, notice_id=notice_id, at=moment)
                for audience in BOTH_SIDES
            ]
            if any(told_now):
                told.append(fallback)
        return told

    return store.write(work)


def fallbacks_of(store: Store, person: Actor, network_id: str) -> list[Fallback]:
    """Every step down that is planned for one network, for whoever may see it."""
    with store.reading() as cursor:
        return fallbacks(cursor, require(cursor, refreshed(cursor, person), "see network", network_id))


def _released(released: Mapping[str, int], key: LimitKey) -> int:
    if key.is_whole:
        return sum(released.values())
    return released.get(key.campaign_id, 0) if key.of_campaign else 0


def _are(count: int, one: str = "is", many: str = "are") -> str:
    return one if count == 1 else many
