"""The points that the traffic calculator's charts should have, for a network as it is stored."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from limits.actors import OPERATOR
from limits.traffic import NetworkTraffic, TrafficAnswer, calculate, network_traffic, starting_inputs
from tests.views.figures.facts import Facts
from tests.views.figures.pictures import ACROSS, UNIT, UPRIGHT, WORDS, Picture, Row

_ANSWER = "the calculator's"
_DRAWN_FROM = 0.00005  # overflow rates below lie under the picture


def _answer(of: Facts) -> tuple[NetworkTraffic, TrafficAnswer]:
    if _ANSWER not in of.pictures:
        known = network_traffic(of.store, OPERATOR, of.network_id)
        of.pictures[_ANSWER] = known, calculate(known, starting_inputs(known), standing=of.standing)
    return of.pictures[_ANSWER]


def overflow_picture(of: Facts, _match: re.Match[str]) -> Picture:
    """Erlang's loss formula at each number that is drawn, beside the target, the need and what there is."""
    known, answer = _answer(of)
    inputs, own = answer.inputs, answer.ratio.median
    load, target = answer.offered_load_erlangs or 0.0, inputs.overflow_rate or 0.0
    rates = [_lost(int(n), load, answer) for n in answer.curve_numbers]
    drawn = [None if rate < _DRAWN_FROM else rate for rate in rates]
    numbers = answer.curve_numbers.tolist()
    names = {"By the formula alone": 1.0, "As this network uses numbers": own} if answer.ratio.learnt else {}
    curves: dict[str, Sequence[Row]] = {
        name: list(zip([n * factor for n in numbers], drawn, strict=True))
        for name, factor in (names or {"Overflow rate": 1.0}).items()
    }
    marks = [("needed", answer.recommended_numbers or 0)]
    if known.dynamic_used is not None:
        marks.append(("used", known.dynamic_used))
    marks.append(("today's limit", min(known.ceilings.values())))
    words = [(f"target {100 * target:.4g} %",), *((f"{name} {count:,}",) for name, count in marks)]
    lines: dict[str, Sequence[Row]] = {
        ACROSS: [(target,)],
        UPRIGHT: [(count,) for _, count in marks],
        WORDS: words,
        UNIT: [("overflow rate, busiest hour",)],
    }
    return curves | lines


def _lost(numbers: int, load: float, answer: TrafficAnswer) -> float:
    """B(N / z, A / z) of one pool of so many numbers, by the recursion, between whole numbers as the product has it."""
    from forecasting.traffic import overflow_rates

    pool = answer.inputs.pool
    rate = float(
        overflow_rates(
            numbers,
            load,
            pools=answer.inputs.pools or 1,
            peakedness=pool.peakedness,
            allow_overflow=pool.allow_overflow,
        )
    )
    if answer.inputs.pools in (None, 1) and pool.peakedness == 1:
        lendable, lost = numbers - int(pool.allow_overflow), 1.0
        for n in range(1, lendable + 1):
            lost = load * lost / (n + load * lost)
        assert math.isclose(rate, lost, rel_tol=1e-6, abs_tol=1e-12), (numbers, load)
    return rate


def hold_picture(of: Facts, _match: re.Match[str]) -> Picture:
    _, answer = _answer(of)
    assumed = answer.inputs.hold_seconds / 60
    return {
        "Numbers needed by the formula": [(seconds / 60, numbers) for seconds, numbers in answer.by_hold],
        UPRIGHT: [(assumed,)],
        WORDS: [(f"assumed {assumed:.3g} min",)],
        UNIT: [("numbers needed",)],
    }


def need_picture(of: Facts, _match: re.Match[str]) -> Picture:
    known, answer = _answer(of)
    with of.store.reading() as cursor:
        used = cursor.rows(
            "SELECT billing_month, dynamic_used FROM network_months WHERE network_id = $1 AND billing_month <= $2"
            " ORDER BY billing_month",
            of.network_id,
            of.standing.running_month,
        )
    drawn_lines: dict[str, Sequence[Row]] = {"Dynamic numbers used": [(m.isoformat(), n) for m, n in used[-13:]]}
    names = {"history": "Need, traffic as forecast", "estimate": "Need, your sessions"}
    for need in answer.ahead:
        drawn_lines |= _need(names[need.source], need.months, need.numbers_band)
    if known.dynamic_limit is not None:
        limit = of.standing.limit(next(k for k in of.limits if k.kind == "dynamic")).limit
        drawn_lines |= {ACROSS: [(limit,)], WORDS: [(f"dynamic limit {limit:,}",)]}
    return drawn_lines | {UNIT: [("dynamic numbers a month",)]}


def _need(name: str, months: Sequence[dt.date], band: Any) -> dict[str, Sequence[Row]]:
    days = [month.isoformat() for month in months]
    low, median, high = (np.asarray(band)[:, i].tolist() for i in range(3))
    return {
        f"{name}: 80 % band": list(zip([*days, *days[::-1]], [*high, *low[::-1]], strict=True)),
        f"{name} (median, 80 % band)": list(zip(days, median, low, high, strict=True)),
    }
