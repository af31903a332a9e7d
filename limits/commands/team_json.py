"""What the team's commands answer, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from data.errors import BulkRefused
from data.records import AlertRun
from limits import as_json
from limits.changes import BulkReport
from limits.notices import AlertReport, Crossing, Round
from limits.requests import JournalEntry, Policy, Summary


def round_made(done: Round) -> dict[str, Any]:
    return {
        **alerts(done.alerts),
        "applied": [as_json.change(c) for c in done.applied],
        "expired": [r.request_id for r in done.expired],
        "deliveries": asdict(done.outbox),
    }


def alerts(report: AlertReport) -> dict[str, Any]:
    return {
        "ran_at": report.run.ran_at.isoformat(),
        "previous_run": _run(report.run_before),
        "network_count": report.run.network_count,
        "crossed": [crossing(c) for c in report.crossings],
        "reset_count": report.reset_count,
        "unchecked": [{"network_id": network, "reason": why} for network, why in report.unchecked],
    }


def crossing(crossed: Crossing) -> dict[str, Any]:
    """``level`` is percent of the limit for usage, 1 or 0 for what is likely."""
    return {
        "network_id": crossed.network.network_id,
        "kind": crossed.kind,
        "campaign_id": crossed.campaign_id or None,
        "alert": crossed.alert,
        "level": crossed.level,
        "level_before": crossed.level_before,
        "recovered": crossed.is_recovery,
        "words": crossed.sentence,
        "as_of": crossed.as_of.isoformat() if crossed.as_of else None,
    }


def policy(current: Policy) -> dict[str, Any]:
    """Shares and risks as ratios."""
    return {
        "fast_lane": asdict(current.fast_lane),
        "version": current.version,
        "set_by": current.set_by,
        "set_at": current.set_at.isoformat() if current.set_at else None,
        "unreadable": current.unreadable or None,
    }


def journal(entries: Sequence[JournalEntry], summaries: Sequence[Summary]) -> dict[str, Any]:
    """The team's summary is the one without ``decided_by``; shares as ratios, overage in number-months."""
    return {"summaries": [asdict(s) for s in summaries], "decisions": [_decision(e) for e in entries]}


def _decision(entry: JournalEntry) -> dict[str, Any]:
    return {
        "request": as_json.request(entry.request),
        "limit_before": entry.limit_before,
        "limit_after": entry.limit_after,
        "from_day": entry.from_day.isoformat(),
        "hours_to_decide": entry.hours_to_decide,
        "has_evidence": entry.has_evidence,
        "unreadable": entry.unreadable or None,
        "suggested": entry.suggested,
        "risk_then": entry.risk_then,
        "course": entry.adherence,
        "was_used": entry.was_used,
        "ran_over": entry.ran_over,
        "nearer": entry.nearer,
        "afterwards": [asdict(a) | {"on": a.on.isoformat()} for a in entry.afterwards],
    }


def bulk(done: BulkReport) -> dict[str, Any]:
    return {"dry_run": done.is_dry_run, "changes": [as_json.change(c) for c in done.changes], "rejections": []}


def refused(error: BulkRefused) -> dict[str, Any]:
    return {"dry_run": None, "changes": [], "rejections": [asdict(r) for r in error.rejections]}


def _run(run: AlertRun | None) -> str | None:
    return run.ran_at.isoformat() if run else None
