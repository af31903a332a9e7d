"""What was decided of an account's limits since a day: changes made, and requests declined."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.records import LimitChange, Request
from limits.kinds import LimitKey, as_kind


@dataclass(frozen=True)
class DecisionFigures:
    on: dt.date
    by: str
    words: str
    reason: str


def decisions_since(
    changes: Sequence[LimitChange], requests: Sequence[Request], since: dt.date, names: Mapping[LimitKey, str]
) -> Iterable[DecisionFigures]:
    """Changes of limits, and requests that were declined; the newest first. ``names`` are the limits' own."""
    decisions = [
        DecisionFigures(
            change.changed_at.date(),
            change.changed_by,
            f"{_words(change, names)} from {change.old_limit:,} to {change.new_limit:,}",
            change.reason,
        )
        for change in changes
        if change.old_limit is not None and change.changed_at.date() >= since
    ]
    decisions += [
        DecisionFigures(
            request.decided_at.date(),
            request.decided_by or "",
            f"request {request.request_id} for {request.more_numbers:,} more numbers declined",
            request.decision_note or "",
        )
        for request in requests
        if request.status == "declined" and request.decided_at is not None and request.decided_at.date() >= since
    ]
    return sorted(decisions, key=lambda d: d.on, reverse=True)


def _words(change: LimitChange, names: Mapping[LimitKey, str]) -> str:
    key = LimitKey(as_kind(change.kind), change.campaign_id)
    return names.get(key) or key.words()
