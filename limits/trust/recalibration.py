"""Looking back on a store's own forecasts: what became of them puts the sums of the next ones right."""

from __future__ import annotations

import datetime as dt

import numpy as np

from data.errors import NotAllowed
from data.store import Cursor, Store
from data.tables import networks as network_reads
from forecasting.demand import SumCalibration, recalibrate
from limits.actors import MAY, Actor, refreshed
from limits.assumptions import Assumptions
from limits.clock import present, utc
from limits.outlook import store_calibration
from limits.settings_in_force import settings_in
from limits.trust.closed_histories import closed_histories


def recalibrate_store(
    store: Store, person: Actor, *, assumptions: Assumptions | None = None, now: dt.datetime | None = None
) -> SumCalibration:
    """Forecasts the last year of every network as it would have been a year ago, and keeps what that teaches."""
    moment = utc(now or present())

    def work(cursor: Cursor) -> SumCalibration:
        actor = refreshed(cursor, person)
        if not actor.vendor_roles & MAY["administer"]:
            raise NotAllowed(f"{person.email} may not change what every forecast rests on; an Admin may.")
        calibration = calibration_of_store(cursor, assumptions)
        store_calibration(cursor, calibration, by=actor.email, at=moment)
        return calibration

    return store.write(work)


def calibration_of_store(cursor: Cursor, assumptions: Assumptions | None = None) -> SumCalibration:
    """What the usage on record teaches, without keeping it."""
    known = list(closed_histories(cursor, network_reads.networks(cursor)).values())
    length = max((len(months) for months in known), default=0)
    if not length:
        return SumCalibration()
    usage = np.full((len(known), length), np.nan)
    cut_off = np.zeros(usage.shape, dtype=bool)
    for row, months in enumerate(known):
        usage[row, -len(months) :] = [np.nan if m.used is None else m.used for m in months]
        cut_off[row, -len(months) :] = [m.at_dynamic_limit for m in months]
    seed = (assumptions or settings_in(cursor).assumptions).forecast_seed
    return recalibrate(usage, at_limit=cut_off, seed=seed)
