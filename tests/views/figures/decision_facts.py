"""What came of each decision, worked out from the rows of the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from data.store import Cursor, Store
from limits.months import months_between
from tests.views.figures.facts import Figures

MOMENTS, JUDGED_AFTER = (30, 60, 90), 90
_DECIDED = """
SELECT r.request_id, r.network_id, r.kind, r.campaign_id, r.status, r.more_numbers, r.granted_limit, r.filed_at,
       r.decided_at, r.decided_by, c.old_limit, c.effective_from, c.suggested_limit
FROM requests AS r LEFT JOIN limit_changes AS c ON c.request_id = r.request_id AND c.new_limit = r.granted_limit
WHERE r.network_id = ANY($1) AND r.status IN ('approved', 'part', 'declined')
"""
_USED = """
SELECT n.billing_month, n.static_used + n.dynamic_used, n.dynamic_used, coalesce(m.static_used, 0)
FROM network_months AS n
LEFT JOIN monthly_usage AS m
  ON m.network_id = n.network_id AND m.billing_month = n.billing_month AND m.campaign_id = $2
WHERE n.network_id = $1
"""


def decisions(store: Store, network_ids: Sequence[str]) -> dict[str, Figures]:
    """By request, the columns of the list of decisions and what the summaries count."""
    with store.reading() as cursor:
        return {str(row[0]): _decision(cursor, *row) for row in cursor.rows(_DECIDED, list(network_ids))}


def _decision(
    cursor: Cursor, _id: str, network_id: str, kind: str, campaign_id: str, status: str, more: int,
    granted: int | None, filed_at: dt.datetime, decided_at: dt.datetime, by: str, old: int | None,
    begins: dt.date | None, suggested: int | None,
) -> Figures:  # fmt: skip
    if old is None:
        old = cursor.value(
            "SELECT new_limit FROM limit_changes WHERE network_id = $1 AND kind = $2 AND campaign_id = $3"
            " AND changed_at <= $4 ORDER BY version DESC LIMIT 1",
            network_id, kind, campaign_id, decided_at,
        )  # fmt: skip
    new, start = old if granted is None else granted, begins or decided_at.date()
    as_of = cursor.value("SELECT as_of FROM usage_as_of WHERE network_id = $1", network_id)
    place = {"network": 1, "dynamic": 2, "campaign": 3}[kind]
    used = {row[0]: (row[1], row[place]) for row in cursor.rows(_USED, network_id, campaign_id)}
    period = cursor.row(
        "SELECT starts_on, ends_on, number_months FROM allotments WHERE network_id = $1 AND starts_on <= $2"
        " AND ends_on >= $2",
        network_id, start,
    )  # fmt: skip
    ends = sorted([start + dt.timedelta(days=days) for days in MOMENTS] + ([period[1]] if period else []))
    past = [day for day in ends if day <= as_of]
    is_judged = start + dt.timedelta(days=JUDGED_AFTER) <= as_of
    highest = share = over = None
    if past:
        highest = max(used[m][1] for m in months_between(start, past[-1]) if m in used)
        share = min(max((highest - old) / (new - old), 0), 1) if new > old else None
    if past and period:
        months = months_between(period[0], min(past[-1], period[1]))
        if cursor.value(
            "SELECT count(*) FROM allotments WHERE network_id = $1 AND starts_on < $2 AND ends_on >= $3",
            network_id, period[0], months[0],
        ):  # fmt: skip
            months = months[1:]  # a month that two periods touch is the earlier one's
        spent = sum(used[m][0] for m in months if m in used)
        over = True if spent > period[2] else False if period[1] <= as_of else None
    spoken = None if suggested is None else max(old, min(suggested, old + more))
    return {
        "decided_day": decided_at.date(),
        "limit_was": old,
        "limit_became": new,
        "suggested": suggested,
        "highest": highest,
        "share_used": share,
        "ran_over_words": {True: "■ yes", False: "● no", None: "—"}[over],
        "status": status,
        "by": by,
        "hours": (decided_at - filed_at).total_seconds() / 3600,
        "over": over,
        "was_used": None if share is None or not is_judged else share > 0,
        "is_followed": None if spoken is None else new == spoken,
    }


def summary(decided: Sequence[Figures]) -> dict[str, Any]:
    """Counts over some decisions; what is not known of one is not counted."""

    def known(name: str) -> list[Any]:
        return [one[name] for one in decided if one[name] is not None]

    hours = median(one["hours"] for one in decided)
    return {
        "decided": len(decided),
        "granted": sum(one["status"] == "approved" for one in decided),
        "granted_part": sum(one["status"] == "part" for one in decided),
        "declined": sum(one["status"] == "declined" for one in decided),
        "median_days": hours / 24,
        "median_words": f"{hours / 24:,.1f} days" if hours >= 24 else f"{hours:.0f} hours",
        "raises_used": sum(known("was_used")),
        "raises_known": len(known("was_used")),
        "ran_over": sum(known("over")),
        "overage_known": len(known("over")),
        "followed": sum(known("is_followed")),
        "suggestions_known": len(known("is_followed")),
        "judged_after": JUDGED_AFTER,
        "decision_nearer": None,
        "suggestion_nearer": None,
        "without_evidence": len(decided),  # the sample has decided before any was kept
    }


def summary_rows(by_request: Mapping[str, Figures], names: Mapping[str, str]) -> list[Figures]:
    """The team's, and each person's by name."""
    by: dict[str, list[Figures]] = {"the team": list(by_request.values())}
    for one in by_request.values():
        by.setdefault(names[one["by"]], []).append(one)
    rows: list[Figures] = []
    for name, decided in by.items():
        one = summary(decided)
        pairs = {
            "used_words": ("raises_used", "raises_known"),
            "over_words": ("ran_over", "overage_known"),
            "followed_words": ("followed", "suggestions_known"),
        }
        said = {key: f"{one[a]:,} of {one[b]:,}" if one[b] else "—" for key, (a, b) in pairs.items()}
        rows.append({**one, **said, "row_who": name})
    return rows
