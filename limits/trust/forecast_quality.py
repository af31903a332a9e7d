"""Is the forecast any good? Forecasts as they would have been over the usage on record, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from data.records import Network
from data.store import Cursor, Store
from data.tables import settings as setting_store
from forecasting.demand import SumCalibration
from forecasting.evaluation import LEAST_HISTORY, LEVELS, Past, TrackRecord, rolling, track_record
from limits import visibility
from limits.actors import Actor, refreshed, require, visible_networks
from limits.assumptions import Assumptions
from limits.months import plus_months
from limits.outlook import SETTING, FloatArray, HistoryMonth, KeptLesson, kept_lesson, stored_calibration
from limits.settings_in_force import settings_in
from limits.trust.closed_histories import closed_histories

HORIZON = 12  # months ahead that are judged, a year
EVERY = 3  # months between two forecasts that are judged
FEWEST_WINDOWS = 20  # below this a record says little
ONE_YEAR = 12

BoolArray = npt.NDArray[np.bool_]
NumberType = Literal["static", "dynamic"]
NUMBER_TYPES: tuple[NumberType, ...] = ("static", "dynamic")


@dataclass(frozen=True)
class YearAgo:
    """What would have been forecast a year before the last closed month, and what came; numbers of one type."""

    number_type: NumberType
    months: tuple[dt.date, ...]
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]
    came: tuple[float | None, ...]
    at_limit: tuple[bool, ...]  # what came is only the least that demand was


@dataclass(frozen=True)
class Trust:
    """The record of forecasts of static and dynamic numbers, and what a look back has taught the forecast since."""

    networks: int  # with anything to judge
    record: TrackRecord
    first: dt.date | None  # the months that were judged
    last: dt.date | None
    calibration: SumCalibration
    calibrated_by: str | None
    calibrated_at: dt.datetime | None
    taught: KeptLesson  # what all networks taught
    a_year_ago: tuple[YearAgo, ...] = ()  # of one network

    @property
    def says_little(self) -> bool:
        return self.record.windows < FEWEST_WINDOWS


@dataclass(frozen=True)
class _Series:
    network_id: str
    number_type: NumberType
    usage: FloatArray  # closed months, to the store's last
    at_limit: BoolArray


def trust(
    store: Store,
    person: Actor,
    network_id: str | None = None,
    *,
    assumptions: Assumptions | None = None,
) -> Trust:
    """The record over one network, or over all that this person may see; for the vendor's people."""
    with store.reading() as cursor:
        networks = _networks(cursor, person, network_id)
        histories = closed_histories(cursor, networks)
        assumed = assumptions or settings_in(cursor).assumptions
        calibration, setting = stored_calibration(cursor), setting_store.setting(cursor, SETTING)
        taught = kept_lesson(cursor)
    last = max((months[-1].billing_month for months in histories.values()), default=None)
    series = [] if last is None else _series(histories, last)
    pasts = _pasts(series, assumed)
    length = len(series[0].usage) if series else 0
    judged = sorted(p.origin for p in pasts)
    record = track_record(pasts)
    is_judged = last is not None and record.overall is not None
    return Trust(
        networks=len({s.network_id for s in series if any(_is_judged(s, p.origin) for p in pasts)}),
        record=record,
        first=plus_months(last, judged[0] - length + 1) if is_judged and last is not None else None,
        last=plus_months(last, judged[-1] + HORIZON - length) if is_judged and last is not None else None,
        calibration=calibration,
        calibrated_by=setting.set_by if setting else None,
        calibrated_at=setting.set_at if setting else None,
        taught=taught,
        a_year_ago=_a_year_ago(series, last, assumed) if network_id and last is not None else (),
    )


def _networks(cursor: Cursor, person: Actor, network_id: str | None) -> list[Network]:
    actor = refreshed(cursor, person)
    if network_id is not None:
        return [require(cursor, actor, "see vendor facts", network_id)]
    visibility.require_vendor(actor, "how forecasts did")
    return visibility.seen_whole(actor, visible_networks(cursor, actor))


def _series(histories: dict[str, tuple[HistoryMonth, ...]], last: dt.date) -> list[_Series]:
    """Static and dynamic usage of each network, in one grid of months that ends with ``last``."""
    length = max(_months_until(months[0].billing_month, last) for months in histories.values())
    series = []
    for network_id, months in histories.items():
        place = length - _months_until(months[0].billing_month, last)
        for number_type in NUMBER_TYPES:
            usage, cut_off = np.full(length, np.nan), np.zeros(length, dtype=bool)
            for i, month in enumerate(months, start=place):
                used = month.static_used if number_type == "static" else month.dynamic_used
                usage[i] = np.nan if used is None else used
                cut_off[i] = month.at_network_limit if number_type == "static" else month.at_dynamic_limit
            if np.nansum(usage) > 0:
                series.append(_Series(network_id, number_type, usage, cut_off))
    return series


def _pasts(series: Sequence[_Series], assumptions: Assumptions) -> list[Past]:
    if not series:
        return []
    usage = np.stack([s.usage for s in series])
    at_limit = np.stack([s.at_limit for s in series])
    # Counted back from the end, so that what came last is always judged.
    origins = sorted(range(usage.shape[1] - HORIZON, LEAST_HISTORY - 1, -EVERY))
    return list(rolling(usage, HORIZON, at_limit=at_limit, origins=origins, seed=assumptions.forecast_seed))


def _is_judged(own: _Series, origin: int) -> bool:
    """Whether a forecast was made of it at that origin, and a month after it can be told."""
    ahead = slice(origin, origin + HORIZON)
    came = np.isfinite(own.usage[ahead]) & ~own.at_limit[ahead]
    return bool(np.isfinite(own.usage[:origin]).any() and came.any())


def _a_year_ago(series: Sequence[_Series], last: dt.date, assumptions: Assumptions) -> tuple[YearAgo, ...]:
    years = []
    low, middle, high = (LEVELS.index(level) for level in (0.1, 0.5, 0.9))
    for own in series:
        origin = len(own.usage) - ONE_YEAR
        if origin < LEAST_HISTORY or not np.isfinite(own.usage[:origin]).any():
            continue
        (then,) = rolling(
            own.usage[None], ONE_YEAR, at_limit=own.at_limit[None], origins=[origin], seed=assumptions.forecast_seed
        )
        quantiles = then.quantiles[0]
        years.append(
            YearAgo(
                number_type=own.number_type,
                months=tuple(plus_months(last, i - ONE_YEAR + 1) for i in range(ONE_YEAR)),
                low=tuple(quantiles[:, low].tolist()),
                median=tuple(quantiles[:, middle].tolist()),
                high=tuple(quantiles[:, high].tolist()),
                came=tuple(None if np.isnan(v) else float(v) for v in own.usage[origin:]),
                at_limit=tuple(bool(v) for v in own.at_limit[origin:]),
            )
        )
    return tuple(years)


def _months_until(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1
