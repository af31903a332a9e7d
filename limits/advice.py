"""What is suggested for every limit of a network, and what its limits of today lead to together."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from forecasting import AllotmentLeft, Suggestion, suggest
from forecasting.joint import JointDemand, JointLimits, JointOutlook, JointUsage, joint_outlook, joint_usage
from forecasting.joint_safe import held_and_free, network_cap, safe_pair
from limits.assumptions import Assumptions
from limits.headroom import LimitStanding
from limits.kinds import LimitKey
from limits.outlook import FloatArray, Outlook
from limits.term import Term

NETWORK, DYNAMIC = LimitKey("network"), LimitKey("dynamic")


@dataclass(frozen=True)
class PairSuggestion:
    """Two limits to raise together, where the one alone is of no use because the network limit binds as well.

    ``safe`` are the largest two with an overage risk of at most the allowed one; None where none can run over.
    """

    key: LimitKey
    limit: int
    network_limit: int
    safe: tuple[int, int] | None
    risk: float | None  # P(some allotment period runs over) with both, a ratio


@dataclass(frozen=True)
class NetworkAdvice:
    """``ahead`` is what today's limits lead to, month by month of the outlook."""

    suggestions: Mapping[LimitKey, Suggestion]
    ahead: JointOutlook
    pairs: Mapping[LimitKey, PairSuggestion]
    full_by_month: Mapping[LimitKey, FloatArray]  # (months,): P(the limit turns demand away), ratios
    spend: FloatArray = field(repr=False, compare=False)  # (paths, months): numbers that all limits let through


@dataclass(frozen=True)
class _Joint:
    """Demand and limits of a network in the form that cuts them off together; campaigns in the order of ``ids``."""

    ids: tuple[str, ...]
    demand: JointDemand
    limits: JointLimits
    usage: JointUsage


def periods_left(term: Term, horizon: int) -> list[AllotmentLeft]:
    """The allotment periods that the forecast months belong to, as far as the forecast reaches.

    Months between two periods are counted by none: they can run over nothing. Of a period that outlasts the forecast,
    the months within it get their share.
    """
    found: list[AllotmentLeft] = []
    for period in term.periods:
        rate = None if period.overage_rate is None else float(period.overage_rate)
        covered = sum(f.months for f in found)
        gap = _months_apart(term.periods[0].months_ahead[0], period.months_ahead[0]) - covered
        if 0 < gap < horizon - covered:
            found.append(AllotmentLeft(gap, math.inf))
            covered += gap
        months = min(len(period.months_ahead), horizon - covered)
        if gap >= 0 and months > 0:
            share = months / len(period.months_ahead)
            found.append(AllotmentLeft(months, period.left_for_months_ahead * share, rate))
    return found


def advise(
    standings: Sequence[LimitStanding],
    outlook: Outlook,
    term: Term,
    *,
    asked: Mapping[LimitKey, int],
    reclaimable: Mapping[LimitKey, int],
    assumptions: Assumptions,
    only_network: bool = False,
) -> NetworkAdvice:
    """One suggestion a limit, or the network limit's alone and without what-ifs, which a list of many can afford.

    All limits cut demand off on every path: each campaign's and the dynamic limit their own, then the network's. A
    limit is weighed with the others held as they are.
    """
    by_key = {s.key: s for s in standings}
    periods = periods_left(term, outlook.static.shape[1])
    joint = _joint(by_key, outlook)
    ahead = joint_outlook(joint.demand, joint.limits, periods, rollover=assumptions.rollover, usage=joint.usage)
    found: dict[LimitKey, Suggestion] = {}
    pairs: dict[LimitKey, PairSuggestion] = {}
    for standing in standings[:1] if only_network else standings:
        demand = outlook.paths(standing.key)
        if demand is None:
            continue
        place = joint.ids.index(standing.key.campaign_id) if standing.key.kind == "campaign" else 0
        held, free = held_and_free(joint.demand, joint.limits, standing.key.kind, place, usage=joint.usage)
        parent = None if standing.key == NETWORK else by_key[NETWORK]
        most = None if parent is None else network_cap(joint.demand, joint.limits, held.shape) - held
        now, following = _binding(standing, parent)
        one = suggest(
            demand,
            periods,
            current_limit=standing.limit,
            usage=standing.usage,
            other=held,
            free=free,
            most=most,
            asked=asked.get(standing.key),
            room=None if parent is None else _room(parent, standing),
            parent=by_key[NETWORK].words,
            binds_now=now,
            binds_next=following,
            reclaimable=reclaimable.get(standing.key, 0),
            rollover=assumptions.rollover,
            risk=assumptions.risk,
            confidence=assumptions.need_confidence,
            what_ifs=not only_network,
            **({"as_it_is": "if traffic stays as it is this month"} if standing.key == DYNAMIC else {}),
        )
        found[standing.key] = one
        wanted = max(one.need, one.asked or 0)
        if parent is not None and wanted > standing.limit and wanted > (one.room or 0):
            pair = _pair(joint, periods, standing, parent, wanted, place, assumptions)
            if pair is not None:
                pairs[standing.key] = pair
    full = {NETWORK: ahead.network_full, DYNAMIC: ahead.dynamic_full}
    full |= {LimitKey("campaign", i): ahead.campaigns_full[place] for place, i in enumerate(joint.ids) if i}
    return NetworkAdvice(found, ahead, pairs, full, joint.usage.network)


def _joint(by_key: Mapping[LimitKey, LimitStanding], outlook: Outlook) -> _Joint:
    """What has no limit of its own (static numbers known as the network's total only) is cut by the network's alone."""
    parts = dict(outlook.campaigns) or {"": outlook.static}
    ids = tuple(parts)
    own = [by_key.get(LimitKey("campaign", i)) if i else None for i in ids]
    static_used = by_key[NETWORK].usage - by_key[DYNAMIC].usage
    rest = max(0, static_used - sum(s.usage for s in own if s is not None))
    used = [float(s.usage) if s is not None else float(rest if not i else 0) for i, s in zip(ids, own, strict=True)]
    demand = JointDemand(
        dynamic=outlook.dynamic,
        campaigns=np.stack([parts[i] for i in ids]),
        dynamic_used=by_key[DYNAMIC].usage,
        campaigns_used=np.array(used),
    )
    limits = JointLimits(
        network=by_key[NETWORK].limit,
        dynamic=by_key[DYNAMIC].limit,
        campaigns=[math.inf if s is None else s.limit for s in own],
    )
    return _Joint(ids, demand, limits, joint_usage(demand, limits))


def _pair(
    joint: _Joint,
    periods: Sequence[AllotmentLeft],
    standing: LimitStanding,
    parent: LimitStanding,
    wanted: int,
    place: int,
    assumptions: Assumptions,
) -> PairSuggestion | None:
    """Both limits raised, as far as it is needed and safe; None where today's are not safe already."""
    rest = parent.usage - standing.usage
    kind = "dynamic" if standing.key.kind == "dynamic" else "campaign"
    largest = safe_pair(
        joint.demand,
        joint.limits,
        periods,
        kind,  # type: ignore[arg-type]
        campaign=place,
        rest=rest,
        risk=assumptions.risk,
        rollover=assumptions.rollover,
    )
    if largest is None:
        return None
    bounded = math.isfinite(largest[0])
    limit = min(wanted, int(largest[0])) if bounded else wanted
    network = max(parent.limit, limit + rest)
    campaigns = np.array(joint.limits.campaigns, dtype=np.float64)
    if standing.key.kind == "campaign":
        campaigns[place] = limit
    raised = JointLimits(network, limit if kind == "dynamic" else joint.limits.dynamic, campaigns)
    risk = joint_outlook(joint.demand, raised, periods, rollover=assumptions.rollover).risk
    safe = (int(largest[0]), int(largest[1])) if bounded else None
    return PairSuggestion(standing.key, limit, network, safe, risk)


def _binding(standing: LimitStanding, parent: LimitStanding | None) -> tuple[tuple[str, ...], str | None]:
    """The limits that are full for a number counted by this one, and the one that would be next, in words."""
    chain = [one for one in (standing, parent) if one is not None and one.state != "none"]
    tight = sorted(chain, key=lambda s: s.headroom)
    free = [s.words for s in tight if s.headroom > 0]
    return tuple(s.words for s in tight if s.headroom <= 0), free[0] if free else None


def _room(network: LimitStanding, part: LimitStanding) -> int:
    """The most that the network limit leaves for this part beside what the rest uses now."""
    return max(part.usage, network.limit - (network.usage - part.usage))


def _months_apart(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
