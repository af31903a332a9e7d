"""A suggestion for every limit of a network, with the other limits held as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from forecasting import AllotmentLeft, Suggestion, suggest
from limits.assumptions import Assumptions
from limits.headroom import LimitStanding
from limits.kinds import LimitKey
from limits.outlook import FloatArray, Outlook
from limits.term import Term


def periods_left(term: Term, horizon: int) -> list[AllotmentLeft]:
    """The allotment periods that the forecast months belong to, as far as the forecast reaches."""
    found: list[AllotmentLeft] = []
    for period in term.periods:
        months = min(len(period.months_ahead), horizon - sum(f.months for f in found))
        if months > 0:
            share = months / len(period.months_ahead)
            found.append(AllotmentLeft(months, period.left_for_months_ahead * share))
    return found


def suggestions(
    standings: Sequence[LimitStanding],
    outlook: Outlook,
    term: Term,
    *,
    asked: Mapping[LimitKey, int],
    reclaimable: Mapping[LimitKey, int],
    assumptions: Assumptions,
    only_network: bool = False,
) -> dict[LimitKey, Suggestion]:
    """One suggestion a limit, or the network limit's alone and without what-ifs, which a list of many can afford.

    The network limit cuts what campaigns and dynamic limit let through; for a campaign or the dynamic limit, what the
    rest of the network uses on the same path spends the allotment too.
    """
    by_key = {s.key: s for s in standings}
    network = by_key[LimitKey("network")]
    dynamic = by_key[LimitKey("dynamic")]
    periods = periods_left(term, outlook.static.shape[1])
    rate = term.current.overage_rate if term.current else None

    def advise(standing: LimitStanding, demand: FloatArray, other: FloatArray | None, room: int | None) -> Suggestion:
        return suggest(
            demand,
            periods,
            current_limit=standing.limit,
            usage=standing.usage,
            other=other,
            asked=asked.get(standing.key),
            room=room,
            parent=network.words,
            reclaimable=reclaimable.get(standing.key, 0),
            overage_rate=None if rate is None else float(rate),
            risk=assumptions.risk,
            confidence=assumptions.need_confidence,
            what_ifs=not only_network,
        )

    found = {network.key: advise(network, outlook.total, None, None)}
    if only_network:
        return found
    static_cut = np.minimum(outlook.static, network.limit)
    found[dynamic.key] = advise(dynamic, outlook.dynamic, static_cut, _room(network, dynamic))
    for standing in standings:
        if standing.key.kind == "campaign":
            own = outlook.campaigns.get(standing.key.campaign_id)
            if own is not None:
                rest = np.maximum(outlook.static - own, 0) + np.minimum(outlook.dynamic, dynamic.limit)
                found[standing.key] = advise(standing, own, rest, _room(network, standing))
    return found


def _room(network: LimitStanding, part: LimitStanding) -> int:
    """The most that the network limit leaves for this part beside what the rest uses now."""
    return max(part.usage, network.limit - (network.usage - part.usage))
