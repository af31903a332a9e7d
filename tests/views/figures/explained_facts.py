"""What stands behind "How is this computed?": the months in and out of a forecast, its sources, a limit tried."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np

from data.records import Request
from limits.advice import effect_of, preview
from limits.kinds import DYNAMIC, NETWORK, LimitKey, as_kind
from limits.outlook import FEWEST_MONTHS
from tests.views.figures.facts import Facts, Figures
from tests.views.figures.picture_facts import BAND, limit_by_month, used_by_month

EIGHT_OF_TEN = 1.2816  # standard deviations to either side that hold them


def explained_rows(of: Facts, key: LimitKey) -> list[Figures]:
    return [*_months_in(of, key), *_months_out(of, key), *_periods(of)]


def _months_in(of: Facts, key: LimitKey) -> list[Figures]:
    used = used_by_month(of, key)
    months = list(next(iter(used.values())))
    limits = limit_by_month(of, key, months)
    rows: list[Figures] = []
    for month in months:
        parts, limit = {name: by_month[month] for name, by_month in used.items()}, limits[month]
        total = None if None in parts.values() else sum(part or 0 for part in parts.values())
        rows.append(
            {
                "row_in": _month(month) + (" (running)" if month == months[-1] else ""),
                "row_static": parts.get("Static"),
                "row_dynamic": parts.get("Dynamic"),
                "row_limit": limit,
                "row_full": "▲ full" if total and limit is not None and total >= limit else "",
            }
        )
    return rows


def _months_out(of: Facts, key: LimitKey) -> list[Figures]:
    outlook = of.standing.outlook
    paths = outlook.paths(key) if outlook else None
    if outlook is None or paths is None:
        return []
    bands = np.quantile(paths, BAND, axis=0).round()
    source = outlook.dynamic_source
    alone = np.round(source.usage_median) if source and source.traffic_weight and key == DYNAMIC else None
    return [
        {
            "row_out": _month(month),
            "row_low": float(bands[0, at]),
            "row_median": float(bands[1, at]),
            "row_high": float(bands[2, at]),
            "row_alone": None if alone is None else float(alone[at]),
        }
        for at, month in enumerate(outlook.months)
    ]


def _periods(of: Facts) -> list[Figures]:
    """The periods that run or come: what was bought, less what their months used, by the months that are left."""
    running = of.standing.running_month
    parts = used_by_month(of, NETWORK).values()
    used = {m: sum(part[m] or 0 for part in parts) for m in _all_months(of)}
    with of.store.reading() as cursor:
        bought = dict(
            cursor.rows("SELECT starts_on, number_months FROM allotments WHERE network_id = $1", of.network_id)
        )
    rows: list[Figures] = []
    for period in of.standing.contract.periods:
        closed = sum(used.get(m, 0) for m in period.months_closed)
        now = used.get(running, 0) if running in period.months_ahead else 0
        months, left = len(period.months_ahead), bought[period.starts_on] - closed
        ceiling = left // months
        if now > ceiling:
            ceiling = now if months == 1 else (left - now) // (months - 1)
        is_known = not period.unreported
        rows.append(
            {
                "row_period": f"{_day(period.starts_on)} to {_day(period.ends_on)}",
                "row_bought": bought[period.starts_on],
                "row_closed": closed,
                "row_running": now,
                "row_left": left - now if is_known else None,
                "row_months": months,
                "row_ceiling": ceiling if is_known and left >= now and ceiling >= 0 else None,
            }
        )
    return rows


def _all_months(of: Facts) -> list[dt.date]:
    return list(used_by_month(of, NETWORK)["Static"])


def explained_figures(of: Facts, key: LimitKey) -> dict[str, Any]:
    """What the words above the two tables say."""
    outlook = of.standing.outlook
    if outlook is None:
        return {}
    *closed, _ = used_by_month(of, key).popitem()[1].values()
    figures: dict[str, Any] = {"known_months": sum(one is not None for one in closed), "paths": len(outlook.static)}
    source = outlook.dynamic_source
    if source is None:
        return figures
    figures |= {
        "usage_months": source.usage_months,
        "ratio_months_known": 0,
        "fewest_months": FEWEST_MONTHS,
        "traffic_months": source.traffic_months,
        "traffic_until": source.traffic_until,
        "busy_percent": 100 * source.busy_hour_share,
        "hold_assumed": source.hold_seconds,
        "pools_now": source.pools,
    }
    if source.traffic_weight:
        figures |= {"weight_now": source.traffic_weight[0], "weight_last": source.traffic_weight[-1]}
    if (ratio := source.ratio) is not None:
        spread = math.exp(EIGHT_OF_TEN * ratio.log_uncertainty)
        figures |= {
            "used_ratio": ratio.median,
            "used_ratio_low": ratio.median / spread,
            "used_ratio_high": ratio.median * spread,
            "ratio_months_known": ratio.months,
            "ratio_months_full": ratio.months_at_limit,
            "ratio_latest": ratio.latest,
        }
    return figures


def tried(of: Facts, request: Request) -> dict[str, Any]:
    """The limit on which the slider of a request begins: all that is asked for."""
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    outlook, answer = of.standing.outlook, of.standing.request_answers.get(request.request_id)
    paths = outlook.paths(key) if outlook else None
    if paths is None or answer is None or outlook is None:
        return {}
    grant = preview(of.standing, request, as_asked=True)
    limit = grant.limit if grant else of.standing.limit(key).limit + request.more_numbers
    until = of.whole["weighed_until"]
    months = 1 if until is None else outlook.months.index(until) + 1
    away = np.maximum(paths[:, :months] - limit, 0)
    return {
        "tried": limit,
        "tried_over": effect_of(of.standing, request, limit, as_asked=True).overage,
        "tried_away": float(away.sum(axis=1).mean()),
        "tried_chance": float((away > 0).any(axis=1).mean()),
        "tried_from": of.standing.running_month,
        "tried_until": until,
    }


def _month(month: dt.date) -> str:
    return f"{month:%b %Y}"


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"
