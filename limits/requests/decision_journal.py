"""The decision journal: each decision beside what came of it, after 30, 60 and 90 days and when the period ended.

Usage is known by billing month, so a day's figures are those of the months up to and with the one it falls in.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from data.errors import DocumentUnreadable, NotAllowed
from data.records import Allotment, LimitChange, MonthUsage, Network, Request, ScheduledChange
from data.store import Cursor, Store
from data.tables import limits as limit_reads
from data.tables import networks as network_reads
from data.tables import requests as request_reads
from data.tables import scheduled as scheduled_reads
from data.tables import usage as usage_reads
from limits import visibility
from limits.actors import Actor, refreshed, visible_networks
from limits.kinds import LimitKey, as_kind
from limits.months import month_of, running_month
from limits.network import amended, changes_by_limit, period_months
from limits.requests.evidence import answer_then, from_text
from limits.requests.journal_verdict import Adherence, Nearer, adherence_of, nearer_of

DAYS: Final = (30, 60, 90)
JUDGED_AFTER: Final = "90 days"
PERIOD_END: Final = "period end"
DECIDED: Final = ("approved", "part", "declined")


@dataclass(frozen=True)
class Afterwards:
    """What had come by one day; ``used_share`` is the ratio of the raise that was used, None where nothing was raised.

    ``overage`` is in number-months beyond the allotment, as amended, by then; None where there is no allotment, and
    where months that nobody reported may hide one.
    """

    moment: str
    on: dt.date
    highest_usage: int
    used_share: float | None
    overage: int | None


@dataclass(frozen=True)
class JournalEntry:
    """One decision; ``suggested`` and ``risk_then`` are None where nobody froze what was known."""

    request: Request
    network_name: str
    key: LimitKey
    limit_words: str  # 'limit of campaign Spring'
    limit_before: int
    limit_after: int  # what was granted, or the limit it stayed at
    from_day: dt.date
    hours_to_decide: float
    has_evidence: bool
    suggested: int | None
    risk_then: float | None
    adherence: Adherence | None  # the suggestion followed, or overridden above or below it
    afterwards: tuple[Afterwards, ...]  # the days that have come
    nearer: Nearer | None  # known once 90 days are over; as far as can be told by then
    unreadable: str = ""  # why the evidence is not known, where it cannot be read

    @property
    def is_judged(self) -> bool:
        """Long enough ago to tell."""
        return _is_judged(self.afterwards)

    @property
    def was_used(self) -> bool | None:
        """Whether any of the raise was used; None where nothing was raised or it is too early."""
        last = self.afterwards[-1].used_share if self.is_judged else None
        return None if last is None else last > 0

    @property
    def ran_over(self) -> bool | None:
        """Whether the period's allotment was exceeded; None without one, and while it may still be."""
        if not self.afterwards or self.afterwards[-1].overage is None:
            return None
        if self.afterwards[-1].overage > 0:
            return True
        return False if any(a.moment == PERIOD_END for a in self.afterwards) else None


@dataclass(frozen=True)
class _Known:
    network: Network
    totals: Mapping[dt.date, MonthUsage]
    campaigns: Mapping[tuple[str, dt.date], int]
    changes: Mapping[LimitKey, Sequence[LimitChange]]
    planned: Mapping[str, ScheduledChange]  # by request
    allotments: Sequence[Allotment]  # as amended
    campaign_names: Mapping[str, str]


def journal(store: Store, person: Actor, network_id: str | None = None) -> list[JournalEntry]:
    """Every decision in the networks whose vendor facts this person may see, the newest first."""
    with store.reading() as cursor:
        actor = refreshed(cursor, person)
        networks = {
            n.network_id: n
            for n in visible_networks(cursor, actor)
            if visibility.sees_vendor_facts(actor, n) and network_id in (None, n.network_id)
        }
        if not networks:
            raise NotAllowed(f"{person.email} may not read the journal of decisions; the vendor's people may.")
        decided = [r for r in request_reads.requests(cursor, list(networks)) if r.status in DECIDED]
        known = _read(cursor, {r.network_id: networks[r.network_id] for r in decided})
        frozen = request_reads.evidences(cursor, [r.request_id for r in decided])
    entries = [_entry(r, known[r.network_id], frozen.get(r.request_id)) for r in decided]
    return sorted(entries, key=lambda e: (e.request.decided_at, e.request.request_id), reverse=True)


def _read(cursor: Cursor, networks: Mapping[str, Network]) -> dict[str, _Known]:
    ids = list(networks)
    totals: dict[str, dict[dt.date, MonthUsage]] = defaultdict(dict)
    for row in usage_reads.network_months(cursor, ids):
        totals[row.network_id][row.billing_month] = row
    campaigns: dict[str, dict[tuple[str, dt.date], int]] = defaultdict(dict)
    for row in usage_reads.campaign_months(cursor, ids):
        campaigns[row.network_id][row.campaign_id, row.billing_month] = row.static_used
    changes: dict[str, list[LimitChange]] = defaultdict(list)
    for change in limit_reads.limit_changes(cursor, ids):
        changes[change.network_id].append(change)
    planned: dict[str, dict[str, ScheduledChange]] = defaultdict(dict)
    for plan in scheduled_reads.scheduled(cursor, ids):
        if plan.request_id is not None and not plan.step_down:
            planned[plan.network_id][plan.request_id] = plan
    allotments, amendments = network_reads.allotments(cursor, ids), network_reads.amendments(cursor, ids)
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for (network_id, campaign_id), name in network_reads.campaign_names(cursor, ids).items():
        names[network_id][campaign_id] = name
    return {
        i: _Known(
            networks[i],
            totals[i],
            campaigns[i],
            changes_by_limit(changes[i]),
            planned[i],
            amended([], allotments.get(i, []), amendments.get(i, []))[1],
            names[i],
        )
        for i in ids
    }


def _entry(request: Request, known: _Known, frozen: str | None) -> JournalEntry:
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    assert request.decided_at is not None, request.request_id  # the store's own constraint
    change = next((c for c in known.changes.get(key, ()) if _made_by(c, request)), None)
    before = _limit_before(known.changes.get(key, ()), change, request)
    after = before if request.granted_limit is None else request.granted_limit
    plan = known.planned.get(request.request_id)
    from_day = change.effective_from if change else plan.on_date if plan else request.decided_at.date()
    evidence, unreadable = _evidence(request, frozen)
    suggested, risk = _suggestion(evidence, key)
    if evidence is None and change is not None:
        suggested, risk = change.suggested_limit, change.overage_risk
    afterwards = _afterwards(known, key, from_day, before, after)
    asked = before + request.more_numbers
    nearer = None
    if suggested is not None and _is_judged(afterwards):
        last = afterwards[-1]
        nearer = nearer_of(after, suggested, last.highest_usage, ran_over=bool(last.overage))
    return JournalEntry(
        request=request,
        network_name=known.network.name,
        key=key,
        limit_words=key.words(known.campaign_names.get(key.campaign_id)),
        limit_before=before,
        limit_after=after,
        from_day=from_day,
        hours_to_decide=(request.decided_at - request.filed_at).total_seconds() / 3600,
        has_evidence=bool(frozen),
        suggested=suggested,
        risk_then=risk,
        adherence=None if suggested is None else adherence_of(before, asked, after, suggested),
        afterwards=afterwards,
        nearer=nearer,
        unreadable=unreadable,
    )


def _evidence(request: Request, frozen: str | None) -> tuple[dict[str, Any] | None, str]:
    """What was frozen, or nothing and why it cannot be read."""
    if not frozen:
        return None, ""
    try:
        return from_text(frozen, request.request_id), ""
    except DocumentUnreadable as error:
        return None, str(error)


def _is_judged(afterwards: Sequence[Afterwards]) -> bool:
    return any(a.moment == JUDGED_AFTER for a in afterwards)


def _made_by(change: LimitChange, request: Request) -> bool:
    return change.request_id == request.request_id and change.new_limit == request.granted_limit


def _limit_before(changes: Sequence[LimitChange], change: LimitChange | None, request: Request) -> int:
    """The limit that was decided on."""
    if change is not None and change.old_limit is not None:
        return change.old_limit
    earlier = [c for c in changes if request.decided_at is not None and c.changed_at <= request.decided_at]
    return max(earlier, key=lambda c: c.version).new_limit if earlier else 0


def _suggestion(evidence: dict[str, Any] | None, key: LimitKey) -> tuple[int | None, float | None]:
    """What the answer spoke for, and the overage risk of what was granted, as they were frozen."""
    if evidence is None:
        return None, None
    spoken_for = answer_then(evidence, key).get("limit")
    return None if spoken_for is None else int(spoken_for), evidence["risk_as_granted"]


def _afterwards(known: _Known, key: LimitKey, from_day: dt.date, before: int, after: int) -> tuple[Afterwards, ...]:
    as_of = known.network.as_of
    if as_of is None:
        return ()
    moments = [(f"{days} days", from_day + dt.timedelta(days=days)) for days in DAYS]
    period = next((a for a in known.allotments if a.starts_on <= from_day <= a.ends_on), None)
    if period is not None:
        moments.append((PERIOD_END, period.ends_on))
    afterwards = []
    for moment, on in sorted(moments, key=lambda m: m[1]):
        if on > as_of:
            break
        months = [m for m in known.totals if month_of(from_day) <= m <= month_of(on)]
        if not months:
            continue  # nobody reported any of them: what came is unknown, not none
        highest = max(_usage(known, key, m) for m in months)
        share = min(max((highest - before) / (after - before), 0.0), 1.0) if after > before else None
        afterwards.append(Afterwards(moment, on, highest, share, _overage(known, period, on)))
    return tuple(afterwards)


def _usage(known: _Known, key: LimitKey, month: dt.date) -> int:
    if key.of_campaign:
        return known.campaigns.get((key.campaign_id, month), 0)
    row = known.totals[month]
    return row.dynamic_used if key.is_lent else row.static_used + row.dynamic_used


def _overage(known: _Known, period: Allotment | None, on: dt.date) -> int | None:
    if period is None:
        return None
    through = period.opening_through
    months = [m for m in period_months(period, known.allotments) if m <= month_of(on)]
    after = [m for m in months if through is None or m > through]
    rows = [known.totals[m] for m in after if m in known.totals]
    used = sum(row.static_used + row.dynamic_used for row in rows)
    if through is not None and months and months[0] <= through:
        used += period.opening_used or 0
    over = used - period.number_months
    return over if over > 0 else None if any(_is_unknown(known, m) for m in after) else 0


def _is_unknown(known: _Known, month: dt.date) -> bool:
    """Whether the month is over and nobody reported it to its end."""
    row, as_of = known.totals.get(month), known.network.as_of
    is_over = as_of is not None and month < running_month(as_of)
    return is_over and (row is None or not row.is_reported)
