"""The points that each chart should have: usage and limits as the store has them, the rest by the answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from limits.kinds import DYNAMIC, NETWORK, LimitKey
from limits.months import months_between, plus_months
from tests.views.figures.facts import Facts
from tests.views.figures.pictures import ACROSS, UNIT, Picture, Row
from tests.views.figures.tables import key_of
from tests.views.figures.traffic_pictures import hold_picture, need_picture, overflow_picture

A_DAY = dt.timedelta(days=1)
BAND = (0.1, 0.5, 0.9)
Known = Callable[[Facts, "re.Match[str]"], Picture]


def known_picture(alt: str, of: Facts) -> Picture | None:
    """What the chart with this text for who cannot see it should show; None for one that nothing is known of."""
    for expression, known in _PICTURES.items():
        if (match := re.match(expression, alt)) is not None:
            if alt not in of.pictures:
                of.pictures[alt] = known(of, match)
            return of.pictures[alt]
    return None


def _usage(of: Facts, match: re.Match[str]) -> Picture:
    """Usage by month beside a limit, and demand ahead."""
    key = key_of(of, match["limit"])
    assert key, match[0]
    outlook, now = of.standing.outlook, of.standing.limit(key).limit
    assert outlook is not None
    parts = used_by_month(of, key)
    months = list(next(iter(parts.values())))
    then = limit_by_month(of, key, months)
    limits = {**then, months[-1]: now}
    lines: dict[str, Sequence[Row]] = {name: list(_by_month(used)) for name, used in parts.items()}
    total = {m: None if (p := [u[m] for u in parts.values()]).count(None) else sum(p) for m in months}  # type: ignore[arg-type]
    full = {m: used for m, used in total.items() if used and then[m] is not None and used >= then[m]}
    if full:
        lines["Full"] = list(_by_month(full))
    paths = outlook.paths(key)
    ahead: list[dt.date] = []
    if paths is not None:
        ahead = list(outlook.months)
        lines |= _band(ahead, np.quantile(paths, BAND, axis=0).T)
    planned = _planned(of, key, ahead[1:])
    return lines | {"Limit": list(_by_month(limits | planned)), UNIT: [("numbers a month",)]}


def _by_month(figures: Mapping[dt.date, Any]) -> list[Row]:
    return [(month.isoformat(), figure) for month, figure in figures.items()]


def _band(days: Sequence[dt.date], band: Any) -> dict[str, Sequence[Row]]:
    """The median with what the mouse shows beside it, and the area around it: up along the high, back along the low."""
    texts = [day.isoformat() for day in days]
    low, median, high = (band[:, i].tolist() for i in range(3))
    return {
        "80 % band": list(zip([*texts, *texts[::-1]], [*high, *low[::-1]], strict=True)),
        "Forecast": list(zip(texts, median, low, high, strict=True)),
    }


def used_by_month(of: Facts, key: LimitKey) -> dict[str, dict[dt.date, int | None]]:
    """Numbers used by month, from the first known one to the running one; None where nothing was reported."""
    with of.store.reading() as cursor:
        whole = cursor.rows(
            "SELECT billing_month, static_used, dynamic_used FROM network_months WHERE network_id = $1", of.network_id
        )
        own = cursor.rows(
            "SELECT billing_month, static_used FROM monthly_usage WHERE network_id = $1 AND campaign_id = $2",
            of.network_id,
            key.campaign_id,
        )
    running = of.standing.running_month
    assert running is not None
    by_month = {month: (static, dynamic) for month, static, dynamic in whole if month <= running}
    months = months_between(min(by_month), running)
    if key.of_campaign:
        used = dict(own)
        first = min((month for month, numbers in used.items() if numbers), default=None)
        is_known = {m: m in by_month and first is not None and m >= first for m in months}
        return {"Static": {m: used.get(m, 0) if is_known[m] else None for m in months}}
    static, dynamic = ({m: by_month[m][i] if m in by_month else None for m in months} for i in (0, 1))
    return {"Dynamic": dynamic} if key == DYNAMIC else {"Static": static, "Dynamic": dynamic}


def limit_by_month(of: Facts, key: LimitKey, months: Sequence[dt.date]) -> dict[dt.date, int | None]:
    """The highest limit on any day of each month; the first on record held before too."""
    with of.store.reading() as cursor:
        rows = cursor.rows(
            "SELECT effective_from, new_limit FROM limit_changes WHERE network_id = $1 AND kind = $2"
            " AND campaign_id = $3 AND (effective_from <= $4 OR version = 1) ORDER BY version",
            of.network_id,
            key.kind,
            key.campaign_id,
            of.standing.as_of,
        )
    highest: dict[dt.date, int | None] = {}
    for month in months:
        days = [month + A_DAY * i for i in range((plus_months(month, 1) - month).days)]
        on = [next((limit for start, limit in reversed(rows) if start <= day), rows[0][1]) for day in days if rows]
        highest[month] = max(on, default=None)
    return highest


def _days(month: dt.date, of: Facts) -> list[dt.date]:
    """The days of a month ahead."""
    first = max(month, of.standing.as_of or month)
    return [first + A_DAY * i for i in range((plus_months(month, 1) - first).days)]


def _planned(of: Facts, key: LimitKey, months: Sequence[dt.date]) -> dict[dt.date, int]:
    """The highest limit on any day of each month ahead: today's with what waits, taken in the order of its days."""
    with of.store.reading() as cursor:
        rows = cursor.rows(
            "SELECT on_date, until_date, new_limit FROM scheduled_changes WHERE network_id = $1 AND kind = $2"
            " AND campaign_id = $3 AND status = 'waiting' ORDER BY on_date",
            of.network_id,
            key.kind,
            key.campaign_id,
        )
    assert all(until is None for _, until, _ in rows), "the sample plans none that ends"
    now = of.standing.limit(key).limit
    return {
        m: max(next((n for start, _, n in reversed(rows) if start <= day), now) for day in _days(m, of)) for m in months
    }


def _burn_down(of: Facts, _match: re.Match[str]) -> Picture:
    """What is left at each month's end; a point stands on the day after it."""
    contract, advice, outlook = of.standing.contract, of.standing.advice, of.standing.outlook
    current = contract.current
    assert current
    assert advice
    assert outlook
    parts = used_by_month(of, NETWORK).values()
    used = {m: sum(part[m] or 0 for part in parts) for m in current.months_closed}
    bought, ahead = current.number_months, list(current.months_ahead)
    start = (*current.months_closed, *ahead)[0].isoformat()
    known = [(start, float(bought))]
    for month, numbers in used.items():
        known.append((_end(month), known[-1][1] - numbers))
    at_start = known[-1][1]
    left = at_start - np.cumsum(advice.spend[:, : len(ahead)], axis=1)
    free = np.median(at_start - np.cumsum(outlook.total[:, : len(ahead)], axis=1), axis=0)
    days = [known[-1][0], *map(_end, ahead)]
    band = np.vstack([[at_start] * 3, np.quantile(left, BAND, axis=0).T])
    lines: dict[str, Sequence[Row]] = {
        "Even pace": [(start, bought), (days[-1], 0.0)],
        "Left so far": known,
        **_band([dt.date.fromisoformat(day) for day in days], band),
        ACROSS: [(0,)],
        UNIT: [("number-months left",)],
    }
    if band[-1, 1] - free[-1] > 0.02 * bought:
        lines["If no limit held demand down"] = list(zip(days, [at_start, *free.tolist()], strict=True))
    return lines


def _end(month: dt.date) -> str:
    return plus_months(month, 1).isoformat()


def _costs(of: Facts, match: re.Match[str]) -> Picture:
    """Overage and demand turned away, in money, at each limit that is drawn, the other limits held."""
    key = key_of(of, match["limit"])
    current, advice, outlook = of.standing.contract.current, of.standing.advice, of.standing.outlook
    assert key
    assert current
    assert advice
    assert outlook
    own, answer = of.standing.limit(key), of.standing.answers[key]
    asked = own.limit + answer.asked if answer.is_request else 0
    most = 1.25 * max(own.limit, answer.need or 0, asked, own.usage + 1)
    limits = sorted({round(one) for one in np.linspace(own.usage, most, 100)})
    worth = float(current.overage_rate) * of.standing.assumptions.turned_away_worth
    wanted = {one.key: outlook.paths(one.key) for one in of.standing.limits if one.key != NETWORK}
    cut = {one: _cut(paths, of, one) for one, paths in wanted.items() if paths is not None}
    others = sum((paths for one, paths in cut.items() if one != key), np.zeros_like(outlook.static))
    demand = others if key == NETWORK else wanted[key]
    weighed = outlook.months.index(of.whole["weighed_until"]) + 1
    over, away = [], []
    for limit in limits:
        held = np.minimum(demand, limit)
        use = held if key == NETWORK else _cut(held + others, of, NETWORK)
        beyond = [(p, use[:, p.first : p.first + p.months].sum(axis=1) - p.left) for p in advice.ahead.periods]
        over.append(sum((p.overage_rate * float(np.maximum(one, 0).mean()) for p, one in beyond), 0.0))
        away.append(worth * float(np.maximum(demand[:, :weighed] - limit, 0).sum(axis=1).mean()))
    both = [a + b for a, b in zip(over, away, strict=True)]
    marks = {"today": own.limit} | ({"the answer": answer.limit} if answer.limit not in (None, own.limit) else {})
    lines: dict[str, Sequence[Row]] = {
        name: list(zip(limits, costs, strict=True))
        for name, costs in (("Overage", over), ("Turned away", away), ("Both", both))
    }
    for name, at in marks.items():
        lines[f"{name}: {at:,}"] = [(at, float(np.interp(at, limits, both)))]
    return lines | {UNIT: [(current.currency,)]}


def _cut(paths: Any, of: Facts, key: LimitKey) -> Any:
    """Demand at today's limit, which the running month may be above already."""
    one = of.standing.limit(key)
    held = np.minimum(paths, one.limit)
    held[:, 0] = np.maximum(held[:, 0], one.usage)
    return held


_PICTURES: Mapping[str, Known] = {
    r"Usage of .* by month beside the (?P<limit>.*), and forecast demand": _usage,
    r"Number-months left of the allotment by month, against an even pace": _burn_down,
    r"Expected cost of overage and of demand turned away by (?P<limit>.*), with today's limit": _costs,
    r"Overflow rate in the busiest hour by numbers": overflow_picture,
    r"Numbers needed by hold time": hold_picture,
    r"Dynamic numbers used by month, and the need": need_picture,
}
