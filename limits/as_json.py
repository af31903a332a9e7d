"""The product's answers as plain data for ``--json``: the same figures the pages show, nothing recomputed."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from data.records import LimitChange, Request, ScheduledChange
from data.tables.platform import PlatformMark
from data.tables.requests import OPEN
from data.tables.scenarios import OwnFigure
from limits.decision import Decision, Reopened
from limits.kinds import LimitKey

if TYPE_CHECKING:
    from forecasting.risk import JointOutlook
    from limits.advice import NetworkStanding, PortfolioRow
    from limits.changes import PlatformTask
    from limits.network import Binding, Contract, Explanation, LimitHeadroom
    from limits.outlook import CommittedScenario, DynamicSource, KeptLesson, Outlook


def status(standing: NetworkStanding, *, with_paths: bool = False) -> dict[str, Any]:
    """All figures of a network; ``with_paths`` adds the simulated demand that each of them can be recomputed from."""
    from limits.answers import answer_data  # noqa: PLC0415 - a limit, a change, an explanation need no engine

    currency = standing.contract.current.currency if standing.contract.current else None
    figures = {
        "network_id": standing.network.network_id,
        "name": standing.network.name,
        "as_of": _day(standing.as_of),
        "running_month": _day(standing.running_month),
        "limits": [
            limit(s)
            | {
                "answer": answer_data(standing.answers.get(s.key), standing.contract),
                "full_by_month": _full_by_month(standing, s.key),
            }
            for s in standing.limits
        ],
        "contract": contract(standing.contract),
        "overage_risk": standing.overage_risk,
        "ahead": ahead(standing.ahead, currency),
        "forecast": outlook(standing.outlook) if standing.outlook else None,
        "open_requests": [r.request_id for r in standing.requests if r.status in OPEN],
        "request_answers": {i: answer_data(a, standing.contract) for i, a in standing.request_answers.items()},
        "plan": plan(standing.committed),
        "own_figures": [own_figure(f) for f in standing.own_figures],
    }
    return figures | {"paths": paths(standing.outlook)} if with_paths else figures


def limit(standing: LimitHeadroom) -> dict[str, Any]:
    return {
        "kind": standing.key.kind,
        "campaign_id": standing.key.campaign_id or None,
        "campaign": standing.name or None,
        "limit": standing.limit,
        "version": standing.version,
        "usage": standing.usage,
        "headroom": standing.headroom,
        "utilization": standing.utilization,
        "state": standing.state,
    }


def ahead(outlook: JointOutlook | None, currency: str | None = None) -> dict[str, Any] | None:
    """What today's limits lead to, by month of the forecast; numbers are number-months, risks ratios."""
    if outlook is None:
        return None
    return {
        "overage_risk": outlook.risk,
        "overage_risk_by_month": outlook.risk_by_month.tolist() if outlook.periods else None,
        "overage_starts_by_month": outlook.starts_by_month.tolist() if outlook.periods else None,
        "overage_most_likely_starts_in_month": outlook.likely_start,
        "expected_overage": outlook.expected_overage,
        "expected_overage_cost": outlook.expected_overage_cost,
        "currency": currency,
        "turned_away_by_month": outlook.turned_away_by_month.tolist(),
        "periods": [
            {
                "first_month": p.first_month,
                "months": p.months,
                "number_months": p.number_months if math.isfinite(p.number_months) else None,
                "overage_risk": p.risk,
                "expected_overage": p.expected_overage,
                "expected_overage_cost": p.expected_overage_cost,
                "expected_unused": p.expected_unused if math.isfinite(p.expected_unused) else None,
            }
            for p in outlook.periods
        ],
    }


def plan(followed: CommittedScenario) -> dict[str, Any] | None:
    """The scenario that the forecast follows, where there is one."""
    if not followed.changes or not followed.is_told:
        return None
    return {"name": followed.name, "by": followed.by, "changes": [c.words for c in followed.changes]}


def own_figure(stated: OwnFigure) -> dict[str, Any]:
    """What a person expects of a month, beside the forecast; null numbers withdraw it."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asdict(stated).items()}


def fleet_lesson(kept: KeptLesson) -> dict[str, Any]:
    """What all networks taught; everything but the switch is null while nothing was learned."""
    lesson = kept.lesson
    return {
        "is_on": kept.is_on,
        "in_force": kept.in_force is not None,
        "version": lesson.version if lesson else None,
        "learned_at": lesson.learned_at.isoformat() if lesson else None,
        "last_month": lesson.last_month.isoformat() if lesson else None,
        "data_version": lesson.data_version if lesson else None,
        "forecasts": lesson.learned.forecasts if lesson else None,
        "gain": lesson.learned.gain if lesson else None,
        "lesson": asdict(lesson.learned.lesson) if lesson else None,
        "unreadable": kept.unreadable or None,
    }


def _full_by_month(standing: NetworkStanding, key: LimitKey) -> list[float] | None:
    """P(the limit turns demand away) by month of the forecast."""
    full = standing.full_by_month(key)
    return None if full is None else full.tolist()


def paths(demand: Outlook | None) -> dict[str, Any] | None:
    """The simulated demand, (paths, months) each, numbers; campaign "" is what no campaign is known of."""
    if demand is None:
        return None
    return {
        "static": demand.static.tolist(),
        "dynamic": demand.dynamic.tolist(),
        "campaigns": {campaign_id: own.tolist() for campaign_id, own in demand.campaigns.items()},
    }


def contract(contract: Contract) -> dict[str, Any]:
    return {
        "state": contract.state,
        "sentence": contract.sentence,
        "partnership_starts_on": _day(contract.partnership.starts_on) if contract.partnership else None,
        "partnership_ends_on": _day(contract.partnership.ends_on) if contract.partnership else None,
        "months_left": contract.months_left,
        "guaranteed_ceiling": contract.guaranteed_ceiling,
        "periods": [
            {
                "starts_on": _day(p.starts_on),
                "ends_on": _day(p.ends_on),
                "number_months": p.number_months,
                "used": p.used_closed + p.used_running,
                "used_in_closed_months": p.used_closed,
                "unreported": [_day(m) for m in p.unreported],
                "left": p.left,
                "overage": p.overage,
                "months_ahead": [_day(m) for m in p.months_ahead],
                "overage_rate": None if p.overage_rate is None else float(p.overage_rate),
                "currency": p.currency,
            }
            for p in contract.periods
        ],
    }


def outlook(ahead: Outlook) -> dict[str, Any]:
    bands = {name: ahead.band(getattr(ahead, name)) for name in ("static", "dynamic", "total")}
    return {
        "months": [_day(m) for m in ahead.months],
        **{
            name: {"p10": band[:, 0].tolist(), "p50": band[:, 1].tolist(), "p90": band[:, 2].tolist()}
            for name, band in bands.items()
        },
        "caveats": list(ahead.caveats),
        "dynamic_source": dynamic_source(ahead.dynamic_source),
    }


def dynamic_source(source: DynamicSource | None) -> dict[str, Any] | None:
    """What the dynamic forecast was made from; null for a network that never had a dynamic number."""
    if source is None:
        return None
    from limits.advice import source_sentences  # noqa: PLC0415 - the same

    data = asdict(source) | {"traffic_until": _day(source.traffic_until), "sentences": source_sentences(source)}
    data["witnesses"], data["unheard"] = data.pop("sources"), data.pop("why_unused")  # as the keys always were
    if source.expected:
        data["expected"] |= {"from_month": _day(source.expected.from_month)}
    return data


def explanation(answer: Explanation) -> dict[str, Any]:
    def bound(item: Binding | None) -> dict[str, Any] | None:
        if item is None:
            return None
        return limit(item.limit) | {"missing": item.missing, "who_may_raise": item.who_may_raise}

    return {
        "network_id": answer.network_id,
        "number_type": answer.number_type,
        "campaign_id": answer.campaign_id or None,
        "count": answer.count,
        "allowed": answer.allowed,
        "room": answer.room,
        "binding": [bound(b) for b in answer.binding],
        "next_binding": bound(answer.next_binding),
        "sentences": list(answer.sentences),
    }


def portfolio_row(row: PortfolioRow) -> dict[str, Any]:
    return {
        "network_id": row.network.network_id,
        "name": row.network.name,
        "csm_email": row.network.csm_email,
        "as_of": _day(row.network.as_of),
        "state": row.state,
        "reason": row.reason,
        "limits": [limit(s) for s in (row.network_limit, row.dynamic_limit, row.campaign_limit) if s is not None],
        "months_left": row.contract.months_left,
        "allotment_left": row.contract.current.left if row.contract.current else None,
        "overage_risk": row.overage_risk,
        "likely_full": _day(row.likely_full),
        "demand_ahead": row.demand_ahead
        and {
            "billing_month": _day(row.demand_ahead.billing_month),
            "p10": row.demand_ahead.low,
            "p50": row.demand_ahead.median,
            "p90": row.demand_ahead.high,
        },
        "open_requests": row.open_requests,
    }


def change(done: LimitChange | ScheduledChange) -> dict[str, Any]:
    return _record(done)


def request(asked: Request) -> dict[str, Any]:
    """``more_numbers`` numbers a month on top of the limit; months as the date of their first day."""
    return _record(asked)


def decision(made: Decision) -> dict[str, Any]:
    return {
        "request": request(made.request),
        "change": change(made.change) if made.change else None,
        "planned": change(made.planned) if made.planned else None,
        "steps": [change(step) for step in made.steps],
    }


def reopened(done: Reopened) -> dict[str, Any]:
    """The request, open again; the limits that are back at what they were; the planned steps that are not made."""
    return {
        "request": request(done.request),
        "changes": [change(made) for made in done.changes],
        "withdrawn": [change(made) for made in done.withdrawn],
        "sentence": done.sentence,
    }


def platform_task(task: PlatformTask) -> dict[str, Any]:
    """A limit that is to be set in the vendor's platform, or differs there."""
    return {
        "network_id": task.network.network_id,
        "kind": task.key.kind,
        "campaign_id": task.key.campaign_id or None,
        "change_id": task.change.change_id,
        "status": task.status,
        "limit": task.promised,
        "in_platform": task.in_platform,
        "changed_by": task.change.changed_by,
        "changed_at": task.change.changed_at.isoformat(),
        "request_id": task.change.request_id,
        "set_by": task.mark.marked_by if task.mark else None,
        "set_at": task.mark.marked_at.isoformat() if task.mark else None,
    }


def platform_mark(made: PlatformMark) -> dict[str, Any]:
    """Who said what of a change in the platform."""
    return {
        "change_id": made.change_id,
        "mark": made.mark,
        "at": made.marked_at.isoformat(),
        "by": made.marked_by,
    }


def _record(row: LimitChange | ScheduledChange | Request) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asdict(row).items()}


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
