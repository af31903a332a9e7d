"""What the traffic calculator's figures are for a network as it is stored, by name."""

from __future__ import annotations

import math
from typing import Any

from limits.actors import OPERATOR
from limits.traffic import calculate, dynamic_need, network_traffic, starting_inputs
from tests.views.figures.facts import Facts, Figures


def traffic_figures(facts: Facts) -> list[Figures]:
    """The calculator's own, and one set of figures for each row of its tables."""
    known = network_traffic(facts.store, OPERATOR, facts.network_id)
    inputs = starting_inputs(known)
    answer = calculate(known, inputs, standing=facts.standing)
    *used, most = answer.ceilings
    sessions, share = inputs.sessions_a_month or 0.0, inputs.busy_hour_share or 0.0
    busy = sessions * share
    load = busy * inputs.hold_seconds / 3600
    recommended = answer.need.numbers if answer.need else (answer.corrected_numbers or answer.needed_numbers or 0)
    figures: dict[str, Any] = {
        "traffic_sessions": sessions,
        "more_of_today": 0,
        "visit": inputs.visit_seconds,
        "lifetime": inputs.lifetime_seconds,
        "hold_seconds": inputs.hold_seconds,
        "hold_minutes": inputs.hold_seconds / 60,
        "target": inputs.overflow_rate,
        "target_percent": 100 * (inputs.overflow_rate or 0.0),
        "busy_share": 100 * share,
        "peakedness": inputs.peakedness,
        "pools": inputs.pools,
        "busy": busy,
        "load": load,
        "formula": answer.needed_numbers,
        "corrected": answer.corrected_numbers,
        "recommended": recommended,
        "more_dynamic": max(0, recommended - (known.dynamic_limit or 0)),
        "dynamic_limit": known.dynamic_limit,
        "ratio": answer.ratio.median,
        "ratio_months": answer.ratio.months,
        "ratio_left_out": answer.ratio.months_at_limit,
        "most_numbers": most.numbers,
        "most_overflow": most.overflow_rate,
        "most_sessions": most.sessions_carried,
        "used_numbers": {one.numbers for one in used},
        "used_overflow": {one.overflow_rate for one in used},
        "used_sessions": {one.sessions_carried for one in used},
        "latest_month": known.latest_month[0] if known.latest_month else None,
    }
    whole = {
        **facts.whole,
        **facts.limits_of_dynamic(),
        **figures,
        **need_figures(dynamic_need(facts.standing, sessions=round(sessions))),
    }
    return [whole, *_rows(answer)]


def need_figures(need: Any) -> Figures:
    if need is None:
        return {}
    return {
        "need_sessions": need.numbers,
        "need_without": need.without,
        "need_for": need.numbers - need.without,
        "need_added": need.added,
        "need_today": need.sessions_today,
        "need_first": need.first,
        "need_last": need.last,
    }


def _rows(answer: Any) -> list[Figures]:
    one = next((numbers for pools, numbers in answer.by_pools if pools == 1), 0)
    rows: list[Figures] = [
        {"row_pools": pools, "row_numbers": numbers, "row_more": numbers - one} for pools, numbers in answer.by_pools
    ]
    rows += [{"row_minutes": seconds / 60, "row_hold_numbers": numbers} for seconds, numbers in answer.by_hold]
    for ahead in answer.ahead:
        for month, sessions, numbers in zip(ahead.months, ahead.sessions_band, ahead.numbers_band, strict=True):
            assert math.isfinite(sessions[1])
            low, median, high = (float(n) for n in numbers)
            rows.append(
                {
                    "row_month": month,
                    "row_sessions": float(sessions[1]),
                    "row_low": low,
                    "row_median": median,
                    "row_high": high,
                }
            )
    return rows
