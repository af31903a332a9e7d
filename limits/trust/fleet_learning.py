"""Learning from all networks on record: once a closed month, in the rounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np

from data.records import Network
from data.store import Cursor, Store
from data.tables import networks as network_reads
from forecasting.demand import learned
from limits import visibility
from limits.actors import Actor, refreshed
from limits.clock import present, utc
from limits.months import months_apart, plus_months, running_month
from limits.outlook import FleetLesson, FloatArray, KeptLesson, keep_lesson, kept_lesson
from limits.trust.closed_histories import closed_histories

FEWEST_NETWORKS: Final = 20  # fewer teach nothing that is not one network's own
CLOSED_SHARE: Final = 0.8  # of all networks that must have closed a month before it teaches
BY: Final = "Headroom"


def learn_of_all_networks(store: Store, *, now: dt.datetime | None = None) -> FleetLesson | None:
    """Learns from the newest month that most networks have closed, if nothing was learned from it before.

    What is kept comes into force only where it makes forecasts better (`FleetLesson`); None where nothing is new.
    """
    moment = utc(now or present())
    version = store.data_version()
    with store.reading() as cursor:
        last = _month_to_learn_from(cursor)
        usage = None if last is None else _usage(cursor, last)
    if last is None or usage is None:
        return None
    lesson = FleetLesson(learned(usage), last, version, moment)

    def work(cursor: Cursor) -> FleetLesson | None:
        if _month_to_learn_from(cursor) != last:  # another round was first, or it was switched off meanwhile
            return None
        keep_lesson(cursor, lesson, by=BY, at=moment)
        return lesson

    return store.write(work)


def fleet_lesson(store: Store, person: Actor) -> KeptLesson:
    """What all networks taught, for the vendor's people."""
    with store.reading() as cursor:
        visibility.require_vendor(refreshed(cursor, person), "what all networks taught the forecast")
        return kept_lesson(cursor)


def _month_to_learn_from(cursor: Cursor) -> dt.date | None:
    """The newest month that most networks have closed; None where it taught already, or learning is switched off."""
    known = kept_lesson(cursor)
    last = last_closed(network_reads.networks(cursor))
    if not known.is_on or last is None or (known.lesson is not None and known.lesson.last_month >= last):
        return None
    return last


def last_closed(networks: Sequence[Network]) -> dt.date | None:
    """The newest month that most of the networks with usage have closed; None while they are few."""
    closed = sorted(plus_months(running_month(n.as_of), -1) for n in networks if n.as_of is not None)
    if len(closed) < FEWEST_NETWORKS:
        return None
    return closed[int((1 - CLOSED_SHARE) * len(closed))]


def _usage(cursor: Cursor, last: dt.date) -> FloatArray | None:
    """Static and dynamic usage, float (series, months up to ``last``); NaN where unknown or cut off by a limit."""
    histories = closed_histories(cursor, network_reads.networks(cursor))
    if not histories:
        return None
    length = max(months_apart(months[0].billing_month, last) + 1 for months in histories.values())
    rows = []
    for months in histories.values():
        both = np.full((2, max(length, 1)), np.nan)
        for month in months:
            place = length - 1 - months_apart(month.billing_month, last)
            if place < length and month.static_used is not None and not month.at_network_limit:
                both[0, place] = month.static_used
            if place < length and month.dynamic_used is not None and not month.at_dynamic_limit:
                both[1, place] = month.dynamic_used
        rows.append(both[np.nansum(both, axis=1) > 0])
    return np.concatenate(rows)
