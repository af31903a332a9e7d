"""The answer as plain data: the same names at every door."""

from __future__ import annotations

import datetime as dt
from typing import Any

from limits.answers.model import Answer, ContractFigures, Step, Way
from limits.answers.reasons import reason_sentence
from limits.kinds import LimitKey
from limits.network import Contract


def answer_data(answer: Answer | None, contract: Contract | None = None) -> dict[str, Any] | None:
    """The keys of the answer; months as 2026-12, unknown as None. ``contract`` adds what it came to before."""
    if answer is None:
        return None
    return {
        "verdict": answer.verdict,
        "sentence": answer.sentence,
        "limit": answer.limit,
        "increase": answer.increase,
        "limit_now": answer.limit_now,
        "usage": answer.usage,
        "asked": answer.asked,
        "from": month(answer.from_month) if answer.is_request else None,
        "until": month(answer.until_month),
        "granted": None if answer.granted is None else list(answer.granted),
        "schedule": None if answer.schedule is None else [step_data(step) for step in answer.schedule],
        "pair": None
        if answer.pair is None
        else key_data(answer.pair.key)
        | {"limit": answer.pair.limit, "schedule": [step_data(step) for step in answer.pair.schedule]},
        "contract": contract_data(answer.contract) | (history_of(contract) if contract is not None else {}),
        "as_history": way_data(answer.as_history),
        "as_asked": way_data(answer.as_asked),
        "if_filled": way_data(answer.if_filled),
        "safe_increase": answer.safe_increase,
        "need": answer.need,
        "missing": answer.missing,
        "missing_is_least": answer.missing_is_least,
        "missing_cost": _round(answer.missing_cost, 2),
        "currency": answer.currency,
        "holding_limit": answer.holding_limit,
        "binds": [key_data(key) for key in answer.binds],
        "beyond_the_contract": [month(m) for m in answer.outside],
        "caveats": list(answer.caveats),
        "reasons": [{"code": r.code} | dict(r.figures) | {"sentence": reason_sentence(r)} for r in answer.reasons],
        "as_of": day(answer.as_of),
        "risk_level": answer.risk_level,
        "confidence": answer.confidence,
        "without_earlier_requests": answer_data(answer.before_others),
    }


def way_data(way: Way) -> dict[str, Any]:
    return {
        "used": _round(way.used, 1),
        "overage": _round(way.overage, 1),
        "cost": _round(way.cost, 2),
        "risk": way.risk,
        "first_over": month(way.first_over),
        "overage_by_period": [_round(overage, 1) for overage in way.overage_by_period],
        "risk_by_period": list(way.risk_by_period),
    }


def contract_data(figures: ContractFigures) -> dict[str, Any]:
    data: dict[str, Any] = {
        "used_closed": figures.used_closed,
        "left_at_month_start": figures.left_at_month_start,
        "left_today": figures.left_today,
        "months_ahead": figures.months_ahead,
        "ceiling": figures.ceiling,
        "ceiling_increase": figures.ceiling_increase,
        "unreported": [month(m) for m in figures.unreported],
        "state": figures.state,
        "period_ceilings": list(figures.period_ceilings),
    }
    if figures.unreported:
        data |= {
            "left_at_month_start_most": figures.left_most,
            "left_at_month_start_least": figures.left_least,
            "left_today_most": figures.left_today_most,
            "left_today_least": figures.left_today_least,
        }
    return data


def history_of(contract: Contract) -> dict[str, Any]:
    """What periods that are over came to, and what no period covers."""
    first = next(iter(contract.periods), None) if contract.uncovered else None
    return {
        "settled": [
            {
                "starts_on": day(p.starts_on),
                "ends_on": day(p.ends_on),
                "number_months": p.number_months,
                "used": p.used,
                "overage": p.overage,
                "due": None if p.due is None else float(p.due),
                "expired": p.expired,
                "currency": p.currency,
            }
            for p in contract.settled
        ],
        "uncovered_months": [month(m) for m in contract.uncovered],
        "next_period": None
        if first is None
        else {
            "from": month(first.months_ahead[0]),
            "months": len(first.months_ahead),
            "number_months": first.number_months,
            "ceiling": first.guaranteed_ceiling,
        },
        "overlap": None
        if contract.overlap is None
        else {"from": day(contract.overlap[0]), "to": day(contract.overlap[1])},
    }


def key_data(key: LimitKey) -> dict[str, Any]:
    return {"kind": key.kind, "campaign_id": key.campaign_id or None}


def step_data(step: Step) -> dict[str, Any]:
    return {"from": month(step.month), "limit": step.limit}


def month(value: dt.date | None) -> str | None:
    return f"{value:%Y-%m}" if value else None


def day(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None


def _round(value: float | None, digits: int) -> float | int | None:
    """Whole numbers without a decimal point: 700, not 700.0."""
    if value is None:
        return None
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded
