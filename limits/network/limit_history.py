"""The audit of limits: who changed what and why, and which limit was in force in a past month."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from data.records import LimitChange
from data.store import Store
from data.tables import limits as limit_reads
from data.tables import tokens as token_store
from limits import visibility
from limits.actors import Actor, refreshed, require
from limits.kinds import LimitKey, as_kind
from limits.months import plus_months


def history(store: Store, person: Actor, network_id: str) -> list[LimitChange]:
    """Every change of the network's limits, newest first; customers see neither the vendor's reasons nor figures."""
    with store.reading() as cursor:
        person = refreshed(cursor, person)
        network = require(cursor, person, "see network", network_id)
        changes = limit_reads.limit_changes(cursor, [network.network_id])[::-1]
        if visibility.sees_vendor_facts(person, network):
            return changes
        known = visibility.sides(cursor, network.network_id)
    return visibility.limit_changes(changes, known=known)


def tokens_of_changes(store: Store, person: Actor, network_id: str) -> dict[str, str]:
    """Of changes that a program made: what its token is for, by change; to a customer of their own side."""
    with store.reading() as cursor:
        person = refreshed(cursor, person)
        network = require(cursor, person, "see network", network_id)
        made = limit_reads.limit_changes(cursor, [network.network_id])
        if not visibility.sees_vendor_facts(person, network):
            customers = visibility.sides(cursor, network.network_id).customers
            made = [change for change in made if change.changed_by in customers]
        return token_store.purposes_by_reference(cursor, [change.change_id for change in made])


def changes_by_limit(changes: Iterable[LimitChange]) -> dict[LimitKey, list[LimitChange]]:
    by_limit: dict[LimitKey, list[LimitChange]] = defaultdict(list)
    for change in changes:
        by_limit[LimitKey(as_kind(change.kind), change.campaign_id)].append(change)
    return by_limit


def limits_in_force(changes: Sequence[LimitChange], months: Sequence[dt.date]) -> list[int | None]:
    """The highest limit in force on any day of each month; None where no limit was ever on record.

    The highest, because usage is a month's maximum: it could grow to the limit of the month's most generous day. The
    first limit on record is taken to have held before too: a store begins with the limits of the day it is filled.
    """
    ordered = sorted(changes, key=lambda c: c.version)
    if not ordered:
        return [None] * len(months)
    first = ordered[0].new_limit
    if len(ordered) == 1:
        return [first] * len(months)
    highest: list[int | None] = []
    for month in months:
        end = plus_months(month, 1)
        before = [c.new_limit for c in ordered if c.effective_from <= month]
        within = [c.new_limit for c in ordered if month < c.effective_from < end]
        candidates = before[-1:] + within
        highest.append(max(candidates) if candidates else first)
    return highest
